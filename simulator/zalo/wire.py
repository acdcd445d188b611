"""Zalo's calls in the simulator's wire log: `bot` and `chat` are Telegram's, `path` says what was called."""

from typing import Any

from simulator.shapes import Json
from simulator.zalo.world import Zalo


def note(zalo: Zalo, name: str, params: Json, status: int, answer: Json, **more: Any) -> None:
    if not zalo.world.wire.admits(zalo.clock.now()):
        return
    entry: Json = {
        "time": zalo.clock.now(),
        "bot": None,
        "method": f"zalo {name}",
        "chat": None,
        "params": params,
        "files": [],
        "status": status,
        "answer": answer,
        "ms": 0.0,
        "fault": None,
        "direction": "call",
        "path": None,
    }
    zalo.world.wire.note(entry | more)

"""Trouble on demand: for a method, a chat, a share of the calls, a number of times."""

import itertools
import random
from collections.abc import Callable
from dataclasses import asdict, dataclass

from simulator.refusals import Refusal, flooded, refusal
from simulator.shapes import Json

CALL_KINDS = ("flood", "error", "html", "delay", "hold", "drop_after", "drop_before", "restart")
UPDATE_KINDS = ("duplicate", "shuffle_album", "late_album")
GATEWAY_KINDS = ("sms", "mail")
KINDS = CALL_KINDS + UPDATE_KINDS + GATEWAY_KINDS
DEFAULT_SECONDS = {"restart": 3.0, "late_album": 5.0}
SENTENCES = {400: "wrong request", 403: "bot was blocked by the user", 500: "restart"}
GATEWAY_PAGE = (
    "<html>\r\n<head><title>502 Bad Gateway</title></head>\r\n<body>\r\n<center><h1>502 Bad Gateway</h1></center>\r\n"
    "<hr><center>nginx/1.18.0</center>\r\n</body>\r\n</html>\r\n"
)


@dataclass(slots=True)
class Fault:
    id: int
    kind: str
    method: str | None = None
    chat: int | None = None
    times: int | None = None
    share: float = 1.0
    seconds: float | None = None
    retry_after: int = 3
    status: int = 500
    description: str | None = None
    drop: bool = False
    hits: int = 0

    @property
    def pause(self) -> float:
        """How long this fault lasts, in seconds."""
        return self.seconds if self.seconds is not None else DEFAULT_SECONDS.get(self.kind, 2.0)

    def refusal(self) -> Refusal | None:
        """What it answers, when it is of the kind that answers instead of the method."""
        if self.kind == "flood":
            return flooded(self.retry_after)
        if self.kind == "restart":
            return refusal(500, "restart")
        if self.kind == "error" and self.description is not None:
            return Refusal(self.status, self.description)
        return refusal(self.status, SENTENCES.get(self.status, "")) if self.kind == "error" else None

    @property
    def spent(self) -> bool:
        return self.times is not None and self.hits >= self.times

    def touches(self, method: str, chat_id: int | None) -> bool:
        if self.method is not None and self.method.lower() != method.lower():
            return False
        return self.chat is None or self.chat == chat_id


class Faults:
    def __init__(self, changed: Callable[[], None] = lambda: None, *, seed: int = 1022) -> None:
        self.all: dict[int, Fault] = {}
        self.numbers = itertools.count(1)
        self.changed = changed
        self.dice = random.Random(seed)  # noqa: S311 - faults must come back the same, not be unguessable

    def __bool__(self) -> bool:
        return bool(self.all)

    def add(
        self,
        kind: str,
        *,
        method: str | None = None,
        chat: int | None = None,
        times: int | None = None,
        share: float = 1.0,
        seconds: float | None = None,
        retry_after: int = 3,
        status: int = 500,
        description: str | None = None,
        drop: bool = False,
    ) -> Fault:
        """Arms a fault; `times=None` holds until it is cleared."""
        if kind not in KINDS:
            raise ValueError(f"no such fault: {kind}; there are {', '.join(KINDS)}")
        number = next(self.numbers)
        fault = Fault(number, kind, method, chat, times, share, seconds, retry_after, status, description, drop)
        self.all[number] = fault
        self.changed()
        return fault

    def clear(self, fault_id: int | None = None) -> None:
        if fault_id is None:
            self.all.clear()
        else:
            self.all.pop(fault_id, None)
        self.changed()

    def strike(self, kinds: tuple[str, ...], method: str = "", chat_id: int | None = None) -> Fault | None:
        """The first armed fault that meets this call, counted as a hit."""
        for fault in list(self.all.values()):
            if fault.kind not in kinds or not fault.touches(method, chat_id):
                continue
            if fault.share < 1 and self.dice.random() >= fault.share:
                continue
            fault.hits += 1
            if fault.spent:
                self.all.pop(fault.id, None)
            self.changed()
            return fault
        return None

    def as_json(self) -> list[Json]:
        return [asdict(fault) for fault in self.all.values()]

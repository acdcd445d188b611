"""Telegram's speed limits: a bucket for each chat, one for the whole bot, and another whole one for paid broadcasts."""

from dataclasses import asdict, dataclass, fields
from math import ceil

from simulator.shapes import Json


@dataclass(slots=True)
class FloodLimits:
    """Rates are messages a second, bursts are messages; `hold` is how long a flooded send waits before its 429."""

    on: bool = False
    chat_rate: float = 1.0
    chat_burst: int = 4
    group_per_minute: int = 20
    overall_rate: float = 30.0
    overall_burst: int = 30
    paid_rate: float = 1000.0
    hold: float = 0.0


class Flood:
    """Buckets kept as the time at which each would be empty again (GCRA): one number a chat."""

    def __init__(self) -> None:
        self.limits = FloodLimits()
        self.chats: dict[tuple[int, int], float] = {}
        self.bots: dict[tuple[int, bool], float] = {}

    def change(self, changes: Json) -> None:
        names = {field.name for field in fields(FloodLimits)}
        for name, value in changes.items():
            if name in names and name.endswith(("rate", "burst", "minute")) and not value > 0:
                raise ValueError(f"{name} must be more than 0")
            if name in names:
                setattr(self.limits, name, value)

    def as_json(self) -> Json:
        return asdict(self.limits)

    def clear(self) -> None:
        self.chats.clear()
        self.bots.clear()

    def wait(self, bot_id: int, chat_id: int, now: float, *, paid: bool, messages: int = 1) -> int:
        """Takes the message's place and gives 0, or takes nothing and gives the seconds to wait."""
        limits = self.limits
        if not limits.on:
            return 0
        if chat_id < 0:
            chat_step, chat_burst = 60 / limits.group_per_minute, limits.group_per_minute
        else:
            chat_step, chat_burst = 1 / limits.chat_rate, limits.chat_burst
        step = 1 / (limits.paid_rate if paid else limits.overall_rate)
        burst = limits.paid_rate if paid else limits.overall_burst
        chat_due = max(now, self.chats.get((bot_id, chat_id), 0.0))
        bot_due = max(now, self.bots.get((bot_id, paid), 0.0))
        late = max(chat_due + chat_step - now - chat_step * chat_burst, bot_due + step - now - step * burst)
        if late > 1e-6:
            return ceil(late)
        self.chats[bot_id, chat_id] = chat_due + chat_step * messages
        self.bots[bot_id, paid] = bot_due + step * messages
        return 0

"""Holds people to the limits: floods in memory, as a message too many must cost next to nothing; the rest in rows."""

from datetime import datetime

from domain.limit import Limit, Limits
from domain.refused import Refused
from domain.role import Person
from storage import limits
from storage.engine import Tx

REMEMBERED_MOST = 20_000


class Flood:
    """How much each chat has lately said and pressed. A restart forgets it, and lets everybody begin anew."""

    def __init__(self, rules: Limits) -> None:
        self._messages = Bucket(rules.messages)
        self._presses = Bucket(rules.presses)
        self._notices = Bucket(rules.notices)

    def over(self, chat: str, *, pressed: bool, now: datetime) -> bool:
        """Counts one message, or one press; whether it is one too many."""
        return not (self._presses if pressed else self._messages).take(chat, now=now)

    def may_tell(self, chat: str, *, now: datetime) -> bool:
        """Whether somebody who says too much is to hear so again."""
        return self._notices.take(chat, now=now)


class Bucket:
    """One limit on many, by name."""

    def __init__(self, limit: Limit) -> None:
        self._limit = limit
        self._until: dict[str, datetime] = {}

    def take(self, who: str, *, now: datetime) -> bool:
        until = self._limit.take(self._until.get(who), now=now)
        if until is None:
            return False
        if len(self._until) >= REMEMBERED_MOST:
            self._until = {each: moment for each, moment in self._until.items() if moment > now}
        self._until[who] = until
        return True


async def may_file(tx: Tx, person: Person, rules: Limits, *, now: datetime) -> None:
    """Count one more report of this person. Raises `Refused` when it is too many for a day."""
    await _count(tx, "reports", person, rules.reports, "report.too_many", now)


async def may_ask_about_data(tx: Tx, person: Person, rules: Limits, *, now: datetime) -> None:
    """Count one more request of this person. Raises `Refused` when it is too many for a day."""
    await _count(tx, "data_requests", person, rules.data_requests, "data.too_many", now)


async def _count(tx: Tx, name: str, person: Person, limit: Limit, too_many: str, now: datetime) -> None:
    if not await limits.take(tx, name, str(person.id), burst=limit.burst, per=limit.per, now=now):
        raise Refused(too_many, most=limit.burst)

"""What the clock does with reports: reminds who has to act, says what is overdue, closes what nobody has rated.

Each report in a transaction of its own, noted in the same: killed at any line, nobody is reminded twice or forgotten.
"""

from datetime import datetime

from bot.clock import Clock
from channels.message import Outgoing
from domain.report import RATED_WITHIN, Report, State
from domain.role import Role
from handlers import telling
from handlers.house import House
from services import reporting
from services.speaking import post
from storage import reports
from storage.engine import Store, Tx

AT_ONCE = 100
SOON, LATE = 1, 2

_REMINDED = {
    State.AWAITING_APPROVAL: Role.APPROVER,
    State.RETURNED: Role.OPERATOR,
    State.REOPEN_REQUESTED: Role.OPERATOR,
}


class Deadlines:
    def __init__(self, store: Store, clock: Clock, house: House) -> None:
        self._store = store
        self._clock = clock
        self._house = house

    async def step(self) -> int:
        """How many reports were reminded of, told as overdue, or closed."""
        now = self._clock.now()
        async with self._store.reading() as session:
            late = await reports.list_overdue(session, now=now, most=AT_ONCE)
            soon = await reports.list_due_soon(session, now=now, most=AT_ONCE)
            unrated = await reports.list_unrated(session, resolved_before=now - RATED_WITHIN, most=AT_ONCE)
        for report in late:
            await self._remind(report, LATE, now)
        for report in soon:
            await self._remind(report, SOON, now)
        for report in unrated:
            await self._close(report, now)
        return len(late) + len(soon) + len(unrated)

    async def _remind(self, report: Report, stage: int, now: datetime) -> None:
        """Before the deadline whoever acts next; after it also the unit's leaders, its groups and the citizen."""
        async with self._store.transaction() as tx:
            if not await reports.remind(tx, report.id, stage, over=report.version):
                return
            await post(tx, await self._reminders(tx, report, stage, now), now=now)
            if stage == LATE:
                await post(tx, await telling.overdue(tx, self._house, report, now=now), now=now)

    async def _reminders(self, tx: Tx, report: Report, stage: int, now: datetime) -> list[tuple[str, str, Outgoing]]:
        acts = _REMINDED.get(report.state, Role.OFFICER)
        roles = [acts] if stage == SOON else [acts, Role.APPROVER]
        key = "desk.due_soon" if stage == SOON else "desk.overdue"
        told = {
            recipient.chat.id: recipient.chat
            for role in roles
            for recipient in await telling.list_concerned(tx, self._house, report, role)
        }
        return [telling.reminder(chat, key, report, self._house, now=now) for chat in told.values()]

    async def _close(self, report: Report, now: datetime) -> None:
        async with self._store.transaction() as tx:
            present = await reports.get(tx, report.id)
            if present.version == report.version:
                done = await reporting.close_unrated(tx, present, now=now)
                await post(tx, await telling.moved(tx, self._house, done, now=now), now=now)

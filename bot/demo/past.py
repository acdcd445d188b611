"""Weeks gone by: the clocks of bot and simulator set back together, and turned on only forwards, to the present."""

import asyncio
from collections.abc import Awaitable, Callable
from datetime import UTC, datetime, timedelta

from bot.app import App
from bot.clock import SystemClock
from bot.demo.phones import Phones
from storage import broadcasts

WITHIN = 60.0  # seconds for what the clock has set off to be told
LOOK_AGAIN = 0.05

Happening = Callable[[], Awaitable[None]]


class Past:
    """What is to happen, each at its time. Happenings may note further ones."""

    def __init__(self, app: App, clock: SystemClock, phones: Phones) -> None:
        self.app = app
        self.clock = clock
        self.today = datetime.now(UTC)
        self._phones = phones
        self._agenda: list[tuple[datetime, int, Happening]] = []
        self._noted = 0

    def note(self, at: datetime, happening: Happening) -> None:
        """What lies ahead of the present will come by itself."""
        if at <= self.today:
            self._noted += 1
            self._agenda.append((at, self._noted, happening))

    async def pass_by(self) -> None:
        """Until nothing is left to happen, and it is today."""
        while self._agenda:
            self._agenda.sort(key=lambda entry: entry[:2])
            at, _, happening = self._agenda.pop(0)
            await self.turn_to(at)
            await happening()
            await self._told()
        await self.turn_to(datetime.now(UTC))

    async def turn_to(self, at: datetime) -> None:
        offset = min(at - datetime.now(UTC), timedelta())
        self.clock.offset = offset
        await self._phones.ask("PUT", "clock", offset=offset.total_seconds())

    async def _told(self) -> None:
        """Until everybody whom an open alert concerns has been told, and its approvers know."""
        for _ in range(int(WITHIN / LOOK_AGAIN)):
            await self.app.rounds.ticking.step()
            await self.app.rounds.ticking.report()
            async with self.app.store.reading() as session:
                telling = await broadcasts.list_telling(session)
                ending = await broadcasts.list_winding_down(session)
            if not ending and all(each.reported.startswith("done") for each in telling):
                return
            await asyncio.sleep(LOOK_AGAIN)
        raise OSError("an alert of the sample weeks was not told in time")

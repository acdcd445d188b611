"""What the office waits for: deadlines of reports, statistics, menus after a change of rights, the reach of a draft."""

from dataclasses import dataclass
from datetime import datetime, timedelta

from domain.role import Grant, Person, Role
from handlers.house import House
from services import alerting
from storage import statistics
from storage.engine import Tx
from storage.times import micros
from tests.crash.scenes.scene import OPERATOR, Scene, address, around, changed, report_of, somebody
from tests.stage.audience import UNIT, content

DAY = timedelta(days=1)
OVERDUE = "update reports set in_hand = 1, soon_at = 1, due_at = :now where id = :id"
DUE_SOON = "update reports set in_hand = 1, soon_at = :now, due_at = :now + 86400000000 where id = :id"
UNRATED = "update reports set state = 'resolved', resolved_at = :now - 691200000000, outcome = 'fixed' where id = :id"


@dataclass
class Deadlines(Scene):
    """One report is late, one will be tomorrow, and one has a result that nobody rates."""

    points = (*around("Deadlines._remind"), *around("Deadlines._close"))
    left = "select count(*) from reports where state = 'resolved' or (due_at > 0 and reminded = 0)"

    async def set(self, tx: Tx, house: House, number: int, now: datetime) -> None:
        for who, became in enumerate((OVERDUE, DUE_SOON, UNRATED)):
            where = address(1, number, who)
            report = await report_of(tx, *await somebody(tx, where, now=now), f"TN-{number}-{who}", now=now)
            await changed(tx, became, id=report.id, now=micros(now))
            self.told[where] += became != DUE_SOON
        self.told[OPERATOR] += 2


@dataclass
class Statistics(Scene):
    """Somebody has asked for them: a picture, a sheet and a CSV."""

    points = around("Statistics.step")
    left = "select count(*) from statistics_wanted"

    async def set(self, tx: Tx, house: House, number: int, now: datetime) -> None:
        where = address(2, number)
        _, chat = await somebody(tx, where, now=now)
        await statistics.want(tx, chat, unit=None, days=7, now=now)
        self.told[where] += 3


@dataclass
class Menus(Scene):
    """Rights have changed while nobody spoke."""

    points = around("Menus.step")
    left = "select count(*) from chats where menu = 'stale'"

    async def set(self, tx: Tx, house: House, number: int, now: datetime) -> None:
        _, chat = await somebody(tx, address(3, number), now=now)
        await changed(tx, "update chats set menu = 'stale' where id = :chat", chat=chat)


@dataclass
class Counting(Scene):
    """A leader waits to hear how many a draft reaches."""

    points = around("Counting._note")
    left = "select count(*) from alert_revisions where audience is null"

    async def set(self, tx: Tx, house: House, number: int, now: datetime) -> None:
        where = address(4, number)
        person, chat = await somebody(tx, where, now=now, role=Role.APPROVER)
        grant = Grant(id=1, role=Role.APPROVER, unit=UNIT, label=where)
        leader = Person(id=person, chat=chat, language="vi", registered=True, area=None, grants=(grant,))
        await alerting.draft(tx, leader, content(title=f"Bản thứ {number}"), now=now)
        self.told[where] += 1

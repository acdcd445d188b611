"""What a slow loop finds to do at one start of the bot, and how one sees at the end that it was done once and whole."""

from collections import Counter
from dataclasses import dataclass, field
from datetime import datetime
from pathlib import Path
from typing import ClassVar

from domain.report import Report, State
from domain.role import Role
from handlers.house import House
from storage import chats, people, reports, staff
from storage.engine import Tx
from storage.ids import new_id
from tests.crash.ledger import Ledger
from tests.stage.audience import UNIT
from tests.stage.doom import Point

OPERATOR, ADMIN = "41001", "41002"


@dataclass
class Scene:
    """`points` are where a life may end over it, `left` counts what is not done yet; `told` the messages that each
    address is to have had when all is."""

    points: ClassVar[tuple[Point, ...]] = ()
    left: ClassVar[str] = "select 0"
    told: Counter[str] = field(default_factory=Counter)

    async def set(self, tx: Tx, house: House, number: int, now: datetime) -> None:
        """Once more, before a life that ends over it; never with the same number."""
        raise NotImplementedError

    def held(self, ledger: Ledger, folder: Path) -> None:
        """What has to hold besides the messages."""


def around(place: str, *whats: str) -> tuple[Point, ...]:
    """Before and after the commit, or whatever else happens there."""
    return tuple(Point(place, what, when) for what in whats or ("commit",) for when in ("before", "after"))


def address(scene: int, number: int, who: int = 0) -> str:
    """Of somebody who is met in this scene only."""
    return str(3_000_000_000 + scene * 10_000_000 + number * 10 + who)


async def somebody(tx: Tx, where: str, *, now: datetime, role: Role | None = None) -> tuple[int, int]:
    """A person and their chat, by row; with `role`, one of the staff."""
    chat, _ = await chats.add(tx, "telegram", where, language="vi", now=now)
    person = await people.add(tx, now=now)
    await chats.belong(tx, chat.id, person)
    if role is not None:
        await staff.grant(
            tx, person=person, chat=chat.id, role=role, unit=UNIT, label=where, granted_by="a test", now=now
        )
    return person, chat.id


async def report_of(tx: Tx, person: int, chat: int, code: str, *, now: datetime) -> Report:
    report = Report(
        id=new_id(),
        code=code,
        person=person,
        chat=chat,
        field="giao_thong",
        area="25486",
        agency="25486",
        text="Ổ gà lớn trước cổng chợ.",
        spot=None,
        due_at=None,
        state=State.SUBMITTED,
        version=1,
        created_at=now,
    )
    assert await reports.add(tx, report)
    return report


async def changed(tx: Tx, sql: str, **values: object) -> int:
    """Life as a test needs it, which no function of ours brings about; how many rows were concerned."""
    return await tx.change(sql, values)

"""Consents: to what, by which version of the notice, when and on which channel; and when withdrawn. The proof stays."""

from datetime import datetime

from storage.engine import Session, Tx
from storage.ids import new_id
from storage.queries import load
from storage.times import micros

ACCOUNT = "account"
WARNINGS = "warnings"
NOTICE = "2026-11"

queries = load(__file__)


async def give(tx: Tx, *, chat: int, person: int | None, purpose: str, channel: str, now: datetime) -> None:
    """Record a yes to the present notice, unless it stands already."""
    if await find(tx, chat=chat, purpose=purpose) == NOTICE:
        return
    await queries.give(
        tx,
        id=new_id(),
        chat_id=chat,
        person_id=person,
        purpose=purpose,
        notice=NOTICE,
        channel=channel,
        given_at=micros(now),
    )


async def withdraw(tx: Tx, *, chat: int, purpose: str, now: datetime) -> None:
    await queries.withdraw(tx, chat_id=chat, purpose=purpose, withdrawn_at=micros(now))


async def find(session: Session, *, chat: int, purpose: str) -> str | None:
    """The version of the notice that was agreed to, while the consent stands."""
    notice: str | None = await queries.find(session, chat_id=chat, purpose=purpose)
    return notice

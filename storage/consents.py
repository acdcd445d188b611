"""Consents: to what, by which version of the notice, when and on which channel; and when withdrawn. The proof stays.

The consent to an account is a person's, whichever of their chats it was given in; that to warnings is a chat's.
"""

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
    if await find(tx, chat=chat, person=person, purpose=purpose) == NOTICE:
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


async def withdraw(tx: Tx, *, chat: int, person: int | None, purpose: str, now: datetime) -> None:
    if purpose == ACCOUNT:
        await queries.withdraw_of_person(tx, person_id=person, purpose=purpose, withdrawn_at=micros(now))
    else:
        await queries.withdraw(tx, chat_id=chat, purpose=purpose, withdrawn_at=micros(now))


async def find(session: Session, *, chat: int, person: int | None, purpose: str) -> str | None:
    """The version of the notice that was agreed to, while the consent stands."""
    if purpose == ACCOUNT:
        row = await queries.last_of_person(session, person_id=person, purpose=purpose)
        return row["notice"] if row and row["withdrawn_at"] is None else None
    notice: str | None = await queries.find(session, chat_id=chat, purpose=purpose)
    return notice

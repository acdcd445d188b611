"""The groups that units have tied to themselves: new and overdue reports are announced there, without any name."""

from datetime import datetime

from storage.chats import Chat
from storage.engine import Session, Tx
from storage.queries import load
from storage.times import micros

queries = load(__file__)


async def tie(tx: Tx, chat: Chat, unit: str, *, person: int, now: datetime) -> None:
    """A group is tied to one unit at a time; the last who ties it has it."""
    await queries.tie(
        tx,
        channel=chat.channel,
        address=chat.address,
        unit=unit,
        language=chat.language,
        tied_by=person,
        tied_at=micros(now),
    )


async def untie(tx: Tx, channel: str, address: str) -> bool:
    return bool(await queries.untie(tx, channel=channel, address=address))


async def list_of(session: Session, unit: str) -> list[Chat]:
    """The addresses to announce at; they have no person and no rights."""
    rows = await queries.list_of(session, unit=unit)
    return [Chat(id=0, channel=r["channel"], address=r["address"], language=r["language"]) for r in rows]

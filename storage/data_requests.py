"""What people ask about their own data that needs an officer: a queue with due dates. The words are sealed."""

from dataclasses import dataclass
from datetime import datetime

from storage.engine import Row, Session, Tx
from storage.ids import new_id
from storage.queries import load
from storage.times import micros, moment

queries = load(__file__)


@dataclass(frozen=True, slots=True, kw_only=True)
class DataRequest:
    id: int
    person: int
    chat: int
    words: str
    created_at: datetime
    due_at: datetime
    settled: bool = False


async def add(tx: Tx, *, person: int, chat: int, words: str, due_at: datetime, now: datetime) -> DataRequest:
    row = new_id()
    await queries.add(
        tx,
        id=row,
        person_id=person,
        chat_id=chat,
        words_sealed=tx.vault.seal_text("data_requests.words", row, words),
        created_at=micros(now),
        due_at=micros(due_at),
    )
    return DataRequest(id=row, person=person, chat=chat, words=words, created_at=now, due_at=due_at)


async def find(session: Session, request: int) -> DataRequest | None:
    row = await queries.find(session, id=request)
    return None if row is None else _request(session, row)


async def list_open(session: Session) -> list[DataRequest]:
    """The queue, the one that is due first at the top."""
    return [_request(session, row) for row in await queries.list_open(session)]


async def settle(tx: Tx, request: int, *, by: int, now: datetime) -> bool:
    return bool(await queries.settle(tx, id=request, by=by, now=micros(now)))


def _request(session: Session, row: Row) -> DataRequest:
    sealed = row["words_sealed"]
    return DataRequest(
        id=row["id"],
        person=row["person_id"],
        chat=row["chat_id"],
        words=session.vault.open_text("data_requests.words", row["id"], sealed) if sealed else "",
        created_at=moment(row["created_at"]),
        due_at=moment(row["due_at"]),
        settled=row["settled_at"] is not None,
    )

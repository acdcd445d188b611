"""What people ask about their own data, and all that is kept about them."""

from dataclasses import dataclass
from datetime import datetime

from storage import audit, files, passing, people, reports
from storage.engine import Row, Session, Tx
from storage.ids import new_id
from storage.queries import load
from storage.times import micros, moment

REPORTS_MOST = 10_000
PHONE_READ = "data.phone_read"

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


async def forget_traces(tx: Tx, person: int, *, now: datetime) -> int:
    """Files, codes, words and what once let staff in go; reports are handed to a chat that is nobody's. How many those
    are."""
    nobody = new_id()
    await queries.add_nobody(tx, id=nobody, address=str(nobody), created_at=micros(now))
    for row in await queries.held_for(tx, person_id=person):
        await passing.drop(tx, row["held"], now=now)
    await files.forget_of_person(tx, person, now=now)
    await queries.forget_codes(tx, person_id=person)
    await queries.forget_words(tx, person_id=person, now=micros(now))
    await queries.forget_authenticator(tx, person_id=person)
    await queries.forget_recovery_codes(tx, person_id=person)
    await queries.forget_messages(tx, person_id=person)
    await queries.stop_following(tx, person_id=person)
    return int(await queries.hand_reports_to(tx, person_id=person, chat_id=nobody))


async def collect(session: Session, person: int, chat: int) -> dict[str, object]:
    """Everything that is kept about a person (0 for a chat that is nobody's) as plain data, in clear."""
    who = {"person_id": person or None, "chat_id": chat}
    profile = await people.get(session, person) if person else None
    own = await reports.list_own(session, person, most=REPORTS_MOST) if person else []
    requests = await queries.list_of(session, person_id=person)
    acts = await audit.list_of(session, person) if person else []
    return {
        "account": profile
        and {
            "name": profile.name,
            "phone": profile.phone,
            "mail": profile.mail,
            "area": profile.area,
            "registered_at": _at(profile.registered_at),
        },
        "chats": [_plain(row) for row in await queries.chats_of(session, **who)],
        "consents": [_plain(row) for row in await queries.consents_of(session, **who)],
        "subscriptions": [_plain(row) for row in await queries.subscriptions_of(session, **who)],
        "reports": [
            {
                "code": each.code,
                "field": each.field,
                "area": each.area,
                "agency": each.agency,
                "state": each.state.value,
                "text": each.text,
                "address": each.spot and each.spot.address,
                "created_at": _at(each.created_at),
            }
            for each in own
        ],
        "requests": [
            {"words": each.words, "created_at": _at(each.created_at), "due_at": _at(each.due_at)}
            for each in (_request(session, row) for row in requests)
        ],
        "phone_reads": [
            {"report": each.facts["report"], "read_at": _at(each.at)} for each in acts if each.act == PHONE_READ
        ],
    }


def _plain(row: Row) -> dict[str, object]:
    """A row without its id, its moments written out."""
    return {
        name: _at(moment(row[name])) if name.endswith("_at") and row[name] is not None else row[name]
        for name in row.keys()  # noqa: SIM118
        if name != "id"
    }


def _at(when: datetime | None) -> str | None:
    return when.isoformat() if when else None


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

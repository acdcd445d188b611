"""All that is kept about a person, across the shelves: collected for them to see, or forgotten with them."""

from datetime import datetime

from storage import audit, files, forms, passing, people, reports
from storage.engine import Row, Session, Tx
from storage.ids import new_id
from storage.queries import load
from storage.times import micros, moment

REPORTS_MOST = 10_000
PHONE_READ = "data.phone_read"

queries = load(__file__)


async def collect(session: Session, person: int, chat: int) -> dict[str, object]:
    """Everything that is kept about a person (0 for a chat that is nobody's) as plain data, in clear."""
    who = {"person_id": person or None, "chat_id": chat}
    acts = await audit.list_of(session, person) if person else []
    return {
        "account": await _account(session, person) if person else None,
        "chats": [_plain(row) for row in await queries.chats_of(session, **who)],
        "consents": [_plain(row) for row in await queries.consents_of(session, **who)],
        "subscriptions": [_plain(row) for row in await queries.subscriptions_of(session, **who)],
        "reports": await _reports(session, person) if person else [],
        "report_history": [
            {**_plain(row), "words": _opened(session, "report_events.words", row)}
            for row in await queries.history_of(session, person_id=person)
        ],
        "report_files": [
            {
                **_plain(row),
                "name": _opened(session, "files.name", row),
                "caption": _opened(session, "files.caption", row),
            }
            for row in await queries.files_of(session, person_id=person)
        ],
        "unfinished_forms": [
            {"form": draft.form, "opened_at": _at(draft.opened_at), "answers": draft.given}
            for draft in await forms.list_of(session, person, chat)
        ],
        "alerts_told": [_plain(row) for row in await queries.told_of(session, **who)],
        "alert_answers": [_plain(row) for row in await queries.answers_of(session, **who)],
        "requests": [
            {**_plain(row), "words": _opened(session, "data_requests.words", row)}
            for row in await queries.requests_of(session, person_id=person)
        ],
        "rights": [_plain(row) for row in await queries.rights_of(session, person_id=person)],
        "phone_reads": [{**each.facts, "read_at": _at(each.at)} for each in acts if each.act == PHONE_READ],
    }


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
    await queries.forget_choices(tx, person_id=person)
    await queries.forget_messages(tx, person_id=person)
    await queries.stop_following(tx, person_id=person)
    return int(await queries.hand_reports_to(tx, person_id=person, chat_id=nobody))


async def _account(session: Session, person: int) -> dict[str, object]:
    profile = await people.get(session, person)
    return {
        "name": profile.name,
        "phone": profile.phone,
        "mail": profile.mail,
        "area": profile.area,
        "registered_at": _at(profile.registered_at),
    }


async def _reports(session: Session, person: int) -> list[dict[str, object]]:
    return [
        {
            "code": each.code,
            "field": each.field,
            "area": each.area,
            "agency": each.agency,
            "state": each.state.value,
            "text": each.text,
            "address": each.spot and each.spot.address,
            "latitude": each.spot and each.spot.latitude,
            "longitude": each.spot and each.spot.longitude,
            "result": each.result,
            "rating": each.rating and each.rating.value,
            "created_at": _at(each.created_at),
        }
        for each in await reports.list_own(session, person, most=REPORTS_MOST)
    ]


def _plain(row: Row) -> dict[str, object]:
    """A row without its id and what is sealed, its moments written out."""
    moments = {name for name in row.keys() if name == "at" or name.endswith("_at")}  # noqa: SIM118
    return {
        name: _at(moment(row[name])) if name in moments and row[name] is not None else row[name]
        for name in row.keys()  # noqa: SIM118
        if name != "id" and not name.endswith("_sealed")
    }


def _opened(session: Session, where: str, row: Row) -> str | None:
    """What a column such as `files.name` holds."""
    sealed = row[f"{where.partition('.')[2]}_sealed"]
    return session.vault.open_text(where, row["id"], sealed) if sealed else None


def _at(when: datetime | None) -> str | None:
    return when.isoformat() if when else None

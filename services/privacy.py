"""A person's own data (Law 91/2025/QH15): all of it to see, a consent withdrawn at once, an account erased, and what an
officer has to answer, by when."""

from dataclasses import dataclass, replace
from datetime import datetime

from domain.deadline import Calendar
from domain.desk import acting, demand_call, everywhere
from domain.office import Office
from domain.refused import Refused
from domain.report import Report
from domain.role import Person, Role
from services import subscribing
from storage import audit, chats, consents, data_requests, forms, own_data, people, staff
from storage.chats import Chat
from storage.data_requests import DataRequest
from storage.engine import Session, Tx
from storage.own_data import PHONE_READ

ANSWERED_WITHIN = 10  # working days, for seeing, correcting and copying (Decree 356/2025)
WORDS_MOST = 1000


@dataclass(frozen=True, slots=True, kw_only=True)
class Erased:
    """What an erasure left in place, and the chats that were signed out."""

    reports: int
    chats: list[Chat]


async def withdraw(tx: Tx, person: Person, purpose: str, *, now: datetime) -> None:
    """It counts at once: nothing more is filed, or told. The proof that it was given, and withdrawn, stays."""
    if purpose == consents.WARNINGS:
        await subscribing.stop(tx, person, now=now)
    else:
        await consents.withdraw(tx, chat=person.chat, person=person.id, purpose=purpose, now=now)
    await audit.record(tx, "data.consent_withdrawn", actor=person.id, subject=person.chat, now=now, purpose=purpose)


async def agree_again(tx: Tx, person: Person, *, channel: str, now: datetime) -> None:
    """To the account and reports, after it was withdrawn."""
    purpose = consents.ACCOUNT
    await consents.give(tx, chat=person.chat, person=person.id, purpose=purpose, channel=channel, now=now)
    await audit.record(tx, "data.consent_given", actor=person.id, subject=person.chat, now=now, purpose=purpose)


def demand_consent(person: Person) -> None:
    """Raises `Refused` for whoever has withdrawn the consent to the account and reports."""
    if person.withdrew:
        raise Refused("data.consent_lacking")


async def erase(tx: Tx, person: Person, *, now: datetime) -> Erased:
    """Who this was is gone: name, number, address, sign-ins, files, what they followed. Reports stay, in nobody's name.

    Raises `Refused` for staff: what they did in office has to name them.
    """
    if any(each.person == person.id and each.revoked_at is None for each in await staff.list_grants(tx)):
        raise Refused("data.staff_stays")
    signed_in = [await chats.get(tx, person.chat), *await chats.list_free_others(tx, person.id, person.chat)]
    reports = await own_data.forget_traces(tx, person.id, now=now)
    for chat in signed_in:
        await forms.drop_all(tx, chat.id)
        await subscribing.stop(tx, replace(person, chat=chat.id), now=now)
        await subscribing.part(tx, chat.id, person.id, now=now)
    await consents.withdraw(tx, chat=person.chat, person=person.id, purpose=consents.ACCOUNT, now=now)
    await people.erase(tx, person.id, now=now)
    await audit.record(tx, "data.erased", actor=person.id, subject=person.id, now=now, reports_kept=reports)
    return Erased(reports=reports, chats=signed_in)


async def ask(tx: Tx, person: Person, words: str, calendar: Calendar, *, now: datetime) -> DataRequest:
    """A request that needs an officer: it gets a due date in working days, and stands in the queue."""
    due_at = calendar.after(now, calendar.day * ANSWERED_WITHIN)
    request = await data_requests.add(tx, person=person.id, chat=person.chat, words=words, due_at=due_at, now=now)
    await audit.record(tx, "data.asked", actor=person.id, subject=request.id, now=now)
    return request


async def get_open(session: Session, request: int) -> DataRequest:
    """Raises `Refused` when it has been settled, or never was."""
    found = await data_requests.find(session, request)
    if found is None or found.settled:
        raise Refused("data.settled_already")
    return found


async def settle(tx: Tx, request: int, admin: Person, *, now: datetime) -> DataRequest:
    """Raises `Refused` when somebody else has."""
    found = await get_open(tx, request)
    if not await data_requests.settle(tx, request, by=admin.id, now=now):
        raise Refused("data.settled_already")
    await audit.record(tx, "data.settled", actor=admin.id, subject=request, now=now)
    return found


async def read_phone(tx: Tx, report: Report, reader: Person, office: Office, *, now: datetime) -> str:
    """The number of whoever sent a report, for those who have to call them. Reading it is an act: it is written down,
    without the number, and shows in the sender's own data. Raises `Refused`."""
    demand_call(report, acting(reader, report, office.province.units))
    phone = (await people.get(tx, report.person)).phone
    if phone is None:
        raise Refused("desk.number_lacking")
    unit = reader.unit_as(Role.OPERATOR) if everywhere(reader) else office.province.units.name(report.agency)
    await audit.record(tx, PHONE_READ, actor=reader.id, subject=report.person, now=now, report=report.code, unit=unit)
    return phone


async def collect(session: Session, person: int, chat: int) -> dict[str, object]:
    """Everything that is kept about a person, or about a chat that belongs to nobody, as plain data."""
    return await own_data.collect(session, person, chat)

"""Accounts: a chat becomes a person once the number or address has proved itself."""

from dataclasses import dataclass
from datetime import datetime

from domain.refused import Refused
from domain.role import Person
from services import subscribing
from storage import audiences, audit, chats, consents, people, subscriptions
from storage.chats import Chat
from storage.engine import Tx


@dataclass(frozen=True, slots=True, kw_only=True)
class Proved:
    """A number or an address that has proved itself: one of the two."""

    phone: str | None = None
    mail: str | None = None


async def register(
    tx: Tx,
    person: Person,
    *,
    name: str,
    phone: str | None,
    mail: str | None,
    area: str,
    channel: str,
    now: datetime,
) -> int | None:
    """Open the account of a number that has proved itself, or, for somebody without one, of an address that has.

    None when it is new, else the account that it had already: the chat is signed in to that, and nothing in it changes.
    Raises `Refused` for a chat that has been signed in meanwhile: its account is changed in /taikhoan alone.
    """
    if person.registered:
        raise Refused("registration.already")
    known = await _find(tx, Proved(phone=phone, mail=None if phone else mail))
    account = known or person.id or await people.add(tx, now=now)
    _stay_staff(person, account)
    if known is None:
        await people.register(
            tx, account, name=name, phone=phone, mail=mail, mail_proved=phone is None, area=area, now=now
        )
    await _sign_in(tx, person.chat, account)
    await consents.give(tx, chat=person.chat, person=account, purpose=consents.ACCOUNT, channel=channel, now=now)
    await audit.record(
        tx, "account.signed_in" if known else "account.registered", actor=account, subject=person.chat, now=now
    )
    return known


async def sign_in(tx: Tx, person: Person, proved: Proved, *, now: datetime) -> int | None:
    """Sign the chat in to the account of what has proved itself; None when there is no such account.

    Nothing is agreed to here: the consent given at registration stands for the account, or has been withdrawn.
    """
    account = await _find(tx, proved)
    if account is None:
        return None
    _stay_staff(person, account)
    await _sign_in(tx, person.chat, account)
    await audit.record(tx, "account.signed_in", actor=account, subject=person.chat, now=now)
    return account


async def sign_out(tx: Tx, person: Person, *, now: datetime) -> None:
    """The chat belongs to nobody again; what it follows it goes on following. Raises `Refused` for staff."""
    if person.grants:
        raise Refused("account.staff_stays")
    await subscribing.part(tx, person.chat, person.id, now=now)
    await audit.record(tx, "account.signed_out", actor=person.id, subject=person.chat, now=now)


async def sign_others_out(tx: Tx, person: Person, *, now: datetime) -> list[Chat]:
    """Sign the person's other chats out; those in which they hold a right stay, and end by /nhansu alone."""
    others = await chats.list_free_others(tx, person.id, person.chat)
    for chat in others:
        await subscribing.part(tx, chat.id, person.id, now=now)
        await audit.record(tx, "account.signed_out", actor=person.id, subject=chat.id, now=now)
    return others


async def rename(tx: Tx, person: Person, name: str, *, now: datetime) -> None:
    await people.rename(tx, person.id, name)
    await audit.record(tx, "account.changed", actor=person.id, subject=person.id, now=now, what="name")


async def move(tx: Tx, person: Person, area: str, *, now: datetime) -> bool:
    """Another commune; whether the old one is still followed for warnings, which is a choice of its own."""
    before = person.area
    await people.move(tx, person.id, area)
    await audit.record(tx, "account.changed", actor=person.id, subject=person.id, now=now, what="area")
    return any(each.area == before for each in await subscriptions.list_of(tx, person.chat))


async def change_contact(tx: Tx, person: Person, proved: Proved, *, now: datetime) -> None:
    """The new number or address takes the old one's place, once it has proved itself.

    Raises `Refused` when it belongs to another account: whoever proved it may sign in there.
    """
    owner = await _find(tx, proved)
    if owner not in (None, person.id):
        raise Refused("account.taken")
    if proved.phone:
        await people.change_phone(tx, person.id, proved.phone)
    if proved.mail:
        await people.change_mail(tx, person.id, proved.mail, proved=True)
    what = "phone" if proved.phone else "mail"
    await audit.record(tx, "account.changed", actor=person.id, subject=person.id, now=now, what=what)


async def note_mail(tx: Tx, person: Person, mail: str | None, *, now: datetime) -> None:
    """Keep an address that has not proved itself, or none.

    Raises `Refused` for somebody who has no number: the address that proved itself is how they sign in.
    """
    if (await people.get(tx, person.id)).phone is None:
        raise Refused("account.last_contact")
    await people.change_mail(tx, person.id, mail, proved=False)
    await audit.record(tx, "account.changed", actor=person.id, subject=person.id, now=now, what="mail")


async def _find(tx: Tx, proved: Proved) -> int | None:
    if proved.phone:
        return await people.find_by_phone(tx, proved.phone)
    return await people.find_by_mail(tx, proved.mail) if proved.mail else None


async def _sign_in(tx: Tx, chat: int, account: int) -> None:
    await chats.belong(tx, chat, account)
    await audiences.recognise(tx, chat=chat, person=account)


def _stay_staff(person: Person, account: int) -> None:
    """Rights belong to a person in a chat: the chat of somebody who holds any does not become another's."""
    if person.grants and person.id != account:
        raise Refused("sign_in.staff_here")

"""Accounts: a chat becomes a person once the number or address has proved itself."""

from datetime import datetime

from domain.role import Person
from storage import audit, chats, consents, people
from storage.engine import Tx


async def register(
    tx: Tx, person: Person, *, name: str, phone: str, mail: str | None, area: str, channel: str, now: datetime
) -> bool:
    """Open the account, or sign the chat in to the one that this number has already. True when it is new.

    Call it only after the number has proved itself: an account that exists keeps its name, commune and e-mail.
    """
    known = await people.find_by_phone(tx, phone)
    account = known or person.id or await people.add(tx, now=now)
    if known is None:
        free_mail = mail if mail and await people.find_by_mail(tx, mail) is None else None
        await people.register(tx, account, name=name, phone=phone, mail=free_mail, area=area, now=now)
    await sign_in(tx, person.chat, account, channel=channel, now=now)
    await audit.record(
        tx, "account.signed_in" if known else "account.registered", actor=account, subject=person.chat, now=now
    )
    return known is None


async def sign_in(tx: Tx, chat: int, account: int, *, channel: str, now: datetime) -> None:
    await chats.belong(tx, chat, account)
    await consents.give(tx, chat=chat, person=account, purpose=consents.ACCOUNT, channel=channel, now=now)


async def sign_in_by_phone(tx: Tx, person: Person, *, phone: str, channel: str, now: datetime) -> int | None:
    """Sign the chat in to the account of a number that has proved itself; None when there is no such account."""
    account = await people.find_by_phone(tx, phone)
    if account is None:
        return None
    await sign_in(tx, person.chat, account, channel=channel, now=now)
    await audit.record(tx, "account.signed_in", actor=account, subject=person.chat, now=now)
    return account

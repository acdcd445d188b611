"""People: one row a human, their name, phone and e-mail sealed, found by keyed hash."""

from dataclasses import dataclass
from datetime import datetime

from storage.engine import Session, Tx
from storage.ids import new_id
from storage.queries import load
from storage.times import micros, moment_or_none

queries = load(__file__)


@dataclass(frozen=True, slots=True, kw_only=True)
class Profile:
    """What a person has told us; `phone` in E.164, `area` a commune code."""

    id: int
    name: str | None
    phone: str | None
    mail: str | None
    area: str | None
    registered_at: datetime | None


async def add(tx: Tx, *, now: datetime) -> int:
    person_id = new_id()
    await queries.add(tx, id=person_id, created_at=micros(now))
    return person_id


async def register(
    tx: Tx,
    person_id: int,
    *,
    name: str,
    phone: str | None,
    mail: str | None,
    area: str,
    now: datetime,
    mail_proved: bool = False,
) -> None:
    """An address that has not proved itself is kept, but nobody is found by it."""
    vault = tx.vault
    await queries.register(
        tx,
        id=person_id,
        name_sealed=vault.seal_text("people.name", person_id, name),
        phone_sealed=phone and vault.seal_text("people.phone", person_id, phone),
        phone_hash=phone and vault.hash("phone", phone),
        mail_sealed=mail and vault.seal_text("people.mail", person_id, mail),
        mail_hash=vault.hash("mail", mail) if mail and mail_proved else None,
        area=area,
        registered_at=micros(now),
    )


async def rename(tx: Tx, person_id: int, name: str) -> None:
    await queries.rename(tx, id=person_id, name_sealed=tx.vault.seal_text("people.name", person_id, name))


async def move(tx: Tx, person_id: int, area: str) -> None:
    await queries.move(tx, id=person_id, area=area)


async def prefer(tx: Tx, person_id: int, channel: str) -> None:
    """The channel on which the person wants to be warned; "" for the one where they last spoke."""
    await queries.prefer(tx, id=person_id, channel=channel)


async def find_preferred(session: Session, person_id: int) -> str:
    return str(await queries.preferred(session, id=person_id) or "")


async def change_phone(tx: Tx, person_id: int, phone: str) -> None:
    sealed = tx.vault.seal_text("people.phone", person_id, phone)
    await queries.change_phone(tx, id=person_id, phone_sealed=sealed, phone_hash=tx.vault.hash("phone", phone))


async def change_mail(tx: Tx, person_id: int, mail: str | None, *, proved: bool) -> None:
    """None takes the address away."""
    sealed = mail and tx.vault.seal_text("people.mail", person_id, mail)
    mail_hash = tx.vault.hash("mail", mail) if mail and proved else None
    await queries.change_mail(tx, id=person_id, mail_sealed=sealed, mail_hash=mail_hash)


async def erase(tx: Tx, person_id: int, *, now: datetime) -> None:
    """Nothing is left that says who this was; the row stays, for what others did with them."""
    await queries.erase(tx, id=person_id, erased_at=micros(now))


async def find_by_phone(session: Session, phone: str) -> int | None:
    """While keys rotate, a number may still be found by the older one."""
    for phone_hash in session.vault.hashes("phone", phone):
        found: int | None = await queries.by_phone(session, phone_hash=phone_hash)
        if found is not None:
            return found
    return None


async def find_by_mail(session: Session, mail: str) -> int | None:
    for mail_hash in session.vault.hashes("mail", mail):
        found: int | None = await queries.by_mail(session, mail_hash=mail_hash)
        if found is not None:
            return found
    return None


async def get(session: Session, person_id: int) -> Profile:
    row = await queries.get(session, id=person_id)
    vault = session.vault

    def opened(column: str) -> str | None:
        sealed = row[f"{column}_sealed"]
        return vault.open_text(f"people.{column}", person_id, sealed) if sealed else None

    return Profile(
        id=person_id,
        name=opened("name"),
        phone=opened("phone"),
        mail=opened("mail"),
        area=row["area"],
        registered_at=moment_or_none(row["registered_at"]),
    )

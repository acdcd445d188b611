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
    tx: Tx, person_id: int, *, name: str, phone: str | None, mail: str | None, area: str, now: datetime
) -> None:
    vault = tx.vault
    await queries.register(
        tx,
        id=person_id,
        name_sealed=vault.seal_text("people.name", person_id, name),
        phone_sealed=phone and vault.seal_text("people.phone", person_id, phone),
        phone_hash=phone and vault.hash("phone", phone),
        mail_sealed=mail and vault.seal_text("people.mail", person_id, mail),
        mail_hash=mail and vault.hash("mail", mail),
        area=area,
        registered_at=micros(now),
    )


async def find_by_phone(session: Session, phone: str) -> int | None:
    found: int | None = await queries.by_phone(session, phone_hash=session.vault.hash("phone", phone))
    return found


async def find_by_mail(session: Session, mail: str) -> int | None:
    found: int | None = await queries.by_mail(session, mail_hash=session.vault.hash("mail", mail))
    return found


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

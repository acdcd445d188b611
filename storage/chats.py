"""Chats: where people are met, on which channel, in what language, and whether they still let us in."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from domain.role import Grant, Person, Role
from storage.engine import Session, Tx
from storage.ids import new_id
from storage.queries import load
from storage.times import micros, moment, moment_or_none

queries = load(__file__)


STALE_MENU = "stale"
SPOKEN_EVERY = timedelta(hours=1)


@dataclass(frozen=True, slots=True, kw_only=True)
class Chat:
    """`menu` names the set of commands last shown there; `blocked` while the person does not let us in.

    `spoke_at`: when somebody who is signed in last spoke there, to the hour.
    """

    id: int
    channel: str
    address: str
    language: str
    menu: str = ""
    blocked: bool = False
    spoke_at: datetime | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Recipient:
    """A chat that a notice goes to, and on behalf of which unit its person acts there."""

    chat: Chat
    person: int
    unit: str


async def find(session: Session, channel: str, address: str) -> tuple[Chat, Person] | None:
    """The chat and who speaks in it, with the grants that count there at this moment."""
    rows = await queries.who(session, channel=channel, address=address)
    if not rows:
        return None
    first = rows[0]
    chat = Chat(
        id=first["chat_id"],
        channel=channel,
        address=address,
        language=first["language"],
        menu=first["menu"],
        blocked=first["blocked_at"] is not None,
        spoke_at=moment(first["spoke_at"]),
    )
    return chat, _person(first, rows)


async def add(tx: Tx, channel: str, address: str, *, language: str, now: datetime) -> tuple[Chat, Person]:
    chat = Chat(id=new_id(), channel=channel, address=address, language=language)
    await queries.add(tx, id=chat.id, channel=channel, address=address, language=language, created_at=micros(now))
    return chat, Person(id=0, chat=chat.id, language=language, registered=False, area=None)


async def add_many(tx: Tx, channel: str, addresses: Iterable[str], *, language: str, now: datetime) -> list[int]:
    """New chats of nobody known, in that order."""
    rows: list[dict[str, Any]] = [
        {
            "id": new_id(),
            "channel": channel,
            "address": address,
            "person_id": None,
            "language": language,
            "created_at": micros(now),
        }
        for address in addresses
    ]
    await queries.add_many(tx, rows)
    return [row["id"] for row in rows]


async def get(session: Session, chat_id: int) -> Chat:
    row = await queries.address_of(session, id=chat_id)
    return Chat(
        id=chat_id,
        channel=row["channel"],
        address=row["address"],
        language=row["language"],
        blocked=row["blocked_at"] is not None,
    )


async def find_language(session: Session, channel: str, address: str) -> str:
    """Vietnamese for a chat that we do not know."""
    language: str | None = await queries.language_of(session, channel=channel, address=address)
    return language or "vi"


async def speak(tx: Tx, chat_id: int, language: str) -> None:
    await queries.speak(tx, id=chat_id, language=language)


async def belong(tx: Tx, chat_id: int, person_id: int) -> None:
    await queries.belong(tx, id=chat_id, person_id=person_id)


async def leave(tx: Tx, chat_id: int) -> None:
    """The chat belongs to nobody any more."""
    await queries.leave(tx, id=chat_id)


async def keep_quiet(tx: Tx, chat_id: int, hours: tuple[int, int] | None) -> None:
    """Minutes of the local day, from and until; None for no quiet hours."""
    since, until = hours or (None, None)
    await queries.keep_quiet(tx, id=chat_id, quiet_from=since, quiet_until=until)


async def find_quiet(session: Session, chat_id: int) -> tuple[int, int] | None:
    row = await queries.quiet(session, id=chat_id)
    return None if row is None or row["quiet_from"] is None else (row["quiet_from"], row["quiet_until"])


async def show_menu(tx: Tx, chat_id: int, menu: str) -> None:
    await queries.show_menu(tx, id=chat_id, menu=menu)


async def list_stale_menus(session: Session, *, most: int = 100) -> list[tuple[str, str]]:
    """Chats, as (channel, address), whose list of commands does not fit their rights any more."""
    return [(row["channel"], row["address"]) for row in await queries.stale_menus(session, most=most)]


async def is_test_group(session: Session, chat_id: int) -> bool:
    return bool(await queries.is_test_group(session, id=chat_id))


async def block(tx: Tx, channel: str, address: str, *, now: datetime) -> bool:
    """The person does not let us in any more; whether that is news."""
    return bool(await queries.block(tx, channel=channel, address=address, at=micros(now)))


async def block_many(tx: Tx, chat_ids: Iterable[int], *, now: datetime) -> None:
    await queries.block_many(tx, [{"id": each, "at": micros(now)} for each in chat_ids])


async def unblock(tx: Tx, channel: str, address: str) -> bool:
    return bool(await queries.unblock(tx, channel=channel, address=address))


async def move(tx: Tx, chat: int, channel: str, moved_to: str, *, now: datetime) -> int:
    """The chat that has the new address: this one, or one we know there, which follows from now on what it did."""
    known: int | None = await queries.at_address(tx, channel=channel, address=moved_to)
    if known is None:
        await queries.move(tx, id=chat, moved_to=moved_to)
        return chat
    if known != chat:
        await queries.hand_on(tx, chat_id=chat, to_chat=known)
        await block_many(tx, [chat], now=now)
    return known


async def mark_test_group(tx: Tx, channel: str, address: str, *, member: bool) -> bool:
    """Drills and tests are told to these chats alone."""
    return bool(await queries.mark_test_group(tx, channel=channel, address=address, test_group=int(member)))


async def note_spoken(tx: Tx, chat: Chat, *, now: datetime) -> bool:
    """Remember that their person is at home there; False when that has been noted within the hour."""
    if chat.spoke_at is not None and now - chat.spoke_at < SPOKEN_EVERY:
        return False
    return bool(await queries.note_spoken(tx, id=chat.id, now=micros(now)))


async def list_channels_of(session: Session, person_id: int) -> list[str]:
    """The channels on which the person has a chat that lets us in."""
    return [row["channel"] for row in await queries.channels_of(session, person_id=person_id)]


async def pause(tx: Tx, chat_id: int, until: datetime | None) -> None:
    """No warnings until then; None ends a pause."""
    await queries.pause(tx, id=chat_id, paused_until=None if until is None else micros(until))


async def stop(tx: Tx, chat_id: int, *, person: int | None, now: datetime) -> None:
    """It wants no more warnings; nor do the person's others, once nothing is followed in any of them."""
    await queries.stop(tx, id=chat_id, person_id=person, now=micros(now))


async def go_on(tx: Tx, chat_id: int, *, person: int | None) -> None:
    """It wants warnings, from now on: a stop and a pause end. So do the person's others, if all had stopped."""
    await queries.go_on(tx, id=chat_id, person_id=person)


async def find_paused_until(session: Session, chat_id: int) -> datetime | None:
    return moment_or_none(await queries.paused_until(session, id=chat_id))


async def list_others(session: Session, person_id: int, chat_id: int) -> list[Chat]:
    """The person's other chats that let us in."""
    rows = await queries.others_of(session, person_id=person_id, chat_id=chat_id)
    return [Chat(id=r["id"], channel=r["channel"], address=r["address"], language=r["language"]) for r in rows]


async def list_free_others(session: Session, person_id: int, chat_id: int) -> list[Chat]:
    """The person's other chats in which they hold no right, whether or not they let us in."""
    rows = await queries.free_others_of(session, person_id=person_id, chat_id=chat_id)
    return [Chat(id=r["id"], channel=r["channel"], address=r["address"], language=r["language"]) for r in rows]


async def list_with_role(session: Session, role: Role) -> list[Recipient]:
    rows = await queries.with_role(session, role=role.value)
    return [
        Recipient(
            chat=Chat(id=r["id"], channel=r["channel"], address=r["address"], language=r["language"]),
            person=r["person_id"],
            unit=r["unit"],
        )
        for r in rows
    ]


def _person(first: Any, rows: list[Any]) -> Person:
    return Person(
        id=first["person_id"] or 0,
        chat=first["chat_id"],
        language=first["language"],
        registered=first["registered_at"] is not None,
        area=first["area"],
        withdrew=bool(first["withdrew"]),
        grants=tuple(
            Grant(id=r["grant_id"], role=Role(r["role"]), unit=r["unit"], label=r["label"])
            for r in rows
            if r["grant_id"] is not None
        ),
    )

"""Audiences: who is to be told of a broadcast, copied chunk by chunk from those who follow its areas.

A person has one delivery a broadcast, whatever they follow and on however many chats; whoever comes while it holds
joins in, whoever leaves is left alone.
"""

from collections.abc import Iterable
from datetime import datetime, tzinfo

from domain.alert_content import Kind
from storage import broadcasts, tallies
from storage.broadcasts import LOUD_FROM_LEVEL, TOLD_BEFORE, Broadcast, Purpose
from storage.engine import Row, Tx
from storage.packed import packed
from storage.queries import load
from storage.tallies import Cell, outcome_of
from storage.times import micros, moment

queries = load(__file__)

LOOKED_AT = 20  # subscriptions looked at, at most, for each chat that is wanted: no chunk holds the writer up


async def fill(tx: Tx, broadcast: Broadcast, *, most: int, now: datetime, zone: tzinfo) -> bool:
    """Copy the next `most` people of the audience; True once there are no more. `zone` is that of people's nights."""
    if broadcast.fill_area <= TOLD_BEFORE:
        return await _fill_told(tx, broadcast, most=most, now=now, zone=zone)
    if broadcast.kind is not Kind.ACTUAL:
        await queries.fill_test_group(tx, broadcast_id=broadcast.id, now=micros(now))
        return await broadcasts.fill_until(tx, broadcast, area=0, chat=0, filled=True)
    rings = _rings(broadcast)
    ring, after = packed(rings[broadcast.fill_area]), broadcast.fill_chat
    last = await queries.next_chats(tx, **ring, after=after, looked=most * LOOKED_AT, most=most)
    if last is None:
        following = broadcast.fill_area + 1
        return await broadcasts.fill_until(tx, broadcast, area=following, chat=0, filled=following >= len(rings))
    await queries.fill(
        tx,
        broadcast_id=broadcast.id,
        **ring,
        after=after,
        last=last,
        hazard=broadcast.hazard,
        level=broadcast.level,
        now=micros(now),
        loud=_loud(broadcast),
        **_time_of_day(now.astimezone(zone)),
    )
    return await broadcasts.fill_until(tx, broadcast, area=broadcast.fill_area, chat=last, filled=False)


def _rings(broadcast: Broadcast) -> list[tuple[str, ...]]:
    """Those inside, then who follows the whole province; each in the order in which chats came.

    Commune by commune, every send would touch a page of its own: half as fast, with 16 times as much to write.
    """
    inside, province = broadcast.areas[:-1], broadcast.areas[-1:]
    return [ring for ring in (inside, province) if ring]


async def _fill_told(tx: Tx, broadcast: Broadcast, *, most: int, now: datetime, zone: tzinfo) -> bool:
    """Those who got what this one follows, then those whom only what went before it had reached; a withdrawal goes to
    nobody else."""
    after, follows = broadcast.fill_chat, await broadcasts.find_ancestor(tx, broadcast)
    if follows is None:
        alone = broadcast.purpose is Purpose.WITHDRAWAL
        return await broadcasts.fill_until(tx, broadcast, area=0, chat=0, filled=alone)
    last = await queries.last_told(tx, follows=follows, recipient=after, most=most)
    if last is None:
        return await broadcasts.fill_until(tx, broadcast, area=broadcast.fill_area - 1, chat=0, filled=False)
    minute = _time_of_day(now.astimezone(zone))["minute"]
    await queries.fill_told(
        tx,
        broadcast_id=broadcast.id,
        follows=follows,
        after=after,
        last=last,
        now=micros(now),
        loud=_loud(broadcast),
        minute=minute,
    )
    return await broadcasts.fill_until(tx, broadcast, area=broadcast.fill_area, chat=last, filled=False)


async def join_in(tx: Tx, broadcast: int, *, recipient: int, chat: int, area: str, now: datetime) -> bool:
    """Somebody who came, or came back, while it holds; False when they have been told, or will be."""
    tx.wake("broadcaster")
    who = {"broadcast_id": broadcast, "recipient": recipient}
    if await queries.join_in(tx, **who, chat_id=chat, area=area, now=micros(now)):
        return True
    untold = await queries.untold(tx, **who)
    if untold is None:
        return False
    await queries.join_again(tx, **who, chat_id=chat, now=micros(now))
    await tallies.add(tx, {_cell(broadcast, untold): -1}, now=moment(untold["settled_at"]))
    return True


async def drop_waiting(tx: Tx, *, chat: int, recipient: int, now: datetime) -> None:
    """Write off what still waited for somebody who has stopped following, unless another chat of theirs follows."""
    for row in await queries.drop_waiting(tx, chat_id=chat, recipient=recipient, now=micros(now)):
        await tallies.add(tx, {_cell(row["broadcast_id"], row): 1}, now=now)


async def recognise(tx: Tx, *, chat: int, person: int) -> None:
    """A chat that was told on its own has become a person's: they are not to be told again."""
    await queries.recognise(tx, chat_id=chat, person_id=person)


async def part(tx: Tx, *, chat: int, person: int, now: datetime) -> set[int]:
    """A chat is about to be a person's no more; of which broadcasts they are told elsewhere, and it perhaps too."""
    await queries.part(tx, chat_id=chat, person_id=person, now=micros(now))
    return await turn_away(tx, chat=chat, person=person)


async def turn_away(tx: Tx, *, chat: int, person: int) -> set[int]:
    """Tell a person in another of their chats what waited for this one; of which broadcasts something did."""
    return {row["broadcast_id"] for row in await queries.turn_away(tx, chat_id=chat, person_id=person)}


async def turn_from(
    tx: Tx, broadcast: int, channel: str, *, to: Iterable[str], after: int, most: int, now: datetime
) -> tuple[int | None, int]:
    """Of the next `most` people, those who wait for a channel that is away are told on one of `to` where they can be.

    How far that went (None: to the end), and how many they are.
    """
    last = await queries.last_told(tx, follows=broadcast, recipient=after, most=most)
    if last is None:
        return None, 0
    values = {"after": after, "last": last, "others": f" {' '.join(to)} ", "now": micros(now)}
    return last, await queries.turn_from(tx, broadcast_id=broadcast, channel=channel, **values)


async def wake_chat(tx: Tx, chat: int, *, recipient: int, now: datetime) -> int:
    """What was kept for somebody until a pause or a night is over may go to this chat now."""
    tx.wake("broadcaster")
    woken: int = await queries.wake_chat(tx, chat_id=chat, recipient=recipient, now=micros(now))
    return woken


def _cell(broadcast: int, row: Row) -> Cell:
    return Cell(broadcast, row["area"], row["channel"], outcome_of(row["state"]))


def _time_of_day(local: datetime) -> dict[str, int]:
    """The minute of the local day, and when that day began."""
    midnight = local.replace(hour=0, minute=0, second=0, microsecond=0)
    return {"minute": local.hour * 60 + local.minute, "midnight": micros(midnight)}


def _loud(broadcast: Broadcast) -> int:
    return int(broadcast.level >= LOUD_FROM_LEVEL)

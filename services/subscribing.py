"""Subscriptions: where and from which level on a chat wants to be warned; what is in force it hears at once."""

from collections.abc import Collection, Sequence
from datetime import datetime

from domain.alert_content import Kind
from domain.refused import Refused
from domain.role import Person
from storage import audiences, broadcasts, chats, consents, subscriptions
from storage.broadcasts import Broadcast
from storage.engine import Tx
from storage.subscriptions import EVERY_HAZARD, Subscription

AREAS_MOST = 20


async def follow(
    tx: Tx,
    person: Person,
    *,
    areas: Sequence[str],
    least_level: int,
    hazards: Sequence[str] = (EVERY_HAZARD,),
    channel: str,
    now: datetime,
) -> int:
    """Replace what the chat follows, and end a pause. How many alerts in force it will be told of now."""
    if not areas:
        raise Refused("subscription.no_area")
    if len(areas) > AREAS_MOST:
        raise Refused("subscription.too_many_areas", most=AREAS_MOST)
    wanted = [Subscription(area=area, least_level=least_level, hazard=hazard) for area in areas for hazard in hazards]
    await chats.go_on(tx, person.chat, person=person.id or None)
    await subscriptions.replace_all(tx, person.chat, wanted, now=now)
    await audiences.wake_chat(tx, person.chat, recipient=person.recipient, now=now)
    await consents.give(
        tx, chat=person.chat, person=person.id or None, purpose=consents.WARNINGS, channel=channel, now=now
    )
    return await catch_up(tx, person, now=now)


async def pause(tx: Tx, person: Person, *, until: datetime | None, now: datetime) -> int:
    """Hear nothing until then. Ended early (None), whatever is in force is told now; how many alerts that is."""
    await chats.pause(tx, person.chat, until)
    if until is not None:
        return 0
    await audiences.wake_chat(tx, person.chat, recipient=person.recipient, now=now)
    return await catch_up(tx, person, now=now)


async def stop(tx: Tx, person: Person, *, now: datetime) -> bool:
    """Follow nothing here any more, nor hear here what still waits; False when the chat followed nothing.

    Somebody who follows in another chat of theirs is told there.
    """
    followed = await subscriptions.drop_all(tx, person.chat)
    await chats.stop(tx, person.chat, person=person.id or None, now=now)
    await consents.withdraw(tx, chat=person.chat, person=person.id or None, purpose=consents.WARNINGS, now=now)
    await audiences.drop_waiting(tx, chat=person.chat, recipient=person.recipient, now=now)
    await audiences.turn_away(tx, chat=person.chat, person=person.id)
    return bool(followed)


async def part(tx: Tx, chat: int, person: int, *, now: datetime) -> None:
    """The chat belongs to nobody any more. What waits for both is told to both, nothing twice to either."""
    elsewhere = await audiences.part(tx, chat=chat, person=person, now=now)
    await chats.leave(tx, chat)
    nobody = Person(id=0, chat=chat, language="", registered=False, area=None)
    await catch_up(tx, nobody, now=now, among=elsewhere)


async def catch_up(tx: Tx, person: Person, *, now: datetime, among: Collection[int] | None = None) -> int:
    """Tell the chat what is in force and concerns it, unless it has been told. How many alerts that will be.

    `among`: of these broadcasts alone.
    """
    followed = await subscriptions.list_of(tx, person.chat)
    joined = 0
    for live in await broadcasts.list_live(tx, now=now) if followed else []:
        if among is not None and live.id not in among:
            continue
        area = next((each.area for each in followed if _concerns(live, each)), None)
        if live.kind is Kind.ACTUAL and area is not None:
            recipient = person.recipient
            joined += await audiences.join_in(tx, live.id, recipient=recipient, chat=person.chat, area=area, now=now)
    return joined


def _concerns(live: Broadcast, followed: Subscription) -> bool:
    hazards = (EVERY_HAZARD, live.hazard)
    return followed.area in live.areas and followed.hazard in hazards and live.level >= followed.least_level

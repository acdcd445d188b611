"""Counts whom a draft reaches, on a reader and outside any turn: for a million people that takes a second."""

from bot.clock import Clock
from channels.ability import ability_of
from channels.message import Say
from domain.alert import Alert, State
from domain.alert_content import Kind
from domain.role import Role
from handlers.facts import facts, line_of
from handlers.house import House
from services.speaking import has_line, tell
from storage import alerts, chats, subscriptions
from storage.chats import Chat
from storage.engine import Session, Store, Tx


class Counting:
    def __init__(self, store: Store, clock: Clock, house: House) -> None:
        self._store = store
        self._clock = clock
        self._house = house

    async def step(self) -> int:
        """Count every revision that has not been, and tell whoever waits for the number; how many there were."""
        async with self._store.reading() as session:
            uncounted = await alerts.list_uncounted(session)
            counted = [(alert, editor, await self._count(session, alert)) for alert, editor in uncounted]
        for alert, editor, channels in counted:
            await self._note(alert, editor, channels)
        return len(counted)

    async def _count(self, session: Session, alert: Alert) -> dict[str, int]:
        """People by channel."""
        content = alert.content
        if content.kind is not Kind.ACTUAL:
            return await subscriptions.count_test_group_by_channel(session)
        areas = self._house.province.audience_areas(content.areas)
        return await subscriptions.count_by_channel(session, areas=areas, hazard=content.hazard, level=content.level)

    async def _note(self, alert: Alert, editor: int, channels: dict[str, int]) -> None:
        """Its author waits for it, and all who may decide where it was submitted before it was counted; nobody does
        any more where it has been edited since."""
        audience = sum(channels.values())
        async with self._store.transaction() as tx:
            await alerts.save_audience(tx, alert, audience, channels=channels)
            present = await alerts.get(tx, alert.id)
            if present.revision != alert.revision:
                return
            for approver in await chats.list_with_role(tx, Role.APPROVER):
                filled_in = await self._fill_in(tx, approver.chat, present)
                if not filled_in and (present.state is State.PENDING or approver.person == editor):
                    await self._tell(tx, approver.chat, alert, audience, channels)

    async def _fill_in(self, tx: Tx, chat: Chat, alert: Alert) -> bool:
        """Where the facts about this revision stand in the chat, and can be changed, the number is put into them."""
        if not ability_of(chat.channel).edits or not await has_line(tx, chat, line_of(alert)):
            return False
        now, words = self._clock.now(), self._house.catalogues[chat.language]
        await tell(tx, chat, await facts(tx, alert, self._house, words, now=now), now=now)
        return True

    async def _tell(self, tx: Tx, chat: Chat, alert: Alert, audience: int, channels: dict[str, int]) -> None:
        now, words = self._clock.now(), self._house.catalogues[chat.language]
        reach = self._house.reach(audience, alert.content, words, channels=channels, now=now)
        text = words.say("reach.note", code=alert.code, reach=reach)
        await tell(tx, chat, Say(text=text, slot=f"reach:{alert.id}:{alert.revision}"), now=now)

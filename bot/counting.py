"""Counts whom a draft reaches, on a reader and outside any turn: for a million people that takes a second."""

from bot.clock import Clock
from channels.message import Say
from domain.alert import Alert, Kind, State
from domain.role import Role
from handlers.house import House
from services.speaking import tell
from storage import alerts, chats, subscriptions
from storage.engine import Session, Store


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
        """Its author waits for it, and all who may decide where it was submitted before it was counted."""
        now, audience = self._clock.now(), sum(channels.values())
        async with self._store.transaction() as tx:
            await alerts.save_audience(tx, alert, audience, channels=channels)
            submitted = (await alerts.get(tx, alert.id)).state is State.PENDING
            for approver in await chats.list_with_role(tx, Role.APPROVER):
                if submitted or approver.person == editor:
                    words = self._house.catalogues[approver.chat.language]
                    reach = self._house.reach(audience, alert.content, words, channels=channels, now=now)
                    text = words.say("reach.note", code=alert.code, reach=reach)
                    await tell(tx, approver.chat, Say(text=text, slot=f"reach:{alert.id}:{alert.revision}"), now=now)

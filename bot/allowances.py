"""What a channel with a window lets us send: free answers first, then paid ones if the province wants to pay."""

from datetime import timedelta

from bot.clock import Clock
from channels.ability import ability_of
from storage import windows
from storage.engine import Store

SILENCE_MOST = timedelta(days=7)  # after which not even a paid message is taken


class Allowances:
    """`pays`: whether messages go that are counted against a plan or paid one by one."""

    def __init__(self, store: Store, clock: Clock, channel: str, *, pays: bool) -> None:
        ability = ability_of(channel)
        assert ability.window is not None
        assert ability.free_replies is not None
        self._window, self._free = ability.window, ability.free_replies
        self._store = store
        self._clock = clock
        self._channel = channel
        self._pays = pays

    async def spend(self, address: str) -> bool:
        """Whether a message may go there now; a free one is counted as gone."""
        now = self._clock.now()
        async with self._store.transaction() as tx:
            if await windows.spend(tx, self._channel, address, since=now - self._window, most=self._free):
                return True
            return self._pays and await windows.heard_since(tx, self._channel, address, now - SILENCE_MOST)

    async def give_back(self, address: str) -> None:
        async with self._store.transaction() as tx:
            await windows.give_back(tx, self._channel, address)

    async def phone(self, address: str) -> str | None:
        async with self._store.reading() as session:
            return await windows.find_phone(session, self._channel, address)

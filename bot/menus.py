"""Takes commands out of a menu, or puts them in, as soon as rights have changed: the person need not speak first."""

from bot.clock import Clock
from handlers.access import refresh_menu
from handlers.router import Router
from storage import chats
from storage.engine import Store


class Menus:
    def __init__(self, store: Store, clock: Clock, router: Router) -> None:
        self._store = store
        self._clock = clock
        self._router = router

    async def step(self) -> int:
        async with self._store.reading() as session:
            stale = await chats.list_stale_menus(session)
        for channel, address in stale:
            async with self._store.transaction() as tx:
                await refresh_menu(tx, channel, address, self._router.house, self._router.routes, now=self._clock.now())
        return len(stale)

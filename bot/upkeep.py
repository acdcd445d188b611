"""What has to be done now and then: reminders of unfinished forms, and rows that are of no more use."""

from datetime import timedelta

import structlog

from bot.clock import Clock
from channels.message import Button, Say
from handlers.house import House
from handlers.press import Pressed, button_data
from services import verifying
from services.alarming import call_admins
from services.speaking import tell
from storage import data_requests, forms, inbox, limits
from storage.chats import Chat
from storage.engine import Store

REMIND_AFTER = timedelta(minutes=30)
FORGET_AFTER = timedelta(hours=24)
KEEP_UPDATES = timedelta(hours=26)  # Telegram keeps an undelivered update for 24 hours
CALL_EVERY = timedelta(hours=1)
CALL_FOR_DATA_EVERY = timedelta(days=1)
DUE_SOON = timedelta(days=3)

log = structlog.get_logger()


class Upkeep:
    def __init__(self, store: Store, clock: Clock, house: House) -> None:
        self._store = store
        self._clock = clock
        self._house = house

    async def step(self) -> int:
        told = await self._remind() + await self._forget_forms()
        await self._purge()
        return told + await self._call_for_codes() + await self._call_for_data_requests()

    async def _remind(self) -> int:
        now = self._clock.now()
        async with self._store.transaction() as tx:
            idle = await forms.list_idle(tx, touched_before=now - REMIND_AFTER)
            for chat, form in idle:
                await forms.remind(tx, chat.id, form, now=now)
                await tell(tx, chat, self._reminder(chat, form), now=now)
        return len(idle)

    async def _forget_forms(self) -> int:
        now = self._clock.now()
        async with self._store.transaction() as tx:
            abandoned = await forms.list_abandoned(tx, touched_before=now - FORGET_AFTER)
            for chat, form in abandoned:
                await forms.drop(tx, chat.id, form)
                words = self._house.catalogues[chat.language]
                gone = words.say("form.gone", title=words.say(f"{form}.title"))
                await tell(tx, chat, Say(text=gone, keys=()), now=now)
        return len(abandoned)

    async def _purge(self) -> None:
        now = self._clock.now()
        async with self._store.transaction() as tx:
            await inbox.forget_old(tx, before=now - KEEP_UPDATES)
            await limits.purge(tx, now=now)

    async def _call_for_codes(self) -> int:
        """Admins are told, once an hour, that codes are asked for or guessed at beyond all measure."""
        now = self._clock.now()
        async with self._store.transaction() as tx:
            strain = await verifying.find_strain(tx, self._house.codes, now=now)
            if strain is None or not await call_admins(
                tx, self._house.catalogues, strain.value, strain.value, every=CALL_EVERY, now=now
            ):
                return 0
        log.error("codes_strained", strain=strain.name)
        return 1

    async def _call_for_data_requests(self) -> int:
        """Admins are told, once a day, that a request about personal data is due soon, or was due."""
        now = self._clock.now()
        async with self._store.transaction() as tx:
            waiting = [each for each in await data_requests.list_open(tx) if each.due_at <= now + DUE_SOON]
            if not waiting:
                return 0
            facts = {"count": len(waiting), "due": waiting[0].due_at}
            every, key = CALL_FOR_DATA_EVERY, "data.due_soon"
            called = await call_admins(tx, self._house.catalogues, "data", key, every=every, now=now, **facts)
        return len(waiting) if called else 0

    def _reminder(self, chat: Chat, form: str) -> Say:
        words = self._house.catalogues[chat.language]
        resume = button_data(Pressed(action="form.resume", subject="-", version=0))
        return Say(
            text=words.say("form.reminder", title=words.say(f"{form}.title")),
            buttons=((Button(text=words.plain("form.resume"), data=resume),),),
            silent=True,
        )

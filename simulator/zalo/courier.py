"""Carries events to a web address: each chat in order, several chats at once, a few tries, then never again."""

import asyncio
from collections.abc import Callable

import aiohttp

from simulator.shapes import Json
from simulator.zalo.incoming import Incoming

AGENT = "Java/17.0.9"
ANSWER_SECONDS = 30
PAUSE = 1.0
TLS_FAILED, NO_ANSWER, TAKEN = 1, 0, 200


class Courier:
    """`chat_of` says which events wait for each other; `sealed` makes the bytes and the headers of one."""

    def __init__(
        self,
        url: str,
        incoming: Incoming,
        chat_of: Callable[[Json], str],
        sealed: Callable[[Json], tuple[bytes, dict[str, str]]],
        tries: Callable[[], int],
        told: Callable[[Json, int], None],
    ) -> None:
        self.url = url
        self.incoming = incoming
        self.chat_of = chat_of
        self.sealed = sealed
        self.tries = tries
        self.told = told
        self.session: aiohttp.ClientSession | None = None
        self.busy: dict[str, asyncio.Task[None]] = {}
        self.watching: asyncio.Task[None] | None = None
        self.stopped = False

    def start(self) -> None:
        timeout = aiohttp.ClientTimeout(total=ANSWER_SECONDS)
        self.session = aiohttp.ClientSession(timeout=timeout, headers={"User-Agent": AGENT})
        self.watching = asyncio.get_running_loop().create_task(self.watch())

    async def stop(self) -> None:
        self.stopped = True
        tasks = [task for task in (self.watching, *self.busy.values()) if task is not None]
        for task in tasks:
            task.cancel()
        await asyncio.gather(*tasks, return_exceptions=True)
        if self.session is not None:
            await self.session.close()

    async def watch(self) -> None:
        """Starts a delivery for every chat that has an event and none under way.

        It looks at `stopped` too: a wait that has just been woken swallows the cancellation (CPython 3.11).
        """
        waiting = self.incoming.waiting
        while not self.stopped:
            for event in list(waiting):
                chat = self.chat_of(event)
                if chat not in self.busy:
                    waiting.remove(event)
                    self.busy[chat] = asyncio.create_task(self.deliver(chat, event))
            await self.incoming.arrived.wait(0.5)

    async def deliver(self, chat: str, event: Json) -> None:
        try:
            for number in range(self.tries()):
                if await self.post(event) == TAKEN:
                    return
                await asyncio.sleep(PAUSE * 2**number)
        finally:
            self.busy.pop(chat, None)
            self.incoming.arrived.beat()

    async def post(self, event: Json) -> int:
        """The status, 200 for any 2xx; 0 when there was no answer, 1 when TLS failed."""
        status = await self.ask(*self.sealed(event))
        self.told(event, status)
        return status

    async def ask(self, body: bytes, headers: dict[str, str]) -> int:
        assert self.session is not None
        headers = {"Content-Type": "application/json", **headers}
        try:
            async with self.session.post(self.url, data=body, headers=headers) as answer:
                await answer.read()
                return TAKEN if answer.ok else answer.status
        except aiohttp.ClientSSLError:
            return TLS_FAILED
        except (aiohttp.ClientError, TimeoutError, OSError):
            return NO_ANSWER

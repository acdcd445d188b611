"""Hands out what we make, to whoever has its address: for channels that fetch pictures and files themselves.

An address is a sealed word: it names kind, subject and an end, cannot be guessed or changed, and shows none of it.
After its end it opens nothing. What was made is kept for minutes, since a picture to many is asked for by many.
"""

import asyncio
import base64
import json
import mimetypes
import time
from binascii import Error as NotBase64
from collections import OrderedDict
from collections.abc import Awaitable, Callable
from datetime import timedelta
from urllib.parse import quote

from aiohttp import web

from bot.clock import Clock
from channels.fate import Fate, NotSent
from channels.message import Document, Picture
from storage.times import micros
from storage.vault import CannotOpen, Vault

LIFE = timedelta(hours=24)
KEPT_SECONDS = 300.0
KEPT_MOST = 16  # things, of a few megabytes at most each
LONGEST = 1024  # characters of an address's word
WHERE, ROW = "handing.address", 0
SIGNS = ((b"\x89PNG", "image/png"), (b"\xff\xd8\xff", "image/jpeg"))

Thing = Picture | Document
Make = Callable[[Thing], Awaitable[bytes]]


class Handing:
    """`link` gives the address of a thing, `take` answers whoever opens it. `public` is how the world reaches us."""

    path = "/f/{word}"

    def __init__(self, vault: Vault, make: Make, clock: Clock, *, public: str) -> None:
        self._vault = vault
        self._make = make
        self._clock = clock
        self._public = public
        self._kept: OrderedDict[Thing, tuple[float, asyncio.Future[bytes]]] = OrderedDict()

    def link(self, thing: Thing) -> str:
        """An address that opens for 24 hours from now."""
        name = thing.name if isinstance(thing, Document) else None
        named = [thing.kind, thing.subject, name, micros(self._clock.now() + LIFE)]
        word = self._vault.seal(WHERE, ROW, json.dumps(named, ensure_ascii=False, separators=(",", ":")).encode())
        return f"{self._public}/f/{base64.urlsafe_b64encode(word).decode().rstrip('=')}"

    async def take(self, request: web.Request) -> web.Response:
        """404 for an address that we never gave, 410 when its time is over or its thing gone, 503 for a while."""
        try:
            thing, ends = self._read(request.match_info["word"])
        except ValueError:
            return web.Response(status=404)
        if micros(self._clock.now()) >= ends:
            return web.Response(status=410)
        try:
            content = await self._made(thing)
        except (LookupError, OSError, CannotOpen):
            return web.Response(status=410)
        except NotSent as no:
            return web.Response(status=410 if no.fate is Fate.CONTENT else 503)
        return web.Response(body=content, headers=_headers(thing, content))

    def _read(self, word: str) -> tuple[Thing, int]:
        """Raises `ValueError` for what we did not write."""
        try:
            sealed = base64.b64decode(word + "=" * (-len(word) % 4), altchars=b"-_", validate=True)
            if not sealed or len(word) > LONGEST:
                raise ValueError("no word of ours")
            kind, subject, name, ends = json.loads(self._vault.open(WHERE, ROW, sealed))
        except (NotBase64, CannotOpen) as error:
            raise ValueError("no word of ours") from error
        thing = Picture(kind=kind, subject=subject)
        return (thing if name is None else Document(kind=kind, subject=subject, name=name)), ends

    async def _made(self, thing: Thing) -> bytes:
        """Made once for all who ask at the same time, and kept for a while."""
        now = time.monotonic()
        held = self._kept.get(thing)
        if held is None or held[0] < now:
            held = (now + KEPT_SECONDS, asyncio.ensure_future(self._make(thing)))
            self._kept[thing] = held
            self._kept.move_to_end(thing)
            while len(self._kept) > KEPT_MOST:
                self._kept.popitem(last=False)
        try:
            return await asyncio.shield(held[1])
        except BaseException:
            if held[1].done() and self._kept.get(thing) is held:
                del self._kept[thing]
            raise


def _headers(thing: Thing, content: bytes) -> dict[str, str]:
    headers = {"X-Content-Type-Options": "nosniff", "Cache-Control": "private, max-age=300", "X-Robots-Tag": "noindex"}
    if isinstance(thing, Picture):
        kind = next((kind for sign, kind in SIGNS if content.startswith(sign)), "application/octet-stream")
        return {**headers, "Content-Type": kind}
    kind = mimetypes.guess_type(thing.name)[0] or "application/octet-stream"
    named = f"attachment; filename*=UTF-8''{quote(thing.name)}"
    return {**headers, "Content-Type": kind, "Content-Disposition": named}

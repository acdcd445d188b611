"""Pictures and files that are made when they are sent: a row of the outbox only says what of."""

import asyncio
import io
from collections.abc import Awaitable, Callable, Mapping

import segno

from bot import charts, sheets
from bot.clock import Clock
from bot.reaching import drawing_of
from channels.message import Document, Picture
from handlers.house import House
from services import privacy
from storage import alerts
from storage.engine import Store
from texts import cap, my_data

QR_SCALE = 8  # pixels a module
QR_BORDER = 4  # modules, as ISO/IEC 18004 asks

Make = Callable[[str], Awaitable[bytes]]
BotName = Callable[[], Awaitable[str]]
Original = Callable[[int], Awaitable[bytes]]


class Making:
    """`make` gives the bytes of a picture or a file. Raises KeyError for a kind that nobody makes.

    `original` reads a file of a report that is ours, `held` one that staff have sent and their channel holds.
    """

    def __init__(
        self, store: Store, house: House, clock: Clock, *, bot_name: BotName, original: Original, held: Make
    ) -> None:
        self._store = store
        self._house = house
        self._clock = clock
        self._bot_name = bot_name
        self._original = original
        self._makers: Mapping[str, Make] = {
            "qr": _qr,
            "cap": self._cap,
            "card": self._card,
            "my_data_json": self._my_data_json,
            "my_data_page": self._my_data_page,
            "held": held,
            "photo": self._kept,
            "video": self._kept,
            "document": self._kept,
            "statistics": charts.from_json,
            "reach": self._reach,
            "statistics.xlsx": sheets.xlsx,
            "statistics.csv": sheets.csv,
        }

    async def make(self, thing: Picture | Document) -> bytes:
        return await self._makers[thing.kind](thing.subject)

    async def _cap(self, alert_id: str) -> bytes:
        """The CAP 1.2 document of an alert, by its row id."""
        async with self._store.reading() as session:
            alert = await alerts.get(session, int(alert_id))
            earlier = await alerts.get(session, alert.updates) if alert.updates else None
        return cap.document(alert, self._house.catalogues, self._house.province, earlier=earlier)

    async def _card(self, subject: str) -> bytes:
        """An alert as a picture: its row id and a language. Pillow is loaded here: no start waits for it."""
        from texts import card_picture
        from texts.posters import poster_of

        alert_id, language = subject.split()
        async with self._store.reading() as session:
            alert = await alerts.get(session, int(alert_id))
        link = f"https://t.me/{await self._bot_name()}?start={alert.code}"
        words = self._house.catalogues[language]
        poster = poster_of(alert, words, self._house.province, link=link, now=self._clock.now())
        return await asyncio.to_thread(card_picture.draw, poster)

    async def _reach(self, subject: str) -> bytes:
        """How an alert has reached its people over time: a broadcast's row id and a language."""
        broadcast, language = subject.split()
        async with self._store.reading() as session:
            drawing = await drawing_of(session, int(broadcast), self._house.catalogues[language], self._house)
        return await charts.draw(drawing)

    async def _kept(self, file: str) -> bytes:
        """A file of a report that is ours, by its row id."""
        return await self._original(int(file))

    async def _my_data_json(self, whose: str) -> bytes:
        return my_data.as_json(await self._collected(whose))

    async def _my_data_page(self, whose: str) -> bytes:
        return my_data.as_page(await self._collected(whose), self._house.catalogues[whose.split(":")[2]])

    async def _collected(self, whose: str) -> dict[str, object]:
        """Whose is `person:chat:language`."""
        person, chat, _ = whose.split(":")
        async with self._store.reading() as session:
            return await privacy.collect(session, int(person), int(chat))


async def _qr(text: str) -> bytes:
    return await asyncio.to_thread(_draw_qr, text)


def _draw_qr(text: str) -> bytes:
    png = io.BytesIO()
    segno.make(text, error="m", micro=False).save(png, kind="png", scale=QR_SCALE, border=QR_BORDER)
    return png.getvalue()

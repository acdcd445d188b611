"""Answers who has asked for statistics: counted on a reader, sent as a picture with the figures, a sheet and a CSV."""

import json
from dataclasses import asdict

from bot.charts import Drawing
from bot.clock import Clock
from channels.message import Document, Outgoing, Picture, Say
from domain.statistics import Figures, arrow, share
from handlers.house import House
from services.speaking import post
from storage import statistics as shelf
from storage.engine import Store
from texts import statistics
from texts.report_card import field_name
from texts.words import Words

BARS = 10


class Statistics:
    def __init__(self, store: Store, clock: Clock, house: House) -> None:
        self._store = store
        self._clock = clock
        self._house = house

    async def step(self) -> int:
        """Killed before the commit, it is counted once more; after it, it is in the outbox."""
        now = self._clock.now()
        async with self._store.reading() as session:
            wanted = await shelf.find_wanted(session)
            if wanted is None:
                return 0
            figures = await shelf.count(session, unit=wanted.unit, days=wanted.days, now=now)
        words = self._house.catalogues[wanted.chat.language]
        async with self._store.transaction() as tx:
            if await shelf.given(tx, wanted.id):
                address = wanted.chat.channel, wanted.chat.address
                await post(tx, [(*address, each) for each in self.answer(figures, words)], now=now)
        return 1

    def answer(self, figures: Figures, words: Words) -> list[Outgoing]:
        province = self._house.province
        picture = Picture(kind="statistics", subject=json.dumps(asdict(self._drawing(figures, words))))
        tables = json.dumps(statistics.tables(figures, words, province), ensure_ascii=False)
        name = f"1022-{figures.until.astimezone(words.zone):%Y-%m-%d}-{figures.days}"
        return [
            Say(text=statistics.summary(figures, words, province), picture=picture),
            Say(text="", document=Document(kind="statistics.xlsx", subject=tables, name=f"{name}.xlsx"), silent=True),
            Say(text="", document=Document(kind="statistics.csv", subject=tables, name=f"{name}.csv"), silent=True),
        ]

    def _drawing(self, figures: Figures, words: Words) -> Drawing:
        province, say = self._house.province, words.plain
        unit = say("desk.all_units") if figures.unit is None else province.units.name(figures.unit)
        since, until = figures.since.astimezone(words.zone), figures.until.astimezone(words.zone)
        return Drawing(
            title=f"{unit} · {since:%d/%m} – {until:%d/%m/%Y}",
            tiles=_tiles(figures, words),
            fields_title=say("statistics.sheet.fields"),
            fields=[
                (field_name(each.code, words, province), each.received, each.overdue) for each in figures.fields[:BARS]
            ],
            areas_title=say("statistics.sheet.areas"),
            areas=[(province.areas.get(each.code).name, each.received, each.overdue) for each in figures.areas[:BARS]],
            overdue=say("statistics.label.overdue"),
            weeks_title=say("statistics.sheet.weeks"),
            weeks=[
                (f"{week.starts_at.astimezone(words.zone):%d/%m}", share(week.on_time, week.resolved))
                for week in figures.weeks
            ],
        )


def _tiles(figures: Figures, words: Words) -> list[tuple[str, str, str]]:
    now, before = figures.now, figures.before
    load, load_before = figures.load, figures.load_before
    satisfied, was = share(now.satisfied, now.rated), share(before.satisfied, before.rated)
    counted = {
        "received": _against(now.received, before.received),
        "in_hand": _against(load.in_hand, load_before.in_hand),
        "overdue": _against(load.overdue, load_before.overdue),
        "resolved": _against(now.resolved, before.resolved),
        "satisfied": (_percent(satisfied), f"{arrow(satisfied, was)} {_percent(was)}"),
    }
    return [(words.plain(f"statistics.label.{key}"), *shown) for key, shown in counted.items()]


def _against(now: int, before: int) -> tuple[str, str]:
    return str(now), f"{arrow(now, before)} {before}"


def _percent(value: int | None) -> str:
    return "–" if value is None else f"{value} %"

"""Watches a whole story: nothing that people entrusted to the bot may show in the log at DEBUG, nor in any file that it
leaves, be it the database, its WAL or a backup.

What must not show is taken from the story itself: whatever the database keeps sealed, every phone number, every code
that went out, the tokens and keys of the configuration, and what citizens have typed.
"""

import io
import json
import logging
import re
from collections.abc import AsyncIterator, Iterator
from contextlib import contextmanager
from functools import cache
from pathlib import Path

from pydantic import BaseModel, SecretStr

from bot import logs
from bot.app import App
from domain.wording import fold
from simulator.person import Person
from simulator.server import Simulator
from storage.engine import Session
from storage.rotation import list_tables

SEALED_FOR_PEOPLE = {"people", "codes", "reports", "report_events", "files", "data_requests", "authenticators"}
NAME_LEAST, WORDS_LEAST = 6, 12  # signs: what is shorter is found by chance, or is a report's code
PEOPLE_MOST = 40

Found = list[tuple[str, str]]


@cache
def _handler() -> logging.StreamHandler[io.StringIO]:
    """The log as the program sets it up, at DEBUG, once a process: loggers keep what they are first given."""
    root = logging.getLogger()
    before, level = list(root.handlers), root.level
    logs.set_up(level="debug", form="json")
    (ours,) = root.handlers
    root.handlers, root.level = before, level
    assert isinstance(ours, logging.StreamHandler)
    return ours


@contextmanager
def listening() -> Iterator[io.StringIO]:
    """Everything that is logged within, as the program would write it."""
    root, handler, written = logging.getLogger(), _handler(), io.StringIO()
    level, before = root.level, handler.setStream(written)
    root.addHandler(handler)
    root.setLevel(logging.DEBUG)
    try:
        yield written
    finally:
        root.removeHandler(handler)
        root.setLevel(level)
        if before is not None:
            handler.setStream(before)


async def entrusted(app: App, sim: Simulator) -> set[str]:
    """What may show nowhere."""
    async with app.store.reading() as session:
        sealed = {text async for text in _sealed(session)}
        staff = {row["address"] for row in await session.rows(_OF_STAFF, {})}
    phones = {each.phone for each in sim.world.people.values() if each.phone} | {sms.phone for sms in sim.world.sms}
    codes = {found for sms in sim.world.sms for found in re.findall(r"\b\d{6}\b", sms.text)}
    return sealed | _national(phones) | codes | set(_secrets(app.settings)) | _typed(app, sim, staff)


def in_files(canaries: set[str], folder: Path) -> Found:
    """Where each of them was found, by the file's name. A configuration may well have its own secrets."""
    files = (file for file in folder.rglob("*") if file.is_file() and file.suffix != ".toml")
    return [(file.name, canary) for file in files for canary in _in(canaries, file.read_bytes())]


def in_log(canaries: set[str], written: str) -> Found:
    return [("log", canary) for canary in _in(canaries, written.encode())]


def _in(canaries: set[str], body: bytes) -> Iterator[str]:
    return (canary for canary in canaries if _look(canary, body))


_OF_STAFF = "select c.address from grants g join chats c on c.id = g.chat_id"


def _look(canary: str, body: bytes) -> bool:
    """Digits as a number of their own: six of them in the middle of a long row id are no code."""
    wanted = canary.encode()
    if wanted not in body:
        return False
    return not canary.isdigit() or re.search(rb"(?<!\d)" + wanted + rb"(?!\d)", body) is not None


async def _sealed(session: Session) -> AsyncIterator[str]:
    for table in await list_tables(session):
        if table.name not in SEALED_FOR_PEOPLE:
            continue
        columns = ", ".join((table.key[0], *table.sealed))
        for row in await session.rows(f"select {columns} from {table.name} limit 100", {}):
            for column in (each for each in table.sealed if row[each]):
                where = f"{table.name}.{column.removesuffix('_sealed')}"
                for text in _leaves(session.vault.open_text(where, row[table.key[0]], row[column])):
                    if len(text) >= (NAME_LEAST if table.name in ("people", "codes") else WORDS_LEAST):
                        yield text


def _leaves(text: str) -> Iterator[str]:
    """The texts of a JSON object; anything else is one itself."""
    if not text.startswith("{"):
        yield text
        return
    yield from (each for each in json.loads(text).values() if isinstance(each, str))


def _national(phones: set[str]) -> set[str]:
    """Without the country's code: in +84…, 0…, and 84… alike. And spaced as people write it."""
    numbers = {phone.removeprefix("+84") for phone in phones}
    return numbers | {f"{number[:3]} {number[3:6]} {number[6:]}" for number in numbers}


def _secrets(section: BaseModel) -> Iterator[str]:
    for value in section.__dict__.values():
        if isinstance(value, SecretStr):
            yield value.get_secret_value()
        elif isinstance(value, BaseModel):
            yield from _secrets(value)


def _typed(app: App, sim: Simulator, staff: set[str]) -> set[str]:
    """What citizens wrote in their own words: no command, no name of a place or a unit."""
    province = app.house.province
    names = fold(" ".join((*(area.name for area in province.areas.all), *map(province.units.name, province.units.all))))
    people = [account for account in sim.world.people.values() if str(account.id) not in staff][:PEOPLE_MOST]
    said = (seen.text for account in people for seen in Person(sim.world, account).chat if seen.out)
    return {text for text in said if len(text) >= WORDS_LEAST and text[0] != "/" and fold(text) not in names}

"""The whole program, over real HTTP, against the simulator, with the cast."""

import asyncio
import re
import socket
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass
from datetime import timedelta
from pathlib import Path
from typing import Any, cast

import pyotp
import pytest

from bot.app import App, running
from bot.clock import SystemClock
from bot.commands import invite
from bot.settings import Settings, make_settings
from domain.phone import parse_phone
from services import authenticating
from services.authenticating import TotpVerdict
from simulator.person import Person
from simulator.server import Simulator
from simulator.zalo.oa_webhook import set_webhook
from storage import chats
from tests.flows.alerts import follow
from tests.flows.citizens import OfficialCitizen, ZaloCitizen
from tests.flows.sections import official, web
from tests.secrecy.watching import entrusted, in_files, in_log, listening

UNIT = "UBND tỉnh Tây Ninh"


def settings_for(sim: Simulator, folder: Path, **sections: dict[str, Any]) -> Settings:
    document: dict[str, Any] = {
        "telegram": {"token": sim.token, "api_url": sim.url, "chat_burst": 1_000},  # robots are quicker than people
        "secrets": {"key": "5a" * 32},
        "database": {"url": f"sqlite:///{folder / 'bot.db'}"},
        "sms": {"url": f"{sim.url}/sms"},
        "web": {"enabled": False},
        "broadcast": {"rate": 1000},
        "files": {"folder": str(folder / "files")},
    }
    for section, keys in sections.items():
        document[section] = {**document.get(section, {}), **keys}
    return make_settings(document)


@dataclass
class World:
    sim: Simulator
    app: App
    settings: Settings
    clock: SystemClock
    citizens: str = "telegram"

    def newcomer(self, *, name: str, phone: str | None = None) -> Person:
        """Somebody whom the bot has never met, on the channel that citizens have in this story."""
        if self.citizens == "telegram":
            return self.sim.person(name=name, phone=phone)
        kind = OfficialCitizen if self.citizens == "zalo_oa" else ZaloCitizen
        return cast(Person, kind(self.sim, name=name, phone=phone))

    def passes(self, time: timedelta) -> None:
        """From here on, it is so much later."""
        self.clock.offset += time

    async def invite(self, role: str, name: str, unit: str = UNIT) -> str:
        """The token of an invitation, as `staff invite` makes it."""
        link = await invite(
            self.app.store, {"role": role, "name": name, "unit": unit}, self.app.clock.now(), self.app.telegram.username
        )
        return str(link).rpartition("=")[2]

    async def leader(self, name: str, account: str) -> "Leader":
        """Somebody who may approve: the authenticator was confirmed with the code before the one it shows now."""
        leader = await self.new_leader(name, account)
        async with self.app.store.transaction() as tx:
            found = await chats.find(tx, "telegram", str(leader.person.id))
            assert found
            now, lock = self.clock.now(), self.app.house.limits.authenticator
            first = leader.totp.at(now - timedelta(seconds=30))
            done = await authenticating.finish(tx, found[1].id, first, lock=lock, now=now)
            assert done.verdict is TotpVerdict.RIGHT
        return leader

    async def new_leader(self, name: str, account: str) -> "Leader":
        """Somebody who has just been shown the secret."""
        person = self.sim.person(name=name)
        await person.starts(await self.invite("approver", account))
        message = await person.hears("ứng dụng xác thực")
        secret = message.text.split("\n")[1].replace(" ", "")
        return Leader(person=person, totp=pyotp.TOTP(secret), world=self)

    async def citizen(self, name: str, phone: str, commune: str = "Tân Biên") -> Person:
        """Somebody who has registered, as a person does it."""
        person = self.newcomer(name=name, phone=parse_phone(phone))
        await register(person, name, phone, commune)
        return person


@dataclass
class Leader:
    person: Person
    totp: pyotp.TOTP
    world: World

    def code(self) -> str:
        """What the authenticator shows now."""
        return self.totp.at(self.world.clock.now())

    def fresh_code(self) -> str:
        """A code that has not been used, for the bot's time a step later."""
        self.world.passes(timedelta(seconds=30))
        return self.code()


async def register(person: Person, name: str, phone: str, commune: str) -> None:
    await fill_in(person, name, phone, commune)
    await person.says(await code_for(person))
    await person.hears("Đã đăng ký xong")


async def fill_in(person: Person, name: str, phone: str, commune: str) -> None:
    """Registering, up to where the code is asked for."""
    await person.says("/dangky")
    await person.hears("Có đồng ý không?")
    await person.presses("Đồng ý")
    await person.hears("Họ và tên")
    await person.says(name)
    await person.hears("Số điện thoại di động")
    await person.says(phone)
    await person.hears("xã, phường nào")
    await person.says(commune)
    await person.hears("Thư điện tử")
    await person.presses("Bỏ qua")
    await person.hears("Xem lại trước khi nhận mã")
    await person.presses("Xác nhận, gửi mã cho tôi")
    await person.hears("Mã xác thực")


async def code_for(person: Person) -> str:
    """The newest code in the person's SMS."""
    for _ in range(200):
        if person.sms:
            found = re.search(r"\b(\d{6})\b", person.sms[-1].text)
            assert found
            return found[1]
        await asyncio.sleep(0.02)
    raise AssertionError("no SMS came")


def free_port() -> int:
    with socket.socket() as held:
        held.bind(("127.0.0.1", 0))
        return int(held.getsockname()[1])


@asynccontextmanager
async def world(folder: Path, *, citizens: str = "telegram", **sections: dict[str, Any]) -> AsyncIterator[World]:
    """A story in this folder; at its end nothing that people entrusted to the bot may show there, nor in the log."""
    async with Simulator(port=0) as sim:
        port = free_port()
        if citizens == "zalo_bot":
            sections["zalo_bot"] = {"token": sim.zalo.token, "api_url": f"{sim.url}/zalo", "rate": 1000.0}
        if citizens == "zalo_oa":
            sections["zalo_oa"] = official(sim, paid_messages=True)
        if citizens != "telegram":
            sections["web"] = web(port)
        settings = settings_for(sim, folder, **sections)
        clock = SystemClock()
        with listening() as log:
            async with running(settings, clock=clock) as app:
                if citizens == "zalo_oa":
                    await set_webhook(sim.zalo, f"http://127.0.0.1:{port}/zalo/oa")
                yield World(sim=sim, app=app, settings=settings, clock=clock, citizens=citizens)
                canaries = await entrusted(app, sim)
                shown = in_files(canaries, folder)
        assert [*shown, *in_log(canaries, log.getvalue())] == []


@pytest.fixture
def citizens(request: pytest.FixtureRequest) -> str:
    """The channel on which citizens meet the bot: of a story marked `every_channel`, each in turn."""
    return str(getattr(request, "param", "telegram"))


def pytest_generate_tests(metafunc: pytest.Metafunc) -> None:
    marks = {mark.name for mark in metafunc.definition.iter_markers()}
    if "citizens" in metafunc.fixturenames and "every_channel" in marks and "only_telegram" not in marks:
        channels = ("telegram", "zalo_bot", *(("zalo_oa",) if "official_too" in marks else ()))
        metafunc.parametrize("citizens", channels, indirect=True)


@pytest.fixture
async def here(tmp_path: Path, citizens: str) -> AsyncIterator[World]:
    async with world(tmp_path, citizens=citizens) as present:
        yield present


@pytest.fixture
async def lan(here: World) -> Leader:
    return await here.leader("Nguyễn Thị Lan", "lan")


@pytest.fixture
async def minh(here: World) -> Leader:
    return await here.leader("Phạm Quang Minh", "minh")


@pytest.fixture
async def tu(here: World) -> Person:
    """Somebody without an account who follows Tân Biên from level 1 on."""
    person = here.newcomer(name="Trần Văn Tư")
    await follow(person, "Tân Biên")
    return person

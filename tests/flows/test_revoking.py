"""A right that is taken away: whoever had it is told and loses the commands, whichever way it was taken."""

from pathlib import Path
from typing import Any

from bot.app import running
from bot.clock import SystemClock
from bot.control import ask_running
from simulator.person import Person, until
from simulator.server import Simulator
from tests.flows.alerts import draft, submit
from tests.flows.conftest import Leader, World, settings_for
from tests.flows.test_command_line import bot
from tests.flows.test_staff import admin, propose, token_in, until_menu_lacks


async def test_the_command_line_tells_the_person_and_takes_the_commands_through_the_running_bot(here: World) -> None:
    lan = await leader_with_commands(here)
    assert await revoke(here) == {"done": "revoked"}
    await told_of_the_end(lan.person)


async def test_the_command_line_without_a_running_bot_does_the_same_once_it_runs(tmp_path: Path) -> None:
    async with Simulator(port=0) as sim:
        settings = settings_for(sim, tmp_path)
        clock = SystemClock()
        async with running(settings, clock=clock) as app:
            here = World(sim=sim, app=app, settings=settings, clock=clock)
            lan = await leader_with_commands(here)
            grant = await grant_of(here)
        config = written(tmp_path, sim)
        done = bot("staff", "revoke", str(grant), "--config", str(config))
        assert (done.returncode, done.stdout) == (0, "revoked\n"), done.stderr
        assert "duyet" in lan.person.commands
        async with running(settings):
            await told_of_the_end(lan.person)


async def test_what_waits_for_approval_goes_back_and_the_others_are_told_from_the_command_line_too(
    here: World, lan: Leader, minh: Leader
) -> None:
    await draft(lan.person)
    await submit(lan.person)
    await minh.person.hears("Chờ phê duyệt")
    await revoke(here)
    await minh.person.hears("không còn quyền phê duyệt")
    async with here.app.store.reading() as session:
        assert await session.value("select state from alerts", {}) == "returned"


async def test_an_approval_that_waits_for_its_code_ends_with_the_right(here: World, lan: Leader, minh: Leader) -> None:
    await draft(minh.person)
    await submit(minh.person)
    await lan.person.hears("Chờ phê duyệt")
    await lan.person.presses("Xem và quyết định")
    await lan.person.hears("bản thứ")
    await lan.person.presses("Phê duyệt")
    await lan.person.hears("mã 6 số")
    await revoke(here)
    await lan.person.hears("đã được thu hồi")
    await lan.person.says(lan.fresh_code())
    await lan.person.hears("Chưa hiểu")
    async with here.app.store.reading() as session:
        assert await session.value("select count(*) from broadcasts", {}) == 0


async def test_a_right_ends_with_the_transaction_that_takes_it_not_with_the_menu(here: World) -> None:
    lan = await here.leader("Lan", "lan")
    here.sim.faults.add("error", method="setMyCommands", times=50, status=502)
    await revoke(here)
    await lan.person.says("/duyet")
    await lan.person.hears("chỉ dành cho")


async def test_links_and_proposals_of_an_admin_end_with_the_admin(here: World) -> None:
    one, two = await admin(here, "Quản trị Một"), await admin(here, "Quản trị Hai")
    await propose(one, "cán bộ xử lý", "UBND xã Tân Biên", "binh")
    token = token_in((await one.hears("Liên kết mời")).text)
    await propose(one, "lãnh đạo phê duyệt", "UBND tỉnh", "lan")
    await one.hears("cần quản trị thứ hai")
    await two.hears("Cần quản trị thứ hai đồng ý")
    await revoke(here)
    await one.hears("đã được thu hồi")
    binh = here.sim.person(name="Bình")
    await binh.starts(token)
    await binh.hears("đã dùng hoặc đã hết hạn")
    await two.presses("Xem đề nghị")
    await two.hears("đã được giải quyết")


async def leader_with_commands(here: World) -> Leader:
    """Whose menu has got what only leaders have."""
    lan = await here.leader("Lan", "lan")
    await until(here.sim.world, lambda: "duyet" in lan.person.commands, 10, "/duyet never came")
    return lan


async def told_of_the_end(leader: Person) -> None:
    await leader.hears("đã được thu hồi")
    await until_menu_lacks(leader, "duyet")


async def revoke(here: World) -> dict[str, Any] | None:
    """The first right that was given, by the command line."""
    return await ask_running(here.settings.database.path, "staff.revoke", {"grant": await grant_of(here)})


async def grant_of(here: World) -> int:
    async with here.app.store.reading() as session:
        return int(await session.value("select min(id) from grants", {}))


def written(folder: Path, sim: Simulator) -> Path:
    """The same configuration as a file."""
    config = folder / "config.toml"
    config.write_text(
        f'[telegram]\ntoken = "{sim.token}"\napi_url = "{sim.url}"\n'
        f'[secrets]\nkey = "{"5a" * 32}"\n[database]\nurl = "sqlite:///{folder / "bot.db"}"\n',
        "utf-8",
    )
    return config

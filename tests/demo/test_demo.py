"""`make demo`: it says where, who and how to stop; it goes on where it stood; what goes wrong is said in a sentence."""

import socket
import sqlite3
from collections import Counter
from datetime import UTC, datetime
from pathlib import Path

import psutil  # type: ignore[import-untyped]
import pytest

from bot.demo import cast
from bot.demo.simulated import SimulatorGone
from domain.report import State
from tests.demo.conftest import CROWD, Demo, demo, free_port

DAY = 86_400  # seconds


async def test_it_lives_three_weeks_goes_on_the_next_time_and_begins_anew_when_asked(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    port = free_port()
    async with demo(tmp_path, capsys, port=port) as first:
        assert first.url == f"http://127.0.0.1:{port}"
        assert all(player.name in first.said and player.does in first.said for player in cast.CAST)
        assert "invented people and invented data" in first.said
        assert f"{CROWD:,} subscribers" in first.said
        assert str(tmp_path) in first.said
        assert await first.ask("people")
        own = await own_reports(first)
        assert [known["reached"] for known in await first.ask("crowds")] == [0]
        taken_up = [heard["date"] for heard in await first.heard(cast.TU.id) if "tiếp nhận" in heard["text"]]
        assert taken_up == sorted(taken_up)
        assert datetime.now(UTC).timestamp() - taken_up[0] > 18 * DAY
    states, late = reports(tmp_path)
    assert states == {
        State.CLOSED: 3,
        State.RESOLVED: 1,
        State.IN_PROGRESS: 1,
        State.NEED_INFO: 1,
        State.ACCEPTED: 4,
        State.SUBMITTED: 1,
    }
    assert late == 1

    with socket.create_server(("127.0.0.1", port)):
        async with demo(tmp_path, capsys, port=port, people=CROWD + 500) as second:
            assert f"Port {port} is taken; using " in second.said
            assert second.url != first.url
            assert f"{CROWD:,} subscribers" in second.said
            assert await own_reports(second) == own
    assert reports(tmp_path) == (states, late)

    codes = report_codes(tmp_path)
    async with demo(tmp_path, capsys, port=free_port(), fresh=True) as third:
        assert "Preparing" in third.said
    assert codes.isdisjoint(report_codes(tmp_path))


async def test_a_simulator_that_ends_by_itself_is_told_of(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    with pytest.raises(SimulatorGone, match="the simulator has ended"):
        async with demo(tmp_path, capsys, port=free_port()) as here:
            end_simulator()
            await here.playing


async def own_reports(here: Demo) -> list[str]:
    """The buttons of Tư's list of reports."""
    await here.say(cast.TU.id, "/cuatoi")
    shown = await here.hears(cast.TU.id, "Phản ánh của tôi")
    found = [button["text"] for row in shown["buttons"] for button in row]
    assert found
    return found


def end_simulator() -> None:
    """The one that the demo of this process has started."""
    (simulator,) = (child for child in psutil.Process().children() if "simulator" in child.cmdline())
    simulator.kill()


def reports(folder: Path) -> tuple[Counter[State], int]:
    """How many reports stand where, and how many of them are overdue now."""
    with sqlite3.connect(folder / "bot.db") as database:
        rows = database.execute("select state, due_at from reports").fetchall()
    now = int(datetime.now(UTC).timestamp() * 1_000_000)
    open_ = {State.SUBMITTED, State.ACCEPTED, State.IN_PROGRESS}
    late = sum(State(state) in open_ and due < now for state, due in rows)
    return Counter(State(state) for state, _ in rows), late


def report_codes(folder: Path) -> set[str]:
    with sqlite3.connect(folder / "bot.db") as database:
        return {code for (code,) in database.execute("select code from reports")}

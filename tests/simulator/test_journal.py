"""The journal outlives its server and counts who got what how often."""

from pathlib import Path
from typing import Any

from simulator.journal import Journal
from simulator.server import Simulator


async def send(sim: Simulator, http: Any, **params: Any) -> dict[str, Any]:
    async with http.post(f"{sim.url}/bot{sim.token}/sendMessage", json=params) as response:
        answer: dict[str, Any] = await response.json()
        return answer


async def test_the_journal_and_the_message_ids_survive_a_restart(tmp_path: Path, http: Any) -> None:
    path = tmp_path / "journal.tsv"
    async with Simulator(token="5:a", journal=path) as sim:
        hoa = sim.person(name="Hoa")
        await hoa.says("/start")
        first = await send(sim, http, chat_id=hoa.id, text="Xin\nchào\t😀")
    async with Simulator(token="5:a", journal=path) as sim:
        assert [entry["text"] for entry in sim.journal.entries()] == ["Xin\nchào\t😀"]
        hoa = sim.person(name="Hoa")
        second = await send(sim, http, chat_id=hoa.id, text="lại")
        assert second["result"]["message_id"] > first["result"]["message_id"]
        assert sim.journal.per_chat() == {hoa.id: 2}


async def test_a_line_is_in_the_file_when_its_answer_has_come(tmp_path: Path, http: Any) -> None:
    path = tmp_path / "journal.tsv"
    async with Simulator(journal=path, counting=True) as sim:
        await send(sim, http, chat_id=7, text="x")
        assert path.read_text().count("\n") == 1
        await send(sim, http, chat_id=8, text="x")
        assert path.read_text().count("\n") == 2


def test_a_last_line_that_was_cut_off_is_dropped(tmp_path: Path) -> None:
    path = tmp_path / "journal.tsv"
    journal = Journal(path)
    journal.record(1.0, 5, 7, 1, "sendMessage", "x")
    journal.close()
    with path.open("a") as file:
        file.write("1.5\t5\t8")
    again = Journal(path)
    again.record(2.0, 5, 9, 2, "sendMessage", "x")
    again.close()
    assert Journal(path).per_chat() == {7: 1, 9: 1}


def test_duplicates_are_copies_of_a_text_in_a_chat() -> None:
    journal = Journal()
    for chat, text in ((1, "mưa"), (1, "mưa"), (1, "nắng"), (2, "mưa"), (2, "mưa"), (2, "mưa")):
        journal.record(1.0, 5, chat, 1, "sendMessage", text)
    assert journal.summary() == {"messages": 6, "chats": 2, "duplicates": 2, "extra": 3}
    assert journal.summary("nắng") == {"messages": 1, "chats": 1, "duplicates": 0, "extra": 0}
    assert [(found["chat"], len(found["times"])) for found in journal.duplicates()] == [(1, 2), (2, 3)]
    assert journal.per_chat("mưa") == {1: 2, 2: 3}

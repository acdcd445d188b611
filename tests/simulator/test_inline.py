"""Inline mode, from the name typed in the field to the message that is sent by way of the bot."""

from typing import Any

import pytest

from simulator import inline
from simulator.composing import NotPossible
from simulator.inline import InlineQuery
from simulator.person import Person
from simulator.server import Simulator
from tests.simulator.samples import PNG, Api


@pytest.fixture
def hoa(sim: Simulator) -> Person:
    return sim.person(name="Hoa")


@pytest.fixture
def query(sim: Simulator, hoa: Person) -> InlineQuery:
    return inline.ask(sim.world, hoa.account, sim.world.bot(), "mưa")


def article(number: str, **facts: Any) -> dict[str, Any]:
    words = {"message_text": "<b>Mưa lớn</b>", "parse_mode": "HTML"}
    return {"type": "article", "id": number, "title": "Mưa", "input_message_content": words} | facts


async def test_a_chosen_result_is_sent_as_the_person_by_way_of_the_bot(
    sim: Simulator, api: Api, hoa: Person, query: InlineQuery
) -> None:
    asked = (await api("getUpdates"))["result"][0]["inline_query"]
    assert (asked["id"], asked["query"], asked["chat_type"]) == (query.id, "mưa", "sender")
    assert (await api("answerInlineQuery", inline_query_id=query.id, results=[article("1")]))["ok"]
    sent = inline.choose(sim.world, sim.world.bot(), query.id, "1")
    assert (sent.text, sent.sender["id"]) == ("Mưa lớn", hoa.id)
    heard = (await api("getUpdates", offset=-2))["result"]
    assert heard[0]["message"]["via_bot"]["id"] == sim.world.bot().id
    assert heard[0]["message"]["entities"] == [{"type": "bold", "offset": 0, "length": 7}]
    assert heard[1]["chosen_inline_result"]["result_id"] == "1"


async def test_a_file_that_telegram_has_can_be_a_result(sim: Simulator, api: Api, hoa: Person) -> None:
    photo = await hoa.sends_photo(PNG)
    assert photo.media is not None
    query = inline.ask(sim.world, hoa.account, sim.world.bot(), "")
    result = {"type": "photo", "id": "1", "photo_file_id": photo.media["file_id"], "caption": "Bản đồ"}
    assert (await api("answerInlineQuery", inline_query_id=query.id, results=[result]))["ok"]
    sent = inline.choose(sim.world, sim.world.bot(), query.id, "1")
    assert (sent.kind, sent.text) == ("photo", "Bản đồ")


@pytest.mark.parametrize(
    ("results", "sentence"),
    [
        ([article("1"), article("1")], "RESULT_ID_DUPLICATE"),
        ([article("")], "RESULT_ID_INVALID"),
        ([article("x" * 65)], "RESULT_ID_INVALID"),
        ([article(str(number)) for number in range(51)], "RESULTS_TOO_MUCH"),
        ([article("1", input_message_content={"message_text": "x" * 4097})], "message is too long"),
        (
            [article("1", input_message_content=None)],
            "can't parse inline query result: message content is not specified",
        ),
    ],
)
async def test_wrong_results_are_refused(api: Api, query: InlineQuery, results: list[Any], sentence: str) -> None:
    refused = await api("answerInlineQuery", inline_query_id=query.id, results=results)
    assert refused["description"] == f"Bad Request: {sentence}"


async def test_an_answer_that_comes_late_is_refused(sim: Simulator, api: Api, query: InlineQuery) -> None:
    sim.clock.advance(31)
    late = await api("answerInlineQuery", inline_query_id=query.id, results=[])
    assert late["description"].startswith("Bad Request: query is too old")
    with pytest.raises(NotPossible, match="no such result"):
        inline.choose(sim.world, sim.world.bot(), query.id, "1")

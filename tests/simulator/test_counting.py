"""The short way of sendMessage answers what the long way would have."""

import json
from typing import Any
from urllib.parse import urlencode

import aiohttp
import pytest

from simulator.server import Simulator
from tests.simulator.samples import Api

FIRST = 7_000_000_000
BUTTON = {"inline_keyboard": [[{"text": "Xem", "callback_data": "v:1"}]]}


@pytest.fixture
def crowded(sim: Simulator) -> Simulator:
    sim.crowd(first=FIRST, count=1000, buckets=[{"key": "a", "count": 10}, {"key": "b", "count": 5}])
    return sim


def plain(answer: dict[str, Any]) -> dict[str, Any]:
    """Without what differs between any two messages."""
    return {name: value for name, value in answer["result"].items() if name not in ("message_id", "date")}


@pytest.mark.parametrize(
    "params",
    [
        {"text": "Xin chào"},
        {"text": "<b>Mưa</b> &lt;50&gt; 😀 https://x.vn/a", "parse_mode": "HTML"},
        {"text": "x", "reply_markup": BUTTON},
        {"text": "x", "link_preview_options": {"is_disabled": True}},
        {"text": 'trick "chat_id":5 and \\"chat_id\\":6'},
    ],
)
async def test_both_ways_give_the_same_message(crowded: Simulator, http: Any, params: dict[str, Any]) -> None:
    url = f"{crowded.url}/bot{crowded.token}/sendMessage"
    answers = []
    for more in ({}, {"reply_parameters": {"message_id": 5, "allow_sending_without_reply": True}}):
        async with http.post(url, json={"chat_id": FIRST + 3, **params, **more}) as response:
            answers.append(await response.json())
    form = {name: value if isinstance(value, str) else json.dumps(value) for name, value in params.items()}
    body = urlencode({**form, "chat_id": str(FIRST + 3)})
    async with http.post(url, data=body, headers={"Content-Type": "application/x-www-form-urlencoded"}) as response:
        answers.append(await response.json())
    assert plain(answers[0]) == plain(answers[1]) == plain(answers[2])


async def test_each_chat_counts_in_its_bucket(crowded: Simulator, api: Api) -> None:
    for chat_id in (FIRST, FIRST + 9, FIRST + 10, FIRST + 10, FIRST + 15):
        await api("sendMessage", chat_id=chat_id, text="x")
    [crowd] = crowded.world.crowds.all.values()
    assert (crowd.received, crowd.reached, crowd.twice) == (5, 4, 1)
    assert [(bucket.key, bucket.received, bucket.reached) for bucket in crowd.buckets] == [("a", 2, 2), ("b", 2, 1)]
    assert crowded.journal.per_chat()[FIRST + 10] == 2
    assert crowd.delta() == {"a": 2, "b": 2}
    assert crowd.delta() == {}


async def test_some_of_a_crowd_have_blocked_the_bot(sim: Simulator, api: Api) -> None:
    crowd = sim.crowd(first=FIRST, count=1000, blocked=0.1, deactivated=0.05)
    states = [crowd.state(FIRST + number) for number in range(1000)]
    assert 80 < states.count("blocked") < 120
    assert 30 < states.count("deactivated") < 70
    blocked = await api("sendMessage", chat_id=FIRST + states.index("blocked"), text="x")
    assert blocked["description"] == "Forbidden: bot was blocked by the user"
    gone = await api("sendMessage", chat_id=FIRST + states.index("deactivated"), text="x")
    assert gone["description"] == "Forbidden: user is deactivated"


async def test_what_the_short_way_cannot_take_goes_the_long_way(crowded: Simulator, api: Api) -> None:
    for params, sentence in (
        ({"chat_id": FIRST, "text": ""}, "Bad Request: message text is empty"),
        ({"chat_id": FIRST, "text": "<b>", "parse_mode": "HTML"}, "Bad Request: can't parse entities: Can't find end"),
        ({"chat_id": FIRST + 1000, "text": "x"}, "Bad Request: chat not found"),
    ):
        assert (await api("sendMessage", **params))["description"].startswith(sentence)


async def test_one_connection_carries_both_ways_uploads_and_chunks(crowded: Simulator) -> None:
    async def chunks() -> Any:
        yield b'{"chat_id":'
        yield b"7000000001,"
        yield b'"text":"chunked"}'

    url = f"{crowded.url}/bot{crowded.token}"
    async with aiohttp.ClientSession(connector=aiohttp.TCPConnector(limit=1)) as http:
        for _ in range(3):
            async with http.get(f"{url}/getMe") as response:
                assert response.status == 200
            async with http.post(f"{url}/sendMessage", json={"chat_id": FIRST, "text": "fast"}) as response:
                assert response.status == 200
        form = aiohttp.FormData({"chat_id": str(FIRST)})
        form.add_field("document", b"x" * 300_000, filename="a.bin")
        async with http.post(f"{url}/sendDocument", data=form) as response:
            assert (await response.json())["result"]["document"]["file_size"] == 300_000
        kind = {"Content-Type": "application/json"}
        for text in (chunks(), b'{"chat_id":7000000001,"text":"after"}'):
            async with http.post(f"{url}/sendMessage", data=text, headers=kind) as response:
                assert response.status == 200
    assert len(crowded.journal) == 6


async def test_counting_mode_knows_every_chat(http: Any) -> None:
    async with Simulator(counting=True, latency=0.02) as sim:
        url = f"{sim.url}/bot{sim.token}/sendMessage"
        for chat_id in (1, 99_999_999_999, 1):
            async with http.post(url, json={"chat_id": chat_id, "text": "x"}) as response:
                assert response.status == 200
        everyone = sim.world.crowds.everyone
        assert everyone is not None
        assert (everyone.received, everyone.reached, everyone.twice) == (3, 2, 1)
        async with http.get(f"{sim.url}/sim/stats") as response:
            stats = await response.json()
        assert stats["accepted"] == 3
        assert stats["memory_mb"] > 1
        assert sum(count for _, count in stats["per_second"]) == 3

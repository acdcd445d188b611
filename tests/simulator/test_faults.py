"""Trouble on demand, as a bot meets it."""

import asyncio
from email.message import EmailMessage
from typing import Any

import aiohttp
import aiosmtplib
import pytest

from simulator.server import Simulator
from tests.simulator.samples import PNG, Api


@pytest.fixture(params=["person", "crowd"])
def chat_id(request: pytest.FixtureRequest, sim: Simulator) -> int:
    """A chat of a person, answered the long way, and one of a crowd, answered the short way."""
    if request.param == "crowd":
        sim.crowd(first=7_000_000_000, count=10)
        return 7_000_000_003
    hoa = sim.person(name="Hoa")
    sim.world.private_chat(sim.world.bot(), hoa.account).started = True
    return hoa.id


async def test_a_flood_is_told_with_its_seconds_and_ends(sim: Simulator, api: Api, chat_id: int) -> None:
    sim.faults.add("flood", method="sendMessage", times=2, retry_after=7)
    for _ in range(2):
        answer = await api("sendMessage", chat_id=chat_id, text="x")
        assert answer == {
            "ok": False,
            "error_code": 429,
            "description": "Too Many Requests: retry after 7",
            "parameters": {"retry_after": 7},
        }
    assert (await api("sendMessage", chat_id=chat_id, text="x"))["ok"]
    assert len(sim.journal) == 1
    assert not sim.faults


async def test_an_error_has_the_status_and_words_that_were_asked_for(sim: Simulator, api: Api, chat_id: int) -> None:
    sim.faults.add("error", chat=chat_id, status=403, description="Forbidden: user is deactivated", times=1)
    assert (await api("getMe"))["ok"]
    answer = await api("sendMessage", chat_id=chat_id, text="x")
    assert (answer["error_code"], answer["description"]) == (403, "Forbidden: user is deactivated")


@pytest.mark.parametrize(("kind", "accepted"), [("drop_after", 1), ("drop_before", 0)])
async def test_a_dropped_connection_says_nothing_of_what_was_accepted(
    sim: Simulator, api: Api, chat_id: int, kind: str, accepted: int
) -> None:
    await api("getMe")
    sim.faults.add(kind, times=1, method="sendMessage")
    with pytest.raises(aiohttp.ClientError):
        await api("sendMessage", chat_id=chat_id, text="x")
    assert len(sim.journal) == accepted


async def test_the_front_proxy_answers_in_html(sim: Simulator, http: Any, chat_id: int) -> None:
    sim.faults.add("html", times=1)
    url = f"{sim.url}/bot{sim.token}/sendMessage"
    async with http.post(url, json={"chat_id": chat_id, "text": "x"}) as response:
        assert response.status == 502
        assert "<h1>502 Bad Gateway</h1>" in await response.text()
    assert len(sim.journal) == 0


@pytest.mark.parametrize(("kind", "at_once"), [("delay", 1), ("hold", 0)])
async def test_a_slow_answer_is_accepted_before_or_after_its_wait(
    sim: Simulator, api: Api, chat_id: int, kind: str, at_once: int
) -> None:
    await api("getMe")
    sim.faults.add(kind, seconds=0.6, times=1)
    sending = asyncio.create_task(api("sendMessage", chat_id=chat_id, text="x"))
    await asyncio.sleep(0.1)
    assert len(sim.journal) == at_once
    assert (await sending)["ok"]
    assert len(sim.journal) == 1


async def test_a_restart_refuses_everything_for_a_while_and_cuts_polls(sim: Simulator, api: Api, chat_id: int) -> None:
    poll = asyncio.create_task(api("getUpdates", timeout=30))
    await asyncio.sleep(0.03)
    sim.faults.add("restart", method="sendMessage", seconds=0.15, times=1)
    for answer in (await api("sendMessage", chat_id=chat_id, text="x"), await poll, await api("getMe")):
        assert (answer["error_code"], answer["description"]) == (500, "Internal Server Error: restart")
    await asyncio.sleep(0.16)
    assert (await api("sendMessage", chat_id=chat_id, text="x"))["ok"]


async def test_a_share_strikes_that_often(sim: Simulator, api: Api, chat_id: int) -> None:
    sim.faults.add("flood", share=0.3)
    answers = [await api("sendMessage", chat_id=chat_id, text="x") for _ in range(100)]
    assert 15 < sum(not answer["ok"] for answer in answers) < 45


async def test_a_duplicate_update_comes_with_two_getupdates(sim: Simulator, api: Api) -> None:
    sim.faults.add("duplicate", times=1)
    hoa = sim.person(name="Hoa")
    await hoa.says("x")
    [update] = (await api("getUpdates"))["result"]
    again = (await api("getUpdates", offset=update["update_id"] + 1))["result"]
    assert again == [update]
    assert (await api("getUpdates", offset=update["update_id"] + 2))["result"] == []


async def test_the_parts_of_an_album_come_late_or_in_another_order(sim: Simulator, api: Api) -> None:
    hoa = sim.person(name="Hoa")
    sim.faults.add("shuffle_album", times=1)
    sent = await hoa.sends_album([PNG, PNG, PNG], caption="ba ảnh")
    got = [update["message"]["message_id"] for update in (await api("getUpdates"))["result"]]
    assert sorted(got) == [seen.id for seen in sent] != got
    await api("getUpdates", offset=-1)
    sim.faults.add("late_album", seconds=0.05, times=1)
    await hoa.sends_album([PNG, PNG])
    early = (await api("getUpdates"))["result"]
    assert len(early) == 2
    await asyncio.sleep(0.1)
    both = (await api("getUpdates", offset=early[1]["update_id"]))["result"]
    assert len(both) == 2
    assert len({update["message"]["media_group_id"] for update in both}) == 1


async def test_a_chat_takes_a_burst_and_then_one_a_second(sim: Simulator, api: Api, chat_id: int) -> None:
    sim.flood.change({"on": True, "chat_burst": 3})
    answers = [await api("sendMessage", chat_id=chat_id, text="x") for _ in range(4)]
    assert [answer["ok"] for answer in answers] == [True, True, True, False]
    assert answers[3]["parameters"] == {"retry_after": 1}
    sim.clock.advance(1)
    assert (await api("sendMessage", chat_id=chat_id, text="x"))["ok"]


async def test_a_bot_sends_30_a_second_to_all_and_paid_1000(sim: Simulator, api: Api) -> None:
    sim.crowd(first=7_000_000_000, count=100)
    sim.flood.change({"on": True})
    free = [await api("sendMessage", chat_id=7_000_000_000 + n, text="x") for n in range(40)]
    assert 30 <= sum(answer["ok"] for answer in free) < 40
    paid = [await api("sendMessage", chat_id=7_000_000_050 + n, text="x", allow_paid_broadcast=True) for n in range(40)]
    assert all(answer["ok"] for answer in paid)


async def test_the_mail_gateway_fails_on_demand_and_smtp_with_it(http: Any) -> None:
    async with Simulator(smtp_port=0) as sim:
        sim.faults.add("mail", status=503, times=2)
        letter = {"to": "hoa@example.vn", "subject": "Mã", "text": "123456"}
        async with http.post(f"{sim.url}/mail", json=letter) as response:
            assert response.status == 503
        words = EmailMessage()
        words["From"], words["To"], words["Subject"] = "bot@example.vn", "hoa@example.vn", "Mã"
        with pytest.raises(aiosmtplib.SMTPException):
            await aiosmtplib.send(words, hostname="127.0.0.1", port=sim.smtp_port, start_tls=False)
        assert len(sim.mail) == 0
        async with http.post(f"{sim.url}/mail", json=letter) as response:
            assert response.status == 200


async def test_a_fault_strikes_only_the_method_and_the_chat_it_is_for(sim: Simulator, api: Api) -> None:
    sim.crowd(first=7_000_000_000, count=10)
    hoa = sim.person(name="Hoa")
    await hoa.says("/start")
    sim.faults.add("error", status=500, method="sendMessage", chat=hoa.id, times=2)
    for chat, method, ok in (
        (7_000_000_001, "sendMessage", True),
        (hoa.id, "sendChatAction", True),
        (hoa.id, "sendMessage", False),
        (hoa.id, "sendMessage", False),
        (hoa.id, "sendMessage", True),
    ):
        assert (await api(method, chat_id=chat, text="x", action="typing"))["ok"] is ok


async def test_the_sms_gateway_fails_on_demand(sim: Simulator, http: Any) -> None:
    sim.faults.add("sms", status=503, times=1)
    sim.faults.add("sms", drop=True, times=1)
    letter = {"phone": "+84901234567", "text": "Mã: 123456"}
    async with http.post(f"{sim.url}/sms", json=letter) as response:
        assert response.status == 503
    assert len(sim.sms) == 0
    with pytest.raises(aiohttp.ClientError):
        await http.post(f"{sim.url}/sms", json=letter)
    assert len(sim.sms) == 1

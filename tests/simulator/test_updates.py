"""getUpdates: nothing is lost, nothing is doubled, and two pollers do not go unnoticed."""

import asyncio
from typing import Any

from simulator.server import Simulator
from tests.simulator.samples import Api


async def updates(api: Api, **params: Any) -> list[dict[str, Any]]:
    answer = await api("getUpdates", **params)
    result: list[dict[str, Any]] = answer["result"]
    return result


async def test_an_update_comes_again_until_a_higher_offset_confirms_it(sim: Simulator, api: Api) -> None:
    hoa = sim.person(name="Hoa")
    await hoa.says("một")
    await hoa.says("hai")
    first = await updates(api)
    assert [update["message"]["text"] for update in first] == ["một", "hai"]
    assert await updates(api, offset=first[0]["update_id"]) == first
    assert await updates(api, offset=first[0]["update_id"] + 1) == first[1:]
    assert await updates(api, offset=first[1]["update_id"] + 1) == []
    assert await updates(api, offset=first[1]["update_id"] + 2) == []


async def test_a_negative_offset_keeps_only_the_last_ones(sim: Simulator, api: Api) -> None:
    hoa = sim.person(name="Hoa")
    for text in "abc":
        await hoa.says(text)
    assert [update["message"]["text"] for update in await updates(api, offset=-1)] == ["c"]
    assert len(await updates(api)) == 1


async def test_a_limit_holds_back_the_rest(sim: Simulator, api: Api) -> None:
    hoa = sim.person(name="Hoa")
    for text in "abc":
        await hoa.says(text)
    first = await updates(api, limit=2)
    assert len(first) == 2
    assert len(await updates(api, offset=first[0]["update_id"])) == 3


async def test_who_asks_for_the_same_again_at_once_gets_one_update_and_has_to_wait(sim: Simulator, api: Api) -> None:
    hoa = sim.person(name="Hoa")
    for text in "ab":
        await hoa.says(text)
    assert [len(await updates(api)) for _ in range(2)] == [2, 1]
    sim.world.bot().updates.waiting.clear()
    began = asyncio.get_running_loop().time()
    assert await updates(api) == []
    assert asyncio.get_running_loop().time() - began > 2.9


async def test_a_poll_that_need_not_wait_sends_nobody_away(sim: Simulator, api: Api) -> None:
    waiting = asyncio.create_task(api("getUpdates", timeout=30))
    await asyncio.sleep(0.05)
    assert await updates(api, offset=5) == []
    assert not waiting.done()
    await sim.person(name="Hoa").says("x")
    assert len((await waiting)["result"]) == 1


async def test_a_second_conflict_within_three_seconds_is_told_late(api: Api) -> None:
    loop = asyncio.get_running_loop()
    await api("setWebhook", url="http://127.0.0.1:9/hook")
    began = loop.time()
    assert (await api("getUpdates"))["error_code"] == 409
    assert loop.time() - began < 1
    assert (await api("getUpdates"))["error_code"] == 409
    assert loop.time() - began > 2.9


async def test_a_long_poll_wakes_when_something_comes(sim: Simulator, api: Api) -> None:
    hoa = sim.person(name="Hoa")
    loop = asyncio.get_running_loop()
    began = loop.time()
    poll = asyncio.create_task(updates(api, timeout=30))
    await asyncio.sleep(0.05)
    await hoa.says("/start")
    assert (await poll)[0]["message"]["text"] == "/start"
    assert loop.time() - began < 2


async def test_an_empty_poll_ends_after_its_timeout(api: Api) -> None:
    loop = asyncio.get_running_loop()
    began = loop.time()
    assert await updates(api, timeout=1) == []
    assert 0.9 < loop.time() - began < 2


async def test_the_older_of_two_polls_is_sent_away(sim: Simulator, api: Api) -> None:
    hoa = sim.person(name="Hoa")
    older = asyncio.create_task(api("getUpdates", timeout=30))
    await asyncio.sleep(0.05)
    newer = asyncio.create_task(api("getUpdates", timeout=30))
    answer = await older
    assert (answer["error_code"], answer["description"]) == (
        409,
        "Conflict: terminated by other getUpdates request; make sure that only one bot instance is running",
    )
    await hoa.says("x")
    assert len((await newer)["result"]) == 1


async def test_polling_is_refused_while_a_webhook_is_set(sim: Simulator, api: Api) -> None:
    waiting = asyncio.create_task(api("getUpdates", timeout=30))
    await asyncio.sleep(0.05)
    await api("setWebhook", url="http://127.0.0.1:9/hook")
    assert (await waiting)["description"] == "Conflict: terminated by setWebhook request"
    sim.world.bot().updates.next_conflict = 0.0
    assert (await api("getUpdates"))["description"] == (
        "Conflict: can't use getUpdates method while webhook is active; use deleteWebhook to delete the webhook first"
    )
    assert (await api("deleteWebhook"))["description"] == "Webhook was deleted"
    assert (await api("deleteWebhook"))["description"] == "Webhook is already deleted"
    assert (await api("getUpdates", offset=1))["ok"]


async def test_only_allowed_kinds_come_and_reactions_only_when_asked_for(sim: Simulator, api: Api) -> None:
    hoa = sim.person(name="Hoa")
    await hoa.says("/start")
    await api("sendMessage", chat_id=hoa.id, text="x")
    heard = await hoa.hears("x")
    await hoa.reacts(heard, "👍")
    [first] = await updates(api)
    assert list(first)[1] == "message"
    await updates(api, allowed_updates=["message_reaction"])
    await hoa.reacts(heard, None)
    await hoa.says("not wanted")
    kinds = [list(update)[1] for update in await updates(api, offset=first["update_id"])]
    assert kinds == ["message", "message_reaction"]


async def test_an_old_press_is_not_delivered_any_more_and_a_days_old_message_neither(sim: Simulator, api: Api) -> None:
    hoa = sim.person(name="Hoa")
    await hoa.says("/start")
    await api(
        "sendMessage",
        chat_id=hoa.id,
        text="x",
        reply_markup={"inline_keyboard": [[{"text": "a", "callback_data": "a"}]]},
    )
    await hoa.presses("a")
    first = await updates(api)
    assert len(first) == 2
    sim.clock.advance(151)
    assert [list(update)[1] for update in await updates(api, offset=first[0]["update_id"])] == ["message"]
    sim.clock.advance(24 * 3600)
    assert await updates(api) == []


async def test_update_ids_go_on_rising_after_the_server_was_restarted(tmp_path: Any) -> None:
    last = 0
    for _ in range(2):
        async with Simulator(token="5:a") as sim:
            hoa = sim.person(name="Hoa")
            await hoa.says("x")
            [update] = sim.world.bot().updates.waiting
            assert update > last
            last = update
            await asyncio.sleep(0.3)


async def test_two_bots_share_nothing_but_people(sim: Simulator, http: Any) -> None:
    hoa = sim.person(name="Hoa")
    other = sim.new_token()
    await hoa.says("to the first")
    await hoa.with_bot(other).says("to the second")
    for token, text in ((sim.token, "to the first"), (other, "to the second")):
        async with http.get(f"{sim.url}/bot{token}/getUpdates") as response:
            assert [update["message"]["text"] for update in (await response.json())["result"]] == [text]


async def test_methods_are_found_in_any_case_and_by_get_and_form(sim: Simulator, http: Any) -> None:
    hoa = sim.person(name="Hoa")
    await hoa.says("/start")
    url = f"{sim.url}/bot{sim.token}/SENDMESSAGE"
    async with http.get(url, params={"chat_id": hoa.id, "text": "query"}) as response:
        assert response.status == 200
    async with http.post(url, data={"chat_id": hoa.id, "text": "form"}) as response:
        assert response.status == 200
    await hoa.hears("query")
    await hoa.hears("form")

"""The Official Account as an app meets it: messages with buttons, the window, the plan, and where it says no."""

from typing import Any

import aiohttp
import pytest

from simulator.server import Simulator
from simulator.zalo.person import ZaloPerson
from tests.simulator.samples import PNG
from tests.simulator.zalo_oa import OaApi

HOUR = 3600
MENU = [
    {"title": "Gửi phản ánh", "type": "oa.query.hide", "payload": "menu:feedback"},
    {"title": "Xem cảnh báo", "type": "oa.query.show", "payload": "/canhbao"},
    {"title": "Gọi 1022", "type": "oa.open.phone", "payload": {"phone_code": "1022"}},
]


@pytest.fixture
async def hoa(sim: Simulator) -> ZaloPerson:
    """Somebody who follows the account and has just written to it."""
    person = sim.zalo_person(name="Hoa", phone="+84901234567").on_oa()
    await person.follows()
    await person.says("alo")
    return person


async def test_a_reply_lands_on_the_phone_and_costs_nothing(oa: OaApi, hoa: ZaloPerson) -> None:
    sent = await oa.send(hoa.account.user_id, "Chào bà")
    heard = await hoa.hears("Chào bà")
    assert (sent["error"], sent["data"]["message_id"]) == (0, heard.id)
    assert (sent["data"]["quota"]["quota_type"], sent["data"]["quota"]["remain"]) == ("reply", "7")


async def test_buttons_stand_under_the_message(oa: OaApi, hoa: ZaloPerson) -> None:
    assert await oa.code(hoa.account.user_id, "Ông/Bà muốn làm gì?", buttons=MENU) == 0
    await hoa.hears("muốn làm gì")
    assert hoa.titles == ["Gửi phản ánh", "Xem cảnh báo", "Gọi 1022"]


async def test_after_eight_replies_the_plan_pays(oa: OaApi, hoa: ZaloPerson) -> None:
    kinds = [(await oa.send(hoa.account.user_id, f"Tin {n}"))["data"]["quota"]["quota_type"] for n in range(9)]
    assert kinds == ["reply"] * 8 + ["sub_quota"]


async def test_a_new_message_of_the_person_opens_eight_more(oa: OaApi, hoa: ZaloPerson) -> None:
    for number in range(8):
        await oa.send(hoa.account.user_id, f"Tin {number}")
    await hoa.says("còn đây")
    assert (await oa.send(hoa.account.user_id, "Tin"))["data"]["quota"]["remain"] == "7"


async def test_after_48_hours_the_plan_pays(sim: Simulator, oa: OaApi, hoa: ZaloPerson) -> None:
    sim.clock.advance(49 * HOUR)
    oa.token = sim.zalo.oa.keys.issue()["access_token"]
    assert (await oa.send(hoa.account.user_id, "Tin"))["data"]["quota"]["quota_type"] == "sub_quota"


async def test_a_plan_that_is_used_up_refuses(sim: Simulator, oa: OaApi, hoa: ZaloPerson) -> None:
    sim.zalo.manner.change({"oa_messages": 1, "free_replies": 0})
    assert [await oa.code(hoa.account.user_id, "Tin") for _ in range(2)] == [0, -211]


async def test_after_seven_days_nothing_may_be_written(sim: Simulator, oa: OaApi, hoa: ZaloPerson) -> None:
    sim.clock.advance(8 * 24 * HOUR)
    oa.token = sim.zalo.oa.keys.issue()["access_token"]
    assert await oa.code(hoa.account.user_id, "Tin") == -230


async def test_whoever_never_wrote_is_not_written_to(sim: Simulator, oa: OaApi) -> None:
    silent = sim.zalo_person(name="Bình")
    assert await oa.code(silent.account.user_id, "Tin") == -230


async def test_whoever_blocked_the_account_is_not_reached(oa: OaApi, hoa: ZaloPerson) -> None:
    await hoa.blocks()
    assert await oa.code(hoa.account.user_id, "Tin") == -213


async def test_a_transaction_message_is_for_followers(oa: OaApi, hoa: ZaloPerson) -> None:
    elements = [{"title": "Phản ánh TN-7K3F-92", "subtitle": "Đã xử lý xong"}]
    assert await oa.code(hoa.account.user_id, kind="transaction", elements=elements) == 0
    await hoa.unfollows()
    assert await oa.code(hoa.account.user_id, kind="transaction", elements=elements) == -213


async def test_promotion_rests_at_night(sim: Simulator, oa: OaApi, hoa: ZaloPerson) -> None:
    now = sim.clock.now()
    sim.clock.advance(24 * HOUR - (now + 7 * HOUR) % (24 * HOUR) + 23 * HOUR)  # 23:00 in Việt Nam
    oa.token = sim.zalo.oa.keys.issue()["access_token"]
    assert await oa.code(hoa.account.user_id, kind="promotion", elements=[{"title": "A", "subtitle": "B"}]) == -234


@pytest.mark.parametrize(
    ("text", "payload", "code"),
    [
        ("", {}, -201),
        ("a" * 2001, {}, -210),
        ("a", {"buttons": MENU * 2}, -210),
        ("a", {"buttons": [{**MENU[0], "title": "a" * 101}]}, -210),
        ("a", {"buttons": [{**MENU[0], "payload": "a" * 1001}]}, -210),
        ("a", {"buttons": [{**MENU[0], "type": "oa.query.press"}]}, -201),
        ("a", {"buttons": [{**MENU[2], "payload": {"phone": "1022"}}]}, -201),
        ("", {"template_type": "list", "elements": [{"title": "A", "subtitle": "B"}] * 6}, -210),
        ("", {"template_type": "list", "elements": [{"title": "A"}]}, -201),
        ("", {"template_type": "media", "elements": [{"media_type": "image", "attachment_id": "none"}]}, -201),
    ],
)
async def test_a_message_that_zalo_does_not_take(
    oa: OaApi, hoa: ZaloPerson, text: str, payload: dict[str, Any], code: int
) -> None:
    assert await oa.code(hoa.account.user_id, text, **payload) == code
    assert hoa.heard == []


async def test_nobody_has_such_a_user_id(oa: OaApi) -> None:
    assert await oa.code("2468458835296117922", "Tin") == -201


async def test_an_uploaded_picture_can_be_sent(sim: Simulator, oa: OaApi, hoa: ZaloPerson) -> None:
    form = aiohttp.FormData()
    form.add_field("file", PNG, filename="map.png", content_type="image/png")
    address = f"{sim.url}/zalo-oa/v2.0/oa/upload/image"
    async with oa.http.post(address, data=form, headers={"access_token": oa.token}) as response:
        attachment = (await response.json())["data"]["attachment_id"]
    elements = [{"media_type": "image", "attachment_id": attachment}]
    assert await oa.code(hoa.account.user_id, "Bản đồ", template_type="media", elements=elements) == 0
    shown = (await hoa.hears("Bản đồ")).as_json()["picture"]
    async with oa.http.get(f"{sim.url}{shown}") as file:
        assert await file.read() == PNG


async def test_the_account_can_ask_who_somebody_is(sim: Simulator, oa: OaApi, hoa: ZaloPerson) -> None:
    await hoa.shares_info(address="Tân Biên")
    address = f"{sim.url}/zalo-oa/v3.0/oa/user/detail"
    query = {"data": f'{{"user_id":"{hoa.account.user_id}"}}'}
    async with oa.http.get(address, params=query, headers={"access_token": oa.token}) as response:
        data = (await response.json())["data"]
    assert (data["display_name"], data["user_is_follower"]) == ("Hoa", True)
    assert data["shared_info"]["phone"] == "84901234567"


async def test_the_account_can_ask_what_is_left_of_its_plan(sim: Simulator, oa: OaApi, hoa: ZaloPerson) -> None:
    sim.zalo.manner.change({"oa_messages": 5, "free_replies": 0})
    await oa.send(hoa.account.user_id, "Tin")
    asked = {"quota_owner": "OA", "product_type": "cs", "quota_type": "sub_quota"}
    data = (await oa.post("/zalo-oa/v3.0/oa/quota/message", asked))["data"]
    assert (data["total"], data["remain"]) == (5, 4)


async def test_a_flood_and_an_error_strike_the_account_too(sim: Simulator, oa: OaApi, hoa: ZaloPerson) -> None:
    sim.zalo.faults.add("flood", method="message/cs", times=1)
    sim.zalo.faults.add("error", method="message/cs", chat=hoa.number, status=-211, times=1)
    assert [await oa.code(hoa.account.user_id, "Tin") for _ in range(3)] == [-32, -211, 0]


async def test_a_message_is_accepted_though_the_answer_never_comes(sim: Simulator, oa: OaApi, hoa: ZaloPerson) -> None:
    sim.zalo.faults.add("drop_after", method="message/cs", times=1)
    with pytest.raises(aiohttp.ClientError):
        await oa.send(hoa.account.user_id, "tin")
    await hoa.hears("tin")

"""Mini Apps and login buttons: what is signed can be checked with the bot's token, as Telegram's pages describe."""

import hashlib
import hmac
from typing import Any
from urllib.parse import parse_qs, parse_qsl, urlsplit

import pytest
from aiogram.utils.web_app import safe_parse_webapp_init_data

from simulator import webapps
from simulator.person import Person
from simulator.server import Simulator
from tests.simulator.samples import Api


@pytest.fixture
async def hoa(sim: Simulator) -> Person:
    hoa = sim.person(name="Hoa", username="hoa")
    await hoa.says("/start")
    return hoa


def test_aiogram_believes_the_data_that_a_mini_app_is_opened_with(sim: Simulator, hoa: Person) -> None:
    url = webapps.app_address(sim.world, sim.world.bot(), hoa.account, "https://example.org/app?x=1")
    given = parse_qs(urlsplit(url).fragment)["tgWebAppData"][0]
    user = safe_parse_webapp_init_data(sim.token, given).user
    assert user is not None
    assert (user.id, user.first_name, user.language_code) == (hoa.id, "Hoa", "vi")
    with pytest.raises(ValueError, match="Invalid init data"):
        safe_parse_webapp_init_data(sim.token + "x", given)


def test_a_login_button_tells_the_site_who_came_and_keeps_its_query(sim: Simulator, hoa: Person) -> None:
    url = webapps.login_address(sim.world, sim.world.bot(), hoa.account, "https://example.org/login?next=a")
    facts = dict(parse_qsl(urlsplit(url).query))
    assert facts.pop("next") == "a"
    given = facts.pop("hash")
    key = hashlib.sha256(sim.token.encode()).digest()
    words = "\n".join(f"{name}={facts[name]}" for name in sorted(facts))
    assert given == hmac.new(key, words.encode(), hashlib.sha256).hexdigest()
    assert (facts["id"], facts["username"]) == (str(hoa.id), "hoa")


async def test_what_an_app_sends_reaches_the_bot(sim: Simulator, api: Api, hoa: Person) -> None:
    webapps.send_data(sim.world, hoa.account, sim.world.bot(), "chọn=3", "Mở bản đồ")
    message = (await api("getUpdates", offset=-1))["result"][0]["message"]
    assert message["web_app_data"] == {"data": "chọn=3", "button_text": "Mở bản đồ"}


@pytest.mark.parametrize("button", [{"inline_keyboard": [[{"text": "a"}]]}, {"keyboard": [[{"text": "a"}]]}])
async def test_an_app_is_opened_over_https_or_on_this_machine(api: Api, hoa: Person, button: dict[str, Any]) -> None:
    [[key]] = next(iter(button.values()))
    for url, ok in (("http://example.org/", False), ("https://example.org/", True), ("http://127.0.0.1:8000/", True)):
        key["web_app"] = {"url": url}
        answer = await api("sendMessage", chat_id=hoa.id, text="x", reply_markup=button)
        assert answer["ok"] is ok, answer

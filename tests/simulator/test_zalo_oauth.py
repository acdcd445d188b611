"""OAuth of the Official Account: consent, tokens that expire, and refresh tokens for one use."""

import base64
import hashlib
import hmac
from urllib.parse import parse_qs, urlparse

import aiohttp
import pytest

from simulator.server import Simulator
from tests.simulator.zalo_oa import OaApi

QUOTA = "/zalo-oa/v3.0/oa/quota/message"
VERIFIER = "a-verifier-that-nobody-guesses-0123456789-abcdef"


async def test_a_refresh_gives_new_tokens(sim: Simulator, oa: OaApi) -> None:
    first = sim.zalo.oa.keys.refresh_token
    tokens = await oa.refresh(first)
    assert tokens["refresh_token"] != first
    assert tokens["expires_in"] == "90000"
    oa.token = tokens["access_token"]
    assert (await oa.post(QUOTA, {}))["error"] == 0


async def test_a_refresh_token_is_good_for_one_use(sim: Simulator, oa: OaApi) -> None:
    first = sim.zalo.oa.keys.refresh_token
    assert "access_token" in await oa.refresh(first)
    assert (await oa.refresh(first))["error"] == -14014


async def test_a_refresh_token_is_old_after_three_months(sim: Simulator, oa: OaApi) -> None:
    first = sim.zalo.oa.keys.refresh_token
    sim.clock.advance(91 * 24 * 3600)
    assert (await oa.refresh(first))["error"] == -14014


async def test_a_refresh_whose_answer_is_lost_has_spent_its_token(sim: Simulator, oa: OaApi) -> None:
    first = sim.zalo.oa.keys.refresh_token
    sim.zalo.faults.add("drop_after", method="access_token", times=1)
    with pytest.raises(aiohttp.ClientError):
        await oa.refresh(first)
    assert (await oa.refresh(first))["error"] == -14014


async def test_an_access_token_ends_after_25_hours(sim: Simulator, oa: OaApi) -> None:
    assert (await oa.post(QUOTA, {}))["error"] == 0
    sim.clock.advance(25 * 3600)
    answer = await oa.post(QUOTA, {})
    assert answer["error"] == -216
    assert "expired" in answer["message"]


async def test_an_access_token_that_nobody_gave_is_invalid(oa: OaApi) -> None:
    oa.token = "made-up"
    assert (await oa.post(QUOTA, {}))["error"] == -216


async def test_an_app_may_have_to_prove_its_secret_with_each_call(sim: Simulator, oa: OaApi) -> None:
    sim.zalo.manner.change({"proof": True})
    assert (await oa.post(QUOTA, {}))["error"] == -1241
    oa.proof = hmac.new(sim.zalo.oa.keys.secret_key.encode(), oa.token.encode(), "sha256").hexdigest()
    assert (await oa.post(QUOTA, {}))["error"] == 0


async def test_the_wrong_secret_spends_nothing(sim: Simulator, oa: OaApi) -> None:
    first = sim.zalo.oa.keys.refresh_token
    assert "error" in await oa.grant("wrong", grant_type="refresh_token", refresh_token=first)
    assert "access_token" in await oa.refresh(first)


async def consent(sim: Simulator, oa: OaApi) -> str:
    """The code with which the owner's consent comes back."""
    challenge = base64.urlsafe_b64encode(hashlib.sha256(VERIFIER.encode()).digest()).rstrip(b"=").decode()
    query = {"app_id": sim.zalo.oa.keys.app_id, "redirect_uri": "http://127.0.0.1/back", "code_challenge": challenge}
    address = f"{sim.url}/zalo-oauth/v4/oa/permission"
    async with oa.http.get(address, params={**query, "state": "s"}, allow_redirects=False) as response:
        back = parse_qs(urlparse(response.headers["Location"]).query)
    assert back["state"] == ["s"]
    return back["code"][0]


async def test_consent_gives_a_code_for_tokens_once(sim: Simulator, oa: OaApi) -> None:
    given = {"grant_type": "authorization_code", "code": await consent(sim, oa), "code_verifier": VERIFIER}
    assert "access_token" in await oa.grant(**given)
    assert "error" in await oa.grant(**given)


async def test_a_code_is_worth_nothing_without_its_verifier(sim: Simulator, oa: OaApi) -> None:
    code = await consent(sim, oa)
    assert "error" in await oa.grant(grant_type="authorization_code", code=code, code_verifier="guessed")

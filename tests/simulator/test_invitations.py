"""Invite links, as a bot makes them and as people open them."""

from typing import Any

import pytest

from simulator import groupings
from simulator.chats import Chat
from simulator.composing import NotPossible
from simulator.person import Person
from simulator.server import Simulator
from tests.simulator.samples import Api


@pytest.fixture
def lan(sim: Simulator) -> Person:
    return sim.person(name="Lan")


@pytest.fixture
def hoa(sim: Simulator) -> Person:
    return sim.person(name="Hoa")


@pytest.fixture
def team(sim: Simulator, lan: Person) -> Chat:
    return sim.group(title="Đội trực", members=[lan], bot="administrator")


async def made(api: Api, team: Chat, **facts: Any) -> str:
    answer = await api("createChatInviteLink", chat_id=team.id, **facts)
    assert answer["ok"], answer
    url: str = answer["result"]["invite_link"]
    return url


async def test_a_link_lets_in_as_many_as_it_says(sim: Simulator, api: Api, team: Chat, hoa: Person) -> None:
    url = await made(api, team, name="Tuyển", member_limit=1)
    assert groupings.join_by_link(sim.world, hoa.account, url) is team
    assert team.inside(hoa.id)
    with pytest.raises(NotPossible, match="expired"):
        groupings.join_by_link(sim.world, sim.person(name="Tú").account, url)


async def test_a_link_ends_at_its_time_and_when_it_is_revoked(
    sim: Simulator, api: Api, team: Chat, hoa: Person
) -> None:
    timed = await made(api, team, expire_date=int(sim.clock.now()) + 60)
    revoked = await made(api, team)
    assert (await api("revokeChatInviteLink", chat_id=team.id, invite_link=revoked))["result"]["is_revoked"]
    sim.clock.advance(61)
    for url in (timed, revoked, "https://t.me/+nothing"):
        with pytest.raises(NotPossible, match="expired"):
            groupings.join_by_link(sim.world, hoa.account, url)


async def test_there_is_one_primary_link_and_it_cannot_be_edited(api: Api, team: Chat) -> None:
    first = (await api("exportChatInviteLink", chat_id=team.id))["result"]
    second = (await api("exportChatInviteLink", chat_id=team.id))["result"]
    assert [team.links[url].revoked for url in (first, second)] == [True, False]
    edited = await api("editChatInviteLink", chat_id=team.id, invite_link=second, name="x")
    assert edited["description"] == "Bad Request: CHAT_INVITE_PERMANENT"


async def test_who_asks_to_be_let_in_waits_for_the_bot_which_may_write_to_them(
    sim: Simulator, api: Api, team: Chat, hoa: Person
) -> None:
    url = await made(api, team, creates_join_request=True)
    assert groupings.join_by_link(sim.world, hoa.account, url) is None
    asked = (await api("getUpdates", offset=-1))["result"][0]["chat_join_request"]
    assert (asked["from"]["id"], asked["invite_link"]["invite_link"]) == (hoa.id, url)
    assert (await api("sendMessage", chat_id=asked["user_chat_id"], text="Ai giới thiệu chị?"))["ok"]
    sim.clock.advance(301)
    closed = await api("sendMessage", chat_id=hoa.id, text="x")
    assert closed["description"] == "Forbidden: bot can't initiate conversation with a user"
    assert not team.inside(hoa.id)
    assert (await api("approveChatJoinRequest", chat_id=team.id, user_id=hoa.id))["ok"]
    assert team.inside(hoa.id)
    again = await api("declineChatJoinRequest", chat_id=team.id, user_id=hoa.id)
    assert again["description"] == "Bad Request: USER_ALREADY_PARTICIPANT"


async def test_links_are_for_administrators_of_groups(sim: Simulator, api: Api, team: Chat, hoa: Person) -> None:
    plain = sim.group(title="Nhóm", members=[hoa], bot="member")
    await hoa.says("/start")
    for chat, sentence in (
        (plain.id, "not enough rights to manage chat invite link"),
        (hoa.id, "can't invite members to a private chat"),
    ):
        assert (await api("createChatInviteLink", chat_id=chat))["description"] == f"Bad Request: {sentence}"
    both = await api("createChatInviteLink", chat_id=team.id, creates_join_request=True, member_limit=5)
    assert both["description"].endswith("links requiring administrator approval")

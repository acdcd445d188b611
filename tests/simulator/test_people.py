"""What people can do with a phone, and what the bot hears of it."""

import asyncio
from typing import Any

import pytest

from simulator import acts, groupings, uploads
from simulator.composing import NotPossible, post_in_channel
from simulator.params import Upload
from simulator.server import Simulator
from tests.simulator.samples import PNG, Api


async def last_update(api: Api) -> dict[str, Any]:
    update: dict[str, Any] = (await api("getUpdates", offset=-1))["result"][-1]
    return update


async def test_a_deep_link_starts_with_its_payload(sim: Simulator, api: Api) -> None:
    hoa = sim.person(name="Hoa", language="vi")
    await hoa.starts("invite-7K3F_92")
    message = (await last_update(api))["message"]
    assert message["text"] == "/start invite-7K3F_92"
    assert message["entities"] == [{"type": "bot_command", "offset": 0, "length": 6}]
    assert message["from"]["language_code"] == "vi"
    with pytest.raises(NotPossible):
        await hoa.starts("x" * 65)


async def test_ones_own_contact_bears_ones_id_and_another_does_not(sim: Simulator, api: Api) -> None:
    hoa = sim.person(name="Hoa", phone="+84901234567")
    binh = sim.person(name="Bình", phone="+84907654321")
    await hoa.shares_contact()
    own = {"phone_number": "84901234567", "first_name": "Hoa", "user_id": hoa.id}
    assert (await last_update(api))["message"]["contact"] == own
    await hoa.shares_contact(binh)
    assert (await last_update(api))["message"]["contact"]["user_id"] == binh.id
    await hoa.shares_contact(phone="+84900000000")
    assert "user_id" not in (await last_update(api))["message"]["contact"]


async def test_a_reply_keyboard_types_its_words_or_shares_what_it_asks_for(sim: Simulator, api: Api) -> None:
    hoa = sim.person(name="Hoa", phone="+84901234567")
    await hoa.says("/start")
    rows = [[{"text": "📱 Chia sẻ số", "request_contact": True}], ["Hủy"]]
    await api("sendMessage", chat_id=hoa.id, text="?", reply_markup={"keyboard": rows, "one_time_keyboard": True})
    assert [[key.text for key in row] for row in hoa.keyboard] == [["📱 Chia sẻ số"], ["Hủy"]]
    await hoa.presses("Hủy")
    assert (await last_update(api))["message"]["text"] == "Hủy"
    assert hoa.keyboard == []
    await api("sendMessage", chat_id=hoa.id, text="?", reply_markup={"keyboard": rows})
    await hoa.presses("Chia sẻ")
    assert (await last_update(api))["message"]["contact"]["user_id"] == hoa.id
    await api("sendMessage", chat_id=hoa.id, text=".", reply_markup={"remove_keyboard": True})
    assert hoa.keyboard == []


async def test_a_press_carries_its_message_and_gets_its_answer(sim: Simulator, api: Api) -> None:
    hoa = sim.person(name="Hoa")
    await hoa.says("/start")
    rows = [[{"text": "Duyệt", "callback_data": "approve:1"}, {"text": "Trang", "url": "https://x.vn"}]]
    await api("sendMessage", chat_id=hoa.id, text="Bản nháp", reply_markup={"inline_keyboard": rows})
    press = await hoa.presses("Duyệt")
    query = (await last_update(api))["callback_query"]
    assert (query["data"], query["from"]["id"], query["message"]["text"]) == ("approve:1", hoa.id, "Bản nháp")
    await api("answerCallbackQuery", callback_query_id=query["id"], text="Đã duyệt", show_alert=True)
    answer = await press.answer()
    assert (answer.text, answer.alert) == ("Đã duyệt", True)
    assert (await hoa.presses("Trang")).url == "https://x.vn/"
    await hoa.forges("approve:999")
    assert (await last_update(api))["callback_query"]["data"] == "approve:999"
    with pytest.raises(LookupError):
        await hoa.presses("Không có")


async def test_a_press_on_a_message_that_is_gone_names_it_without_content(sim: Simulator, api: Api) -> None:
    hoa = sim.person(name="Hoa")
    await hoa.says("/start")
    rows = [[{"text": "a", "callback_data": "a"}]]
    sent = (await api("sendMessage", chat_id=hoa.id, text="x", reply_markup={"inline_keyboard": rows}))["result"]
    seen = await hoa.hears("x")
    await api("deleteMessage", chat_id=hoa.id, message_id=sent["message_id"])
    assert hoa.heard == []
    await hoa.forges("a", on=seen)
    assert (await last_update(api))["callback_query"]["message"]["date"] == 0


async def test_each_message_is_heard_once_and_again_when_it_was_edited(sim: Simulator, api: Api) -> None:
    hoa = sim.person(name="Hoa")
    await hoa.says("/start")
    sent = (await api("sendMessage", chat_id=hoa.id, text="Đang gửi 1/2"))["result"]
    seen = await hoa.hears("Đang gửi")
    with pytest.raises(AssertionError):
        await hoa.hears("Đang gửi", timeout=0.05)
    await hoa.hears_nothing(within=0.02)
    await api("editMessageText", chat_id=hoa.id, message_id=sent["message_id"], text="Đang gửi 2/2")
    assert (await hoa.hears("Đang gửi")).text == "Đang gửi 2/2" == seen.text
    assert seen.edited


async def test_what_is_too_long_is_cut_as_clients_cut_it(sim: Simulator, api: Api) -> None:
    hoa = sim.person(name="Hoa")
    await hoa.says("😀" * 5000)
    texts = [update["message"]["text"] for update in (await api("getUpdates"))["result"]]
    assert "".join(texts) == "😀" * 5000
    assert [len(text) for text in texts] == [2048, 2048, 904]


async def test_forwards_replies_edits_places_and_files_arrive_as_such(sim: Simulator, api: Api) -> None:
    hoa = sim.person(name="Hoa")
    binh = sim.person(name="Bình")
    said = await hoa.says("một", forwarded_from=binh)
    assert (await last_update(api))["message"]["forward_origin"]["sender_user"]["id"] == binh.id
    await hoa.says("hai", forwarded_from="Ai đó")
    assert (await last_update(api))["message"]["forward_origin"]["sender_user_name"] == "Ai đó"
    await hoa.says("ba", reply_to=said)
    assert (await last_update(api))["message"]["reply_to_message"]["message_id"] == said.id
    await hoa.edits(said, "bốn")
    assert (await last_update(api))["edited_message"]["text"] == "bốn"
    await hoa.shares_location(11.3, 106.1, accuracy=20)
    assert (await last_update(api))["message"]["location"]["horizontal_accuracy"] == 20
    await hoa.sends_document(b"%PDF", name="đơn.pdf")
    assert (await last_update(api))["message"]["document"]["file_name"] == "đơn.pdf"
    for send in (hoa.sends_voice, hoa.sends_sticker):
        await send()
    await hoa.sends_video(b"x")
    assert "video" in (await last_update(api))["message"]


async def test_a_photo_is_fetched_by_the_bot_byte_for_byte(sim: Simulator, api: Api, http: Any) -> None:
    hoa = sim.person(name="Hoa")
    await hoa.sends_photo(PNG, caption="ngập /xem")
    message = (await last_update(api))["message"]
    assert message["caption_entities"][0]["type"] == "bot_command"
    path = (await api("getFile", file_id=message["photo"][-1]["file_id"]))["result"]["file_path"]
    async with http.get(f"{sim.url}/file/bot{sim.token}/{path}") as response:
        assert await response.read() == PNG
    big = await hoa.sends_document(b"x" * (20 * 1024 * 1024 + 1), name="big.bin")
    assert big.media is not None
    answer = await api("getFile", file_id=big.media["file_id"])
    assert answer["description"] == "Bad Request: file is too big"


async def test_blocking_is_told_and_start_opens_again(sim: Simulator, api: Api) -> None:
    hoa = sim.person(name="Hoa")
    await hoa.says("/start")
    await hoa.blocks()
    change = (await last_update(api))["my_chat_member"]
    assert (change["old_chat_member"]["status"], change["new_chat_member"]["status"]) == ("member", "kicked")
    with pytest.raises(NotPossible):
        await hoa.says("x")
    await hoa.says("/start")
    kinds = [list(update)[1] for update in (await api("getUpdates"))["result"]]
    assert kinds[-2:] == ["my_chat_member", "message"]


async def test_typing_shows_until_a_message_comes(sim: Simulator, api: Api) -> None:
    hoa = sim.person(name="Hoa")
    await hoa.says("/start")
    await api("sendChatAction", chat_id=hoa.id, action="typing")
    assert hoa.typing == "typing"
    await api("sendMessage", chat_id=hoa.id, text="x", disable_notification=True, protect_content=True)
    assert hoa.typing is None
    heard = await hoa.hears("x")
    assert heard.silent
    assert heard.protected
    copied = await api("copyMessage", chat_id=hoa.id, from_chat_id=hoa.id, message_id=heard.id)
    assert copied["description"] == "Bad Request: message has protected content and can't be forwarded"


async def test_the_command_menu_follows_scope_and_language(sim: Simulator, api: Api) -> None:
    hoa, john = sim.person(name="Hoa"), sim.person(name="John", language="en")
    for person in (hoa, john):
        await person.says("/start")

    async def menu(command: str, **where: Any) -> None:
        await api("setMyCommands", commands=[{"command": command, "description": "x"}], **where)

    await menu("all")
    await menu("english", language_code="en")
    assert (list(hoa.commands), list(john.commands)) == (["all"], ["english"])
    await menu("hoa", scope={"type": "chat", "chat_id": hoa.id})
    await menu("private", scope={"type": "all_private_chats"})
    assert (list(hoa.commands), list(john.commands)) == (["hoa"], ["private"])
    await api("deleteMyCommands", scope={"type": "chat", "chat_id": hoa.id})
    assert list(hoa.commands) == ["private"]
    assert (await api("getMyCommands", language_code="en"))["result"][0]["command"] == "english"


async def test_pins_reactions_and_copies_show_on_the_phone(sim: Simulator, api: Api) -> None:
    hoa = sim.person(name="Hoa")
    said = await hoa.says("/start")
    sent = (await api("sendMessage", chat_id=hoa.id, text="Ghim tôi"))["result"]
    await api("pinChatMessage", chat_id=hoa.id, message_id=sent["message_id"])
    assert [seen.text for seen in hoa.pinned] == ["Ghim tôi"]
    assert (await api("getChat", chat_id=hoa.id))["result"]["pinned_message"]["text"] == "Ghim tôi"
    await api("unpinChatMessage", chat_id=hoa.id)
    assert hoa.pinned == []
    await api("setMessageReaction", chat_id=hoa.id, message_id=said.id, reaction=[{"type": "emoji", "emoji": "👍"}])
    assert said.reactions == ["👍"]
    await api("forwardMessage", chat_id=hoa.id, from_chat_id=hoa.id, message_id=said.id)
    assert (await hoa.hears("/start")).view["forwarded_from"] == "Hoa"


async def test_a_group_hears_commands_only_and_an_administrator_everything(sim: Simulator, api: Api) -> None:
    hoa = sim.person(name="Hoa")
    group = sim.group(title="Đội trực", members=[hoa])
    bot = sim.world.bot()
    acts.say(sim.world, hoa.account, bot, "chào nhau", chat_id=group.id)
    acts.say(sim.world, hoa.account, bot, "/xem", chat_id=group.id)
    texts = [update["message"].get("text") for update in (await api("getUpdates"))["result"] if "message" in update]
    assert texts == [None, "/xem"]
    groupings.admit_bot(sim.world, group, bot, "administrator")
    acts.say(sim.world, hoa.account, bot, "nghe hết", chat_id=group.id)
    assert (await last_update(api))["message"]["text"] == "nghe hết"
    await api("sendMessage", chat_id=group.id, text="Chào cả đội")
    member = (await api("getChatMember", chat_id=group.id, user_id=hoa.id))["result"]
    assert member["status"] == "creator"


async def test_a_forum_has_topics_and_a_channel_posts(sim: Simulator, api: Api) -> None:
    forum = sim.group(title="Diễn đàn", members=[sim.person(name="Hoa")], forum=True, bot="administrator")
    assert (await api("createForumTopic", chat_id=forum.id, name=""))[
        "description"
    ] == "Bad Request: name must be non-empty"
    topic = (await api("createForumTopic", chat_id=forum.id, name="Ngập"))["result"]["message_thread_id"]
    sent = (await api("sendMessage", chat_id=forum.id, message_thread_id=topic, text="x"))["result"]
    assert (sent["message_thread_id"], sent["is_topic_message"]) == (topic, True)
    await api("deleteForumTopic", chat_id=forum.id, message_thread_id=topic)
    gone = await api("sendMessage", chat_id=forum.id, message_thread_id=topic, text="x")
    assert gone["description"] == "Bad Request: message thread not found"
    plain = sim.group(title="Nhóm", members=[], bot="administrator")
    refused = await api("createForumTopic", chat_id=plain.id, name="x")
    assert refused["description"] == "Bad Request: the chat is not a forum"
    channel = sim.group(title="Kênh", members=[], type="channel", bot="administrator")
    assert (await api("sendMessage", chat_id=channel.id, text="x"))["result"]["sender_chat"]["id"] == channel.id
    post_in_channel(sim.world, channel, "tin")
    assert (await last_update(api))["channel_post"]["text"] == "tin"


async def test_people_open_topics_write_in_them_and_find_a_closed_one_shut(sim: Simulator, api: Api) -> None:
    hoa, bot = sim.person(name="Hoa", phone="+84901234567"), sim.world.bot()
    forum = sim.group(title="Diễn đàn", members=[hoa], forum=True, bot="administrator")
    topic = groupings.person_opens_topic(sim.world, forum, hoa.account, "Ngập")
    created = (await last_update(api))["message"]
    assert created["forum_topic_created"] == {"name": "Ngập", "icon_color": groupings.COLORS[0]}
    assert (created["message_thread_id"], created["is_topic_message"]) == (topic.id, True)
    here: dict[str, Any] = {"chat_id": forum.id, "thread": topic.id}
    acts.say(sim.world, hoa.account, bot, "Nước tới gối", **here)
    acts.share_location(sim.world, hoa.account, bot, 11.3, 106.1, **here)
    acts.share_contact(sim.world, hoa.account, bot, **here)
    uploads.send_files(sim.world, hoa.account, bot, [Upload("a.png", "image/png", PNG)], **here)
    heard = [update["message"] for update in (await api("getUpdates", offset=-4))["result"]]
    assert [message["message_thread_id"] for message in heard] == [topic.id] * 4
    await api("closeForumTopic", chat_id=forum.id, message_thread_id=topic.id)
    with pytest.raises(NotPossible, match="the topic Ngập is closed"):
        acts.say(sim.world, hoa.account, bot, "Còn ai không?", **here)


async def test_only_administrators_post_in_a_channel(sim: Simulator, api: Api) -> None:
    lan, hoa = sim.person(name="Lan"), sim.person(name="Hoa")
    channel = sim.group(title="Kênh", members=[lan, hoa], type="channel", bot="administrator")
    acts.say(sim.world, lan.account, sim.world.bot(), "Tin mới", chat_id=channel.id)
    post = (await last_update(api))["channel_post"]
    assert (post["sender_chat"]["id"], post["text"], "from" in post) == (channel.id, "Tin mới", False)
    with pytest.raises(NotPossible, match="only administrators post in Kênh"):
        acts.say(sim.world, hoa.account, sim.world.bot(), "Tôi cũng muốn đăng", chat_id=channel.id)


async def test_an_sms_reaches_the_person_with_that_number(sim: Simulator, http: Any) -> None:
    hoa = sim.person(name="Hoa", phone="+84901234567", email="hoa@example.vn")
    waiting = asyncio.create_task(hoa.gets_sms("Mã"))
    await asyncio.sleep(0)
    async with http.post(f"{sim.url}/sms", json={"phone": "+84901234567", "text": "Mã: 123456"}) as response:
        assert await response.json() == {"status": "ok", "id": "1"}
    assert (await waiting).text == "Mã: 123456"
    async with http.post(f"{sim.url}/mail", json={"to": "Hoa@example.vn", "subject": "a", "text": "b"}) as response:
        assert response.status == 200
    assert [mail.subject for mail in hoa.mail] == ["a"]


async def test_a_closed_general_topic_is_shut_for_people(sim: Simulator, api: Api) -> None:
    hoa, bot = sim.person(name="Hoa"), sim.world.bot()
    forum = sim.group(title="Diễn đàn", members=[hoa], forum=True, bot="administrator")
    acts.say(sim.world, hoa.account, bot, "mở", chat_id=forum.id)
    await api("hideGeneralForumTopic", chat_id=forum.id)
    with pytest.raises(NotPossible, match="the topic General is closed"):
        acts.say(sim.world, hoa.account, bot, "đóng", chat_id=forum.id)
    again = await api("closeGeneralForumTopic", chat_id=forum.id)
    assert again["description"] == "Bad Request: TOPIC_NOT_MODIFIED"
    await api("reopenGeneralForumTopic", chat_id=forum.id)
    acts.say(sim.world, hoa.account, bot, "lại mở", chat_id=forum.id)

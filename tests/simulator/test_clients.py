"""Two well-known clients understand every answer: aiogram, which checks it, and python-telegram-bot."""

import re
from collections.abc import AsyncIterator
from typing import Any

import aiogram
import aiogram.methods
import pytest
import telegram
from aiogram.client.session.aiohttp import AiohttpSession
from aiogram.client.telegram import TelegramAPIServer
from aiogram.types import BufferedInputFile, InputMediaPhoto

from simulator import groupings, inline, payments
from simulator.methods.all import METHODS
from simulator.methods.call import run
from simulator.params import Params
from simulator.person import Person
from simulator.server import Simulator
from tests.simulator.samples import PNG

BUTTONS = {"inline_keyboard": [[{"text": "Xem", "callback_data": "v", "style": "primary"}]]}
PERMISSIONS = {"can_send_messages": False}


INVOICE: dict[str, Any] = {
    "title": "Lệ phí",
    "description": "Cấp bản sao",
    "payload": "hs-12",
    "currency": "XTR",
    "prices": [{"label": "Bản sao", "amount": 15}],
}


class Cast:
    """A person, a forum where the bot is an administrator, and messages of each sort to act on."""

    def __init__(self, sim: Simulator, hoa: Person) -> None:
        self.sim = sim
        self.hoa = hoa
        binh, minh = sim.person(name="Bình"), sim.person(name="Minh")
        self.forum = sim.group(title="Đội", members=[hoa, binh, minh], forum=True, bot="administrator")
        self.other = binh.id
        self.risen = minh.id
        self.channel = sim.group(title="Kênh", members=[hoa], type="channel").id

    async def calls(self) -> dict[str, dict[str, Any]]:
        """What each method is called with, beside its chat."""
        said = await self.hoa.says("/start")
        photo = await self.hoa.sends_photo(PNG)
        assert photo.media is not None
        file_id = photo.media["file_id"]
        in_group = {"chat_id": self.forum.id}
        member = in_group | {"user_id": self.other}
        text = await self.own("sendMessage", text="x", reply_markup=BUTTONS)
        bare = await self.own("sendMessage", text="x")
        live = await self.own("sendLocation", latitude=11.3, longitude=106.1, live_period=600)
        still = await self.own("sendLocation", latitude=11.3, longitude=106.1, live_period=600)
        poll = await self.own("sendPoll", question="?", options=["a", "b"])
        picture = await self.own("sendPhoto", photo=file_id, caption="x")
        press = await self.hoa.presses("Xem")
        assert press.record is not None
        topics = {name: (await self.topic())["message_thread_id"] for name in ("edit", "close", "delete", "unpin")}
        closed = (await self.topic())["message_thread_id"]
        self.forum.topics[closed].closed = True
        links = [await self.link() for _ in range(2)]
        asking = await self.asking()
        asked = inline.ask(self.sim.world, self.hoa.account, self.sim.world.bot(), "mưa")
        paying, paid = await self.pays(), await self.has_paid()
        commands = [{"command": "xem", "description": "Xem"}]
        doomed = await self.own("sendMessage", text="doomed")
        many = [await self.own("sendMessage", text="many") for _ in range(2)]
        copy = {"from_chat_id": self.hoa.id}
        named = {"chat_id": self.hoa.id}
        place = {"latitude": 11.3, "longitude": 106.1}
        files = ("photo", "document", "video", "voice", "audio", "animation", "sticker", "video_note")
        return {f"send{kind.title().replace('_', '')}": named | {kind: file_id} for kind in files} | {
            "sendMessage": named
            | {"text": "<b>x</b>", "parse_mode": "HTML", "reply_parameters": {"message_id": said.id}},
            "sendMediaGroup": named | {"media": [{"type": "photo", "media": file_id} for _ in range(2)]},
            "sendLocation": named | place,
            "sendVenue": named | place | {"title": "UBND", "address": "Xã"},
            "sendContact": named | {"phone_number": "+84901234567", "first_name": "Hoa"},
            "sendDice": named,
            "sendPoll": named | {"question": "?", "options": ["a", "b"]},
            "sendChatAction": named | {"action": "typing"},
            "copyMessage": named | copy | {"message_id": said.id},
            "forwardMessage": named | copy | {"message_id": said.id},
            "copyMessages": named | copy | {"message_ids": [said.id]},
            "forwardMessages": named | copy | {"message_ids": [said.id]},
            "editMessageText": named | {"message_id": text, "text": "y"},
            "editMessageReplyMarkup": named | {"message_id": bare, "reply_markup": BUTTONS},
            "editMessageCaption": named | {"message_id": picture, "caption": "y"},
            "editMessageMedia": named | {"message_id": picture, "media": {"type": "document", "media": file_id}},
            "editMessageLiveLocation": named | {"message_id": live, "latitude": 11.4, "longitude": 106.2},
            "stopMessageLiveLocation": named | {"message_id": still},
            "stopPoll": named | {"message_id": poll},
            "deleteMessage": named | {"message_id": doomed},
            "deleteMessages": named | {"message_ids": many},
            "pinChatMessage": named | {"message_id": text},
            "unpinChatMessage": named | {"message_id": text},
            "unpinAllChatMessages": named,
            "setMessageReaction": named | {"message_id": said.id, "reaction": [{"type": "emoji", "emoji": "👍"}]},
            "answerCallbackQuery": {"callback_query_id": press.record.id, "text": "x"},
            "setMyCommands": {"commands": commands, "scope": {"type": "chat", "chat_id": self.hoa.id}},
            "getMyCommands": {"scope": {"type": "chat", "chat_id": self.hoa.id}},
            "deleteMyCommands": {},
            "setChatMenuButton": named | {"menu_button": {"type": "commands"}},
            "getChatMenuButton": named,
            "getFile": {"file_id": file_id},
            "getUpdates": {},
            "setWebhook": {"url": "http://127.0.0.1:9/hook"},
            "getWebhookInfo": {},
            "deleteWebhook": {},
            "getMe": {},
            "setMyName": {"name": "Bot", "language_code": "vi"},
            "getMyName": {},
            "setMyDescription": {"description": "x"},
            "getMyDescription": {},
            "setMyShortDescription": {"short_description": "x"},
            "getMyShortDescription": {},
            "setMyDefaultAdministratorRights": {},
            "getMyDefaultAdministratorRights": {},
            "getChat": in_group,
            "getChatMember": member,
            "getChatAdministrators": in_group,
            "getChatMemberCount": in_group,
            "getUserProfilePhotos": {"user_id": self.hoa.id},
            "setChatTitle": in_group | {"title": "Đội mới"},
            "setChatDescription": in_group | {"description": "x"},
            "setChatPermissions": in_group | {"permissions": PERMISSIONS},
            "restrictChatMember": member | {"permissions": PERMISSIONS},
            "promoteChatMember": in_group | {"user_id": self.risen, "can_pin_messages": True},
            "banChatMember": member,
            "unbanChatMember": member,
            "createForumTopic": in_group | {"name": "Chủ đề"},
            "editForumTopic": in_group | {"message_thread_id": topics["edit"], "name": "Khác"},
            "closeForumTopic": in_group | {"message_thread_id": topics["close"]},
            "reopenForumTopic": in_group | {"message_thread_id": closed},
            "deleteForumTopic": in_group | {"message_thread_id": topics["delete"]},
            "unpinAllForumTopicMessages": in_group | {"message_thread_id": topics["unpin"]},
            "editGeneralForumTopic": in_group | {"name": "Chung"},
            "closeGeneralForumTopic": in_group,
            "reopenGeneralForumTopic": in_group,
            "hideGeneralForumTopic": in_group,
            "unhideGeneralForumTopic": in_group,
            "unpinAllGeneralForumTopicMessages": in_group,
            "setChatAdministratorCustomTitle": in_group | {"user_id": self.risen, "custom_title": "Trưởng ca"},
            "setChatPhoto": in_group | {"photo": BufferedInputFile(PNG, "a.png")},
            "deleteChatPhoto": in_group,
            "banChatSenderChat": in_group | {"sender_chat_id": self.channel},
            "unbanChatSenderChat": in_group | {"sender_chat_id": self.channel},
            "exportChatInviteLink": in_group,
            "createChatInviteLink": in_group,
            "editChatInviteLink": in_group | {"invite_link": links[0], "name": "x"},
            "revokeChatInviteLink": in_group | {"invite_link": links[1]},
            "approveChatJoinRequest": in_group | {"user_id": asking[0]},
            "declineChatJoinRequest": in_group | {"user_id": asking[1]},
            "answerInlineQuery": {"inline_query_id": asked.id, "results": []},
            "sendInvoice": named | INVOICE,
            "answerPreCheckoutQuery": {"pre_checkout_query_id": paying.id, "ok": False, "error_message": "Hết hàng"},
            "refundStarPayment": {"user_id": self.hoa.id, "telegram_payment_charge_id": paid},
            "leaveChat": in_group,
            "logOut": {},
            "close": {},
        }

    async def pays(self) -> payments.Checkout:
        bot = self.sim.world.bot()
        return payments.pay(self.sim.world, self.hoa.account, bot, await self.own("sendInvoice", **INVOICE))

    async def has_paid(self) -> str:
        """The charge that Telegram gave to a payment."""
        bot = self.sim.world.bot()
        payments.settle(self.sim.world, bot, await self.pays(), agreed=True, reason="")
        return next(iter(bot.payments))

    async def link(self, **facts: Any) -> str:
        made = await self.call("createChatInviteLink", chat_id=self.forum.id, **facts)
        return str(made["invite_link"])

    async def asking(self) -> list[int]:
        """Two people who wait to be let in."""
        waiting = [self.sim.person(name=name) for name in ("Tú", "Tư")]
        url = await self.link(creates_join_request=True)
        for person in waiting:
            groupings.join_by_link(self.sim.world, person.account, url)
        return [person.id for person in waiting]

    async def own(self, method: str, **params: Any) -> int:
        """The id of a new message of the bot's."""
        result = await self.call(method, chat_id=self.hoa.id, **params)
        message_id: int = result["message_id"]
        return message_id

    async def topic(self) -> dict[str, Any]:
        return await self.call("createForumTopic", chat_id=self.forum.id, name="Chủ đề")

    async def call(self, method: str, **params: Any) -> dict[str, Any]:
        result: dict[str, Any] = await run(self.sim.world, self.sim.world.bot(), method, Params(params))
        return result


@pytest.fixture
async def cast(sim: Simulator) -> Cast:
    return Cast(sim, sim.person(name="Hoa", phone="+84901234567"))


@pytest.fixture
async def aiogram_bot(sim: Simulator) -> AsyncIterator[aiogram.Bot]:
    session = AiohttpSession(api=TelegramAPIServer.from_base(sim.url))
    async with aiogram.Bot(sim.token, session=session) as bot:
        yield bot


@pytest.fixture
async def ptb_bot(sim: Simulator, monkeypatch: pytest.MonkeyPatch) -> AsyncIterator[telegram.Bot]:
    monkeypatch.setenv("PTB_TIMEDELTA", "true")
    bot = telegram.Bot(sim.token, base_url=f"{sim.url}/bot", base_file_url=f"{sim.url}/file/bot")
    async with bot:
        yield bot


async def test_aiogram_understands_every_answer(cast: Cast, aiogram_bot: aiogram.Bot) -> None:
    calls = await cast.calls()
    assert {name.lower() for name in calls} == set(METHODS)
    for name, params in calls.items():
        model = getattr(aiogram.methods, name[0].upper() + name[1:])
        await aiogram_bot(model(**params))


OTHER_BUTTON = telegram.InlineKeyboardButton("Khác", callback_data="k")
# What python-telegram-bot names in its own way.
PTB_PARAMS: dict[str, dict[str, Any]] = {
    "sendMediaGroup": {"media": [telegram.InputMediaPhoto(PNG), telegram.InputMediaPhoto(PNG)]},
    "editMessageMedia": {"media": telegram.InputMediaDocument(b"%PDF", filename="a.pdf")},
    "setChatPermissions": {"permissions": telegram.ChatPermissions()},
    "restrictChatMember": {"permissions": telegram.ChatPermissions()},
    "setMyCommands": {"commands": [("xem", "Xem")], "scope": None},
    "getMyCommands": {"scope": None},
    "setChatMenuButton": {"menu_button": telegram.MenuButtonCommands()},
    "setMessageReaction": {"reaction": "👍"},
    "setChatPhoto": {"photo": PNG},
    "sendInvoice": {"prices": [telegram.LabeledPrice("a", 5)]},
    "sendMessage": {"reply_parameters": None},
    "editMessageReplyMarkup": {"reply_markup": telegram.InlineKeyboardMarkup.from_button(OTHER_BUTTON)},
    "stopPoll": {},
}


async def test_python_telegram_bot_understands_every_answer(cast: Cast, ptb_bot: telegram.Bot) -> None:
    calls = await cast.calls()
    for name, params in calls.items():
        if name in ("close", "logOut"):
            continue
        given = params | PTB_PARAMS.get(name, {})
        call = getattr(ptb_bot, re.sub(r"([A-Z])", r"_\1", name).lower())
        await call(**given)


async def test_both_upload_and_download(cast: Cast, ptb_bot: telegram.Bot, aiogram_bot: aiogram.Bot) -> None:
    await cast.hoa.says("/start")
    by_ptb = await ptb_bot.send_photo(cast.hoa.id, PNG, caption="ảnh")
    assert bytes(await (await ptb_bot.get_file(by_ptb.photo[-1].file_id)).download_as_bytearray()) == PNG
    by_aiogram = await aiogram_bot.send_document(cast.hoa.id, BufferedInputFile("đơn".encode(), "đơn.pdf"))
    assert by_aiogram.document is not None
    assert by_aiogram.document.file_name == "đơn.pdf"
    content = await aiogram_bot.download(by_aiogram.document)
    assert content is not None
    assert content.read().decode() == "đơn"
    album = [InputMediaPhoto(media=BufferedInputFile(PNG, f"{n}.png")) for n in range(3)]
    sent = await aiogram_bot.send_media_group(cast.hoa.id, album)  # type: ignore[arg-type]
    assert len({message.media_group_id for message in sent}) == 1


async def test_ptb_makes_the_right_error_of_each_refusal(sim: Simulator, cast: Cast, ptb_bot: telegram.Bot) -> None:
    from telegram.error import BadRequest, Conflict, Forbidden, NetworkError, RetryAfter, TimedOut

    hoa = cast.hoa
    for error, fault in (
        (RetryAfter, {"kind": "flood"}),
        (NetworkError, {"kind": "html"}),
        (NetworkError, {"kind": "drop_after"}),
        (NetworkError, {"kind": "error", "status": 500}),
        (Conflict, {"kind": "error", "status": 409}),
        (Forbidden, {"kind": "error", "status": 403}),
        (BadRequest, {"kind": "error", "status": 400}),
        (TimedOut, {"kind": "delay", "seconds": 0.4}),
    ):
        await hoa.says("/start")
        sim.faults.add(times=1, **fault)
        with pytest.raises(error):
            await ptb_bot.send_message(hoa.id, "x", read_timeout=0.2)

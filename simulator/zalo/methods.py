"""The methods of the Bot Platform: what they take, what they answer, and when they say no.

There are eleven, and no others: nothing on this platform edits, deletes, shows a button or asks for a place.
"""

import json
import re
from collections.abc import Awaitable, Callable
from dataclasses import dataclass
from typing import Any
from urllib.parse import urlparse

from simulator.params import Params
from simulator.shapes import Json
from simulator.utf16 import length
from simulator.zalo import fetching, sending, styles
from simulator.zalo.bots import ZaloBot, day_of
from simulator.zalo.messages import ZaloMessage
from simulator.zalo.refusals import ZaloRefusal
from simulator.zalo.webhooks import ZaloWebhook
from simulator.zalo.world import Zalo

TEXT_LIMIT = 2000
DEFAULT_POLL = 30
LONGEST_POLL = 120
TYPING_SECONDS = 5.0
ACTIONS = ("typing", "upload_photo")
LOOPBACK = ("127.0.0.1", "localhost", "::1")
STYLE = re.compile(r"[biusc]|code|quote|f_\d{1,2}|c_[0-9a-f]{6}")


@dataclass(frozen=True, slots=True)
class ZaloCall:
    zalo: Zalo
    bot: ZaloBot
    params: Params
    listening: Callable[[], bool]

    def text(self, name: str) -> str:
        """A string; raises when it is missing or is something else."""
        value = self.params.fields.get(name)
        if not isinstance(value, str) or not value:
            raise ZaloRefusal(400, f"{name} is missing")
        return value

    def address(self, name: str) -> str:
        """An address of the web."""
        value = self.text(name)
        if urlparse(value).scheme not in ("http", "https") or not urlparse(value).hostname:
            raise ZaloRefusal(400, f"{name} must be a public address")
        return value


async def get_me(call: ZaloCall) -> Json:
    return call.bot.as_me()


async def get_updates(call: ZaloCall) -> Json:
    if call.bot.webhook is not None:
        raise ZaloRefusal(400, "a webhook is set")
    try:
        seconds = float(call.params.fields.get("timeout", DEFAULT_POLL))
    except (TypeError, ValueError, OverflowError):
        raise ZaloRefusal(400, "timeout must be a number") from None
    event = await call.bot.incoming.take(max(0.0, min(seconds, LONGEST_POLL)), call.listening)
    if event is None:
        raise ZaloRefusal(500 if call.zalo.clock.now() < call.zalo.restarting_until else 408)
    return event


async def set_webhook(call: ZaloCall) -> Json:
    url, secret = call.address("url"), call.text("secret_token")
    if urlparse(url).scheme != "https" and urlparse(url).hostname not in LOOPBACK:
        raise ZaloRefusal(400, "url must be https")
    if not 8 <= len(secret) <= 256:
        raise ZaloRefusal(400, "secret_token must have 8 to 256 characters")
    if call.bot.webhook is not None:
        await call.bot.webhook.stop()
    webhook = call.bot.webhook = ZaloWebhook(call.zalo, call.bot, url, secret)
    webhook.start()
    call.zalo.tell_bot(call.bot)
    return {**webhook.info(), "verification": await webhook.verify()}


async def test_webhook(call: ZaloCall) -> Json:
    today = day_of(call.zalo.clock.now())
    call.bot.tests[today] = call.bot.tests.get(today, 0) + 1
    if call.bot.tests[today] > call.zalo.manner.tests_a_day:
        raise ZaloRefusal(426, "daily limit of testWebhook", number_named="errorCode")
    if call.bot.webhook is None:
        raise ZaloRefusal(404)
    return await call.bot.webhook.verify()


async def delete_webhook(call: ZaloCall) -> Json:
    if call.bot.webhook is not None:
        await call.bot.webhook.stop()
        call.bot.webhook = None
        call.zalo.tell_bot(call.bot)
    return {"url": "", "updated_at": int(call.zalo.clock.now() * 1000)}


async def get_webhook_info(call: ZaloCall) -> Json:
    if call.bot.webhook is None:
        raise ZaloRefusal(404)
    return call.bot.webhook.info()


async def send_message(call: ZaloCall) -> Json:
    return sending.send(call.zalo, call.bot, call.text("chat_id"), text_message(call), "sendMessage")


def text_message(call: ZaloCall) -> ZaloMessage:
    raw = measured(call.text("text"), "text")
    return text(call, raw, *read_styles(call, raw))


def measured(written: str, name: str) -> str:
    if not 1 <= length(written) <= TEXT_LIMIT:
        raise ZaloRefusal(400, f"{name} must have 1 to {TEXT_LIMIT} characters")
    return written


def read_styles(call: ZaloCall, raw: str) -> tuple[str, list[Json]]:
    mode, given = call.params.fields.get("parse_mode"), from_json(call.params.fields.get("text_styles"))
    if mode not in (None, "markdown", "html"):
        raise ZaloRefusal(400, "parse_mode must be markdown or html")
    if given is not None and not (isinstance(given, list) and all(is_style(one, raw) for one in given)):
        raise ZaloRefusal(400, "text_styles is not a list of start, len and st")
    if mode is None:
        return raw, given or []
    return styles.markdown(raw) if mode == "markdown" else styles.html(raw)


def from_json(given: Any) -> Any:
    """In a form or a query a list comes as JSON in a string."""
    try:
        return json.loads(given) if isinstance(given, str) else given
    except ValueError:
        raise ZaloRefusal(400, "text_styles is not JSON") from None


def is_style(given: Any, raw: str) -> bool:
    if not isinstance(given, dict) or not isinstance(given.get("st"), list):
        return False
    start, size = given.get("start"), given.get("len")
    if not isinstance(start, int) or not isinstance(size, int) or start < 0 or size < 1:
        return False
    return start + size <= length(raw) and all(isinstance(one, str) and STYLE.fullmatch(one) for one in given["st"])


def text(call: ZaloCall, raw: str, read: str, worn: list[Json]) -> ZaloMessage:
    return ZaloMessage(call.zalo.message_id(), call.zalo.clock.now(), out=False, text=read, raw=raw, styles=worn)


async def send_photo(call: ZaloCall) -> Json:
    address = call.address("photo")
    caption = call.params.fields.get("caption")
    raw = measured(str(caption), "caption") if caption is not None else ""
    to = sending.recipient(call.zalo, call.bot, call.text("chat_id"))
    picture = await fetching.open_photo(call.zalo, address)
    read, worn = read_styles(call, raw)
    message = text(call, raw, read, worn)
    message.kind, message.picture, message.link = "image", picture, address
    return sending.accept(call.zalo, call.bot, to, message, "sendPhoto")


async def send_sticker(call: ZaloCall) -> Json:
    return send_link(call, "sticker", call.text("sticker"), "sendSticker")


async def send_voice(call: ZaloCall) -> Json:
    address = call.address("voice_url")
    if not urlparse(address).path.endswith(".aac"):
        raise ZaloRefusal(400, "voice_url must name an .aac file")
    return send_link(call, "voice", address, "sendVoice")


def send_link(call: ZaloCall, kind: str, link: str, method: str) -> Json:
    message = ZaloMessage(call.zalo.message_id(), call.zalo.clock.now(), out=False, kind=kind, link=link)
    return sending.send(call.zalo, call.bot, call.text("chat_id"), message, method)


async def send_chat_action(call: ZaloCall) -> Json:
    if call.text("action") not in ACTIONS:
        raise ZaloRefusal(400, "action must be typing")
    to = sending.recipient(call.zalo, call.bot, call.text("chat_id"), counted=False)
    if to.chat is not None:
        to.chat.typing_until = call.zalo.clock.now() + TYPING_SECONDS
        call.zalo.tell_chat(to.chat)
    return {"ok": True}


METHODS: dict[str, Callable[[ZaloCall], Awaitable[Json]]] = {
    "getMe": get_me,
    "getUpdates": get_updates,
    "setWebhook": set_webhook,
    "testWebhook": test_webhook,
    "deleteWebhook": delete_webhook,
    "getWebhookInfo": get_webhook_info,
    "sendMessage": send_message,
    "sendPhoto": send_photo,
    "sendSticker": send_sticker,
    "sendVoice": send_voice,
    "sendChatAction": send_chat_action,
}

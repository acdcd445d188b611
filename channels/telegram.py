"""Telegram as a channel: what we say becomes calls of the Bot API, what people do there becomes our words.

Replies go through PTB's `Bot` on one lane; a broadcast's message is built once and sent as bytes on the other.
"""

import asyncio
import json
import logging
import re
import time

from telegram import Bot
from telegram.constants import BotCommandScopeType, CallbackQueryLimit
from telegram.error import TelegramError

from channels.fate import Fate, NotSent
from channels.incoming import Incoming
from channels.length import length
from channels.message import Acknowledge, Menu, Outgoing, Say
from channels.pace import ChatPace, Pace
from channels.telegram_errors import classify_exception
from channels.telegram_http import LaneRequest, RawClient, result_of
from channels.telegram_markup import CAPTION, TEXT, as_json
from channels.telegram_replies import Draw, Replies
from channels.telegram_updates import CHANNEL, read
from domain.wording import shorten

_STAND_IN = "0:the-lane-knows"
_REPLY = b'"reply_parameters":{"message_id":%d,"allow_sending_without_reply":true},'
_SENT = re.compile(rb'\{"ok":true,"result":\{"message_id":(\d+)')

# PTB writes the text of every message at DEBUG.
logging.getLogger("telegram").setLevel(logging.WARNING)


class Telegram:
    """The `Channel` of Telegram. `draw` turns a picture's subject into the bytes of a PNG or JPEG when it is sent.

    `pace` is that of the broadcasts, which make room for replies; `chats` that of each chat.
    """

    name = CHANNEL

    def __init__(
        self,
        replies: RawClient,
        broadcasts: RawClient,
        *,
        draw: Draw,
        paid: bool = False,
        pace: Pace | None = None,
        chats: ChatPace | None = None,
    ) -> None:
        self._replies = replies
        self._broadcasts = broadcasts
        self._paid = paid
        self._pace = pace or Pace(None)
        self._chats = chats or ChatPace()
        lane = LaneRequest(replies)
        self._bot = Bot(_STAND_IN, request=lane, get_updates_request=lane)
        self._to_one = Replies(self._bot, replies, draw)
        self._username: str | None = None

    async def username(self) -> str:
        """The bot's own name, asked for once; also what tells our commands in a group from another bot's."""
        if self._username is None:
            self._username = str((await self._replies.post("getMe"))["username"])
        return self._username

    async def introduce(self, name: str, *, description: str, short: str) -> None:
        """What people see before they start. Only what differs is changed: Telegram allows few changes a day."""
        for field, method, wanted in (
            ("name", "MyName", name),
            ("description", "MyDescription", description),
            ("short_description", "MyShortDescription", short),
        ):
            present = await self._replies.post(f"get{method}")
            if present[field] != wanted:
                await self._replies.post(f"set{method}", json.dumps({field: wanted}).encode())

    def read(self, raw: bytes) -> Incoming | None:
        """`telegram_updates.read`, with our own name once it is known."""
        return read(raw, bot=self._username)

    async def send(self, address: str, message: Outgoing) -> str | None:
        """Deliver on the lane of the replies. What is too long for one message is several."""
        try:
            match message:
                case Say():
                    await self._turn(address)
                    return await self._to_one.say(int(address), message)
                case Acknowledge():
                    await self._acknowledge(message)
                case Menu():
                    await self._menu(int(address), message)
                case _:
                    raise TypeError(f"Telegram does not carry {type(message).__name__}")
        except TelegramError as error:
            raise classify_exception(error) from None
        return None

    def prepare(self, message: Say) -> bytes:
        """The method's name and its body without the chat. Raises `ValueError` for what is not one message.

        That is: a text too long, or a picture that Telegram does not hold yet.
        """
        picture = message.picture
        if length(message.text) > (TEXT if picture is None else CAPTION) or (picture and picture.file is None):
            raise ValueError("a message to many is one message, and its picture one that Telegram holds")
        method = "sendMessage" if picture is None else "sendPhoto"
        fields = as_json(message)
        if self._paid:
            fields = {**fields, "allow_paid_broadcast": True}
        return f"{method} {json.dumps(fields, ensure_ascii=False)}".encode()

    async def tell(self, address: str, prepared: bytes, *, reply_to: str | None = None) -> str | None:
        """One POST on the lane of the broadcasts. A message to reply to that is gone stops nothing."""
        method, _, fields = prepared.partition(b" ")
        reply = _REPLY % int(reply_to) if reply_to else b""
        status, answer = await self._broadcasts.exchange(
            method.decode(), b'{"chat_id":%d,%b%b' % (int(address), reply, fields[1:])
        )
        sent = _SENT.match(answer) if status == 200 else None
        return sent[1].decode() if sent else str(result_of(status, answer)["message_id"])

    async def download(self, file: str, most_bytes: int) -> bytes:
        """A file that someone sent. `NotSent` (CONTENT): larger than `most_bytes`, or than Telegram's 20 MB."""
        held = await self._replies.post("getFile", json.dumps({"file_id": file}).encode())
        if held.get("file_size", 0) > most_bytes:
            raise NotSent(Fate.CONTENT, "file is too big")
        return await self._replies.fetch(held["file_path"], most_bytes)

    async def _turn(self, address: str) -> None:
        """A reply waits for its own chat, and for nobody else; the broadcasts make room for it."""
        wait = self._chats.turn(address, time.monotonic(), group=address.startswith("-"))
        if wait:
            await asyncio.sleep(wait)
        self._pace.spend(time.monotonic())

    async def _acknowledge(self, acknowledge: Acknowledge) -> None:
        words = shorten(acknowledge.text, CallbackQueryLimit.ANSWER_CALLBACK_QUERY_TEXT_LENGTH)
        await self._bot.answer_callback_query(acknowledge.press, words or None, show_alert=acknowledge.alert)

    async def _menu(self, chat: int, menu: Menu) -> None:
        commands = [{"command": name, "description": words} for name, words in menu.commands]
        scope = {"type": BotCommandScopeType.CHAT, "chat_id": chat}
        if commands:
            await self._replies.post("setMyCommands", json.dumps({"commands": commands, "scope": scope}).encode())
        else:
            await self._replies.post("deleteMyCommands", json.dumps({"scope": scope}).encode())

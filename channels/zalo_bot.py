"""The Zalo Bot Platform as a channel: text and pictures, to people who have written before; no buttons and no edits.

Pictures go by address only: `link` says where ours can be fetched, for a while. A file goes as words with its address.
"""

import json
from dataclasses import replace
from typing import Any

from channels.fate import Fate, NotSent
from channels.incoming import Incoming
from channels.message import Acknowledge, Menu, Outgoing, Say
from channels.zalo_bot_events import CHANNEL, read
from channels.zalo_bot_http import ZaloBotLane
from channels.zalo_links import Link, address_of, with_address
from channels.zalo_markup import TEXT, Styled, bare, messages
from domain.wording import utf16

USED_UP = 60.0  # seconds of silence, after which it is the month's plan that has ended, not the second's

Body = tuple[str, dict[str, Any]]
"""A method of the Bot Platform and its parameters."""


class ZaloBot:
    """The `Channel` of the Zalo Bot Platform. Without `link`, words go alone."""

    name = CHANNEL

    def __init__(self, replies: ZaloBotLane, broadcasts: ZaloBotLane, *, link: Link | None = None) -> None:
        self._replies = replies
        self._broadcasts = broadcasts
        self._link = link

    def read(self, raw: bytes) -> Incoming | None:
        """`zalo_bot_events.read`."""
        return read(raw)

    async def send(self, address: str, message: Outgoing) -> str | None:
        """Deliver on the lane of the replies. What is too long for one message is several; the first one's id."""
        match message:
            case Say():
                return await self._say(address, message)
            case Acknowledge() | Menu():  # nothing waits on a press there, and no list of commands is shown
                return None
        raise TypeError(f"Zalo does not carry {type(message).__name__}")

    def prepare(self, message: Say) -> bytes:
        """The method's name and its body without the chat. Raises `ValueError` for what is not one message."""
        bodies = self._bodies(message)
        if len(bodies) != 1:
            raise ValueError("a message to many is one message")
        method, fields = bodies[0]
        return f"{method} {json.dumps(fields, ensure_ascii=False)}".encode()

    async def tell(self, address: str, prepared: bytes, *, reply_to: str | None = None) -> str | None:
        """One POST on the lane of the broadcasts; a second one, of words alone, where the picture is refused.

        A reply to an earlier message is a message like any other there. SHUT once the plan seems used up: an alert had
        better take another way.
        """
        method, _, fields = prepared.partition(b" ")
        body = b'{"chat_id":%b,%b' % (json.dumps(address).encode(), fields[1:])
        try:
            return await self._call(self._broadcasts, method.decode(), body)
        except NotSent as no:
            if no.fate is Fate.THROTTLED and (no.retry_after or 0) >= USED_UP:
                raise NotSent(Fate.SHUT, no.reason) from None
            words = json.loads(fields).get("caption") if no.fate is Fate.CONTENT else None
            if not words:
                raise
        alone = json.dumps({"chat_id": address, "text": words}).encode()
        return await self._call(self._broadcasts, "sendMessage", alone)

    async def download(self, file: str, most_bytes: int) -> bytes:
        """A picture that someone sent, by the link that came with it. `NotSent` (CONTENT): too large, or too late."""
        return await self._replies.fetch(file, most_bytes)

    async def _say(self, address: str, say: Say) -> str | None:
        try:
            return await self._send_all(address, self._bodies(say))
        except NotSent as no:
            if no.fate is not Fate.CONTENT or (say.picture is None and say.document is None):
                raise
        words_alone = replace(say, picture=None, document=None)
        return await self._send_all(address, self._bodies(words_alone))

    async def _send_all(self, address: str, bodies: list[Body]) -> str | None:
        sent = [
            await self._call(self._replies, method, json.dumps({"chat_id": address, **fields}).encode())
            for method, fields in bodies
        ]
        return sent[0] if sent else None

    async def _call(self, lane: ZaloBotLane, method: str, body: bytes) -> str | None:
        result = await lane.call(method, body)
        return str(result["message_id"]) if isinstance(result, dict) and "message_id" in result else None

    def _bodies(self, say: Say) -> list[Body]:
        """The calls that bring a message. A picture bears its words, unstyled, where they fit under it."""
        picture = address_of(say.picture, self._link)
        text = with_address(say.text, address_of(say.document, self._link))
        if picture is None:
            return [("sendMessage", _fields(each)) for each in messages(text) if each.text]
        caption = bare(text)
        if utf16(caption) <= TEXT:
            return [("sendPhoto", {"photo": picture, **({"caption": caption} if caption else {})})]
        return [("sendPhoto", {"photo": picture}), *(("sendMessage", _fields(each)) for each in messages(text))]


def _fields(message: Styled) -> dict[str, Any]:
    return {"text": message.text, **({"text_styles": message.styles} if message.styles else {})}

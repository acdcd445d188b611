"""An Official Account of Zalo as a channel: text with up to five buttons, and pictures by address.

What may go to whom is known before it is sent: `allowance` says whether the person's window is open. Whoever is outside
is told of an alert by a reviewed template to their phone number, where there is one; of anything else they are not.
"""

import json
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any, Protocol

from channels.fate import Fate, NotSent
from channels.incoming import Incoming
from channels.message import Acknowledge, Button, Menu, Outgoing, Say
from channels.sms import digits
from channels.zalo_links import Link, address_of, with_address
from channels.zalo_markup import bare, messages
from channels.zalo_oa_events import CHANNEL, PRESSED, read
from channels.zalo_oa_http import ZaloOaLane
from domain.wording import shorten

TITLE = 100  # UTF-16 units of a button
PARAMETER = 90  # UTF-16 units of a template's blank

MessageBody = dict[str, Any]


class Allowance(Protocol):
    """What is known about a chat before anything is sent to it."""

    async def spend(self, address: str) -> bool:
        """Whether a message may go there now; it is counted as gone."""

    async def give_back(self, address: str) -> None:
        """What was counted as gone has certainly not arrived."""

    async def phone(self, address: str) -> str | None:
        """The number of the person in that chat, in the form +84…; None where none is known."""


@dataclass(frozen=True, slots=True, kw_only=True)
class AlertTemplate:
    """A reviewed template with one blank, which the first line of an alert fills."""

    id: str
    blank: str


class ZaloOa:
    """The `Channel` of an Official Account. Without `link`, words go alone; without `template`, alerts too."""

    name = CHANNEL

    def __init__(
        self,
        replies: ZaloOaLane,
        broadcasts: ZaloOaLane,
        allowance: Allowance,
        *,
        link: Link | None = None,
        template: AlertTemplate | None = None,
    ) -> None:
        self._replies = replies
        self._broadcasts = broadcasts
        self._allowance = allowance
        self._link = link
        self._template = template

    def read(self, raw: bytes) -> Incoming | None:
        """`zalo_oa_events.read`."""
        return read(raw)

    async def send(self, address: str, message: Outgoing) -> str | None:
        """Deliver on the lane of the replies; the last one's id where it is several. SHUT outside the window."""
        match message:
            case Say():
                sent = None
                for body in self._bodies(message):
                    sent = await self._one(self._replies, address, body)
                return sent
            case Acknowledge() | Menu():  # nothing waits on a press there, and no list of commands is shown
                return None
        raise TypeError(f"Zalo does not carry {type(message).__name__}")

    def prepare(self, message: Say) -> bytes:
        """The message's body, and its first line for a template. Raises `ValueError` for what is not one message."""
        bodies = self._bodies(message)
        if len(bodies) != 1:
            raise ValueError("a message to many is one message")
        headline = shorten(bare(message.text).partition("\n")[0], PARAMETER)
        return json.dumps({"message": bodies[0], "headline": headline}, ensure_ascii=False).encode()

    async def tell(self, address: str, prepared: bytes, *, reply_to: str | None = None) -> str | None:
        """One request on the lane of the broadcasts: a message within the window, else the template."""
        ready = json.loads(prepared)
        try:
            return await self._one(self._broadcasts, address, ready["message"])
        except NotSent as no:
            if no.fate is not Fate.SHUT or self._template is None:
                raise
            phone = await self._allowance.phone(address)
            if phone is None:
                raise
        return await self._by_template(self._template, phone, ready["headline"])

    async def download(self, file: str, most_bytes: int) -> bytes:
        """A picture that someone sent, by the link that came with it."""
        return await self._replies.fetch(file, most_bytes)

    async def _one(self, lane: ZaloOaLane, address: str, body: MessageBody) -> str | None:
        """Counted before it leaves, and given back unless it may have arrived."""
        if not await self._allowance.spend(address):
            raise NotSent(Fate.SHUT, "outside the window")
        try:
            return await self._words_at_least(lane, {"recipient": {"user_id": address}}, body)
        except NotSent as no:
            if no.fate is not Fate.UNKNOWN:
                await self._allowance.give_back(address)
            raise

    async def _words_at_least(self, lane: ZaloOaLane, to: Mapping[str, Any], body: MessageBody) -> str | None:
        """A picture that is refused leaves its words."""
        try:
            return _id(await lane.message({**to, "message": body}), "message_id")
        except NotSent as no:
            alone = _without_picture(body)
            if no.fate is not Fate.CONTENT or alone is None:
                raise
        return _id(await lane.message({**to, "message": alone}), "message_id")

    async def _by_template(self, template: AlertTemplate, phone: str, headline: str) -> str | None:
        letter = {"phone": digits(phone), "template_id": template.id, "template_data": {template.blank: headline}}
        return _id(await self._broadcasts.template(letter), "msg_id")

    def _bodies(self, say: Say) -> list[MessageBody]:
        """What is too long is several messages; picture and buttons hang under the last one."""
        *before, last = messages(with_address(say.text, address_of(say.document, self._link)))
        payload = _payload(address_of(say.picture, self._link), say.buttons)
        attached = {"attachment": {"type": "template", "payload": payload}} if payload else {}
        words = {"text": last.text} if last.text else {}
        return [*({"text": each.text} for each in before), {**words, **attached}]


def _payload(picture: str | None, rows: tuple[tuple[Button, ...], ...]) -> dict[str, Any]:
    media = {"template_type": "media", "elements": [{"media_type": "image", "url": picture}]} if picture else {}
    buttons = [shown for row in rows for button in row if (shown := _button(button)) is not None]
    return {**media, **({"buttons": buttons} if buttons else {})}


def _without_picture(body: MessageBody) -> MessageBody | None:
    """None for a message that has none, or nothing but one."""
    payload = body.get("attachment", {}).get("payload", {})
    if "elements" not in payload or "text" not in body:
        return None
    rest = {name: value for name, value in payload.items() if name == "buttons"}
    return {"text": body["text"], **({"attachment": {"type": "template", "payload": rest}} if rest else {})}


def _button(button: Button) -> dict[str, Any] | None:
    """None for one that copies: there is no such thing there."""
    title = shorten(button.text, TITLE)
    if button.data is not None:
        return {"title": title, "type": "oa.query.hide", "payload": f"{PRESSED}{button.data}"}
    return {"title": title, "type": "oa.open.url", "payload": {"url": button.url}} if button.url else None


def _id(data: Mapping[str, Any], name: str) -> str | None:
    return str(data[name]) if name in data else None

"""A message to somebody in a crowd, the short way: the same checks and the same answer, without aiohttp.

A broadcast sends one text to many, so bodies differ in one id. What is left of a body without it is read and checked
once and remembered. Whatever is refused, slowed down or out of the ordinary takes the long way, where nothing of it
has happened yet.
"""

import asyncio
import json
import re
from dataclasses import replace

from simulator.params import Params
from simulator.shapes import Json
from simulator.zalo import oa_sending, sending
from simulator.zalo.bots import ZaloBot
from simulator.zalo.messages import ZaloMessage
from simulator.zalo.methods import ZaloCall, text_message
from simulator.zalo.oa_composing import compose
from simulator.zalo.oa_refusals import OaRefusal
from simulator.zalo.people import crowd_number
from simulator.zalo.refusals import ZaloRefusal
from simulator.zalo.sending import Recipient
from simulator.zalo.wire import note
from simulator.zalo.world import Member, Zalo

BOT_DOOR = re.compile(rb"POST /zalo/bot([^/ ]+)/sendMessage HTTP/1\.1\r\n")
OA_DOOR = re.compile(rb"POST /zalo-oa/v3\.0/oa/message/(cs|transaction) HTTP/1\.1\r\n")
BOT_ID = re.compile(rb'"chat_id"\s*:\s*"(c[0-9a-f]{19})"')
OA_ID = re.compile(rb'"user_id"\s*:\s*"(7\d{18})"')
ACCESS_TOKEN = re.compile(rb"\r\naccess_token:[ \t]*([^\r]*)\r\n", re.IGNORECASE)
JSON_TYPE = b"application/json"
REMEMBERED = 256


class ZaloCounting:
    def __init__(self, zalo: Zalo) -> None:
        self.zalo = zalo
        self.known: dict[tuple[bytes, int, bytes], ZaloMessage] = {}

    def interested(self, head: bytes) -> bool:
        zalo = self.zalo
        if (
            not zalo.crowds.all
            or zalo.faults
            or zalo.world.latency
            or zalo.manner.proof
            or zalo.clock.now() < zalo.restarting_until
        ):
            return False
        return (BOT_DOOR.match(head) or OA_DOOR.match(head)) is not None and JSON_TYPE in head.lower()

    def answer(self, head: bytes, body: bytes, transport: asyncio.Transport) -> bool:
        """Answers the request, or gives False to leave it to the long way, having changed nothing."""
        bot = BOT_DOOR.match(head)
        answered = self.from_bot(bot[1], body) if bot else self.from_account(head, body)
        if answered is None:
            return False
        text = json.dumps(answered, separators=(",", ":")).encode()
        transport.write(
            b"HTTP/1.1 200 OK\r\nContent-Type: application/json\r\nContent-Length: %d\r\n\r\n%s" % (len(text), text)
        )
        return True

    def from_bot(self, token: bytes, body: bytes) -> Json | None:
        bot = next((bot for bot in self.zalo.bots.values() if bot.token.encode() == token and bot.called), None)
        place = only(BOT_ID, body)
        to = self.member(place)
        if bot is None or place is None or to is None:
            return None
        prototype = self.prototype(token, place, body, bot)
        try:
            sending.check_plan(self.zalo, bot, to.number)
        except ZaloRefusal:
            return None
        if prototype is None:
            return None
        answer = {"ok": True, "result": sending.accept(self.zalo, bot, to, self.copy(prototype), "sendMessage")}
        note(self.zalo, "sendMessage", {"chat_id": place[1].decode(), "text": prototype.raw}, 200, answer)
        return answer

    def from_account(self, head: bytes, body: bytes) -> Json | None:
        found, token, place = OA_DOOR.match(head), ACCESS_TOKEN.search(head), only(OA_ID, body)
        to = self.member(place)
        if found is None or token is None or place is None or to is None:
            return None
        oa, kind = self.zalo.oa, found[1].decode()
        if oa.keys.state_of(token[1].decode()) != "good" or oa.left(self.zalo.clock.now()) == 0:
            return None
        prototype = self.prototype(found[1], place, body, None)
        if prototype is None:
            return None
        user_id = place[1].decode()
        data = oa_sending.accept(self.zalo, to, self.copy(prototype), kind, user_id)
        answer = {"error": 0, "message": "Success", "data": data}
        note(self.zalo, f"oa message/{kind}", {"user_id": user_id, "text": prototype.raw}, 200, answer)
        return answer

    def member(self, place: re.Match[bytes] | None) -> Recipient | None:
        """Who is meant, when it is somebody in a crowd who can be reached."""
        number = crowd_number(place[1].decode()) if place is not None else None
        crowd = self.zalo.crowds.find(number) if number is not None else None
        if number is None or crowd is None or crowd.state(number) != "active":
            return None
        return Recipient(number, member=Member(crowd, number))

    def prototype(self, door: bytes, place: re.Match[bytes], body: bytes, bot: ZaloBot | None) -> ZaloMessage | None:
        begins, ends = place.span()
        key = (door, begins, body[:begins] + body[ends:])
        if key not in self.known:
            message = self.read(door, body, bot)
            if message is None:
                return None
            if len(self.known) >= REMEMBERED:
                self.known.clear()
            self.known[key] = message
        return self.known[key]

    def read(self, door: bytes, body: bytes, bot: ZaloBot | None) -> ZaloMessage | None:
        """None for whatever is refused: the long way says why."""
        try:
            fields = json.loads(body)
            if not isinstance(fields, dict):
                return None
            if bot is None:
                return compose(self.zalo, fields, door.decode())
            given = {name: value for name, value in fields.items() if value is not None}
            return text_message(ZaloCall(self.zalo, bot, Params(given), lambda: True))
        except (ZaloRefusal, OaRefusal, ValueError):
            return None

    def copy(self, prototype: ZaloMessage) -> ZaloMessage:
        return replace(prototype, id=self.zalo.message_id(), time=self.zalo.clock.now())


def only(shape: re.Pattern[bytes], body: bytes) -> re.Match[bytes] | None:
    """The one place where a body names its recipient."""
    places = list(shape.finditer(body))
    return places[0] if len(places) == 1 else None

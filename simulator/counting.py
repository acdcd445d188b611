"""sendMessage to a chat of a crowd, the short way: the same checks and the same answer, without building a message.

A broadcast sends one text to many chats, so bodies differ in `chat_id` alone. What is left of a body without it is
parsed and checked once and remembered; after that a message costs a lookup, a line in the journal and a few counters.
"""

import asyncio
import json
import re
import time
from dataclasses import dataclass
from urllib.parse import parse_qsl, unquote_to_bytes

from simulator.bots import Bot
from simulator.crowds import Crowd
from simulator.faults import CALL_KINDS, GATEWAY_PAGE, Fault
from simulator.markup import read_markup
from simulator.methods.sending import read_text
from simulator.params import Params
from simulator.refusals import Refusal, flooded, forbidden, refusal
from simulator.shapes import Json
from simulator.world import World

SEND = re.compile(rb"POST /bot([^/ ]+)/sendmessage HTTP/1\.1\r\n", re.IGNORECASE)
IN_JSON = re.compile(rb'"chat_id"\s*:\s*"?(\d{1,16})"?')
IN_FORM = re.compile(rb"(?:^|(?<=&))chat_id=(\d{1,16})(?=&|$)")
FORM = b"application/x-www-form-urlencoded"
JSON_TYPE = b"application/json"
SLOW_FIELDS = ("reply_parameters", "reply_to_message_id", "message_thread_id")
REMEMBERED = 256
PHRASES = {200: "OK", 400: "Bad Request", 403: "Forbidden", 429: "Too Many Requests", 500: "Internal Server Error"}
REFUSED_STATES = {
    "blocked": forbidden("bot was blocked by the user"),
    "deactivated": forbidden("user is deactivated"),
}


@dataclass(frozen=True, slots=True)
class Template:
    """A message without its chat: what it says, and how the answer ends."""

    text: str
    paid: bool
    fields: Json
    ending: str


class Counting:
    def __init__(self, world: World) -> None:
        self.world = world
        self.templates: dict[tuple[int, bytes], Template] = {}
        self.doors: dict[bytes, Bot] = {}

    def interested(self, head: bytes) -> bool:
        return bool(self.world.crowds.all) and SEND.match(head) is not None

    def answer(self, head: bytes, body: bytes, transport: asyncio.Transport) -> bool:
        """Answers the request, or gives False to leave it to the long way, having changed nothing."""
        began = time.perf_counter()
        bot = self.bot_of(head)
        template, chat_id = self.read(head, body)
        if bot is None or template is None or chat_id in self.world.people or chat_id in self.world.bots:
            return False
        crowd = self.world.crowds.find(chat_id)
        if crowd is None:
            return False
        self.world.stats.began()
        fault = self.world.faults.strike(CALL_KINDS, "sendMessage", chat_id) if self.world.faults else None
        if fault is not None:
            self.with_fault(bot, crowd, chat_id, template, transport, fault, began)
        else:
            self.reply(transport, *self.outcome(bot, crowd, chat_id, template, began), self.world.latency)
        return True

    def bot_of(self, head: bytes) -> Bot | None:
        found = SEND.match(head)
        assert found is not None
        token = found[1]
        bot = self.doors.get(token)
        if bot is not None:
            return bot
        try:
            bot = self.world.bot_by_token(unquote_to_bytes(token).decode())
        except (Refusal, UnicodeDecodeError):
            return None
        if not bot.called:
            return None
        self.doors[token] = bot
        return bot

    def read(self, head: bytes, body: bytes) -> tuple[Template | None, int]:
        lowered = head.lower()
        form = FORM in lowered
        if not form and JSON_TYPE not in lowered:
            return None, 0
        places = list((IN_FORM if form else IN_JSON).finditer(body))
        if len(places) != 1:
            return None, 0
        begins, ends = places[0].span()
        chat_id = int(places[0][1])
        key = (begins, body[:begins] + body[ends:])
        template = self.templates.get(key)
        if template is None:
            template = self.new_template(body, chat_id, form=form)
            if template is not None:
                if len(self.templates) >= REMEMBERED:
                    self.templates.clear()
                self.templates[key] = template
        return template, chat_id

    def new_template(self, body: bytes, chat_id: int, *, form: bool) -> Template | None:
        """None for whatever is refused or out of the ordinary: the long way says why."""
        try:
            fields = dict(parse_qsl(body.decode())) if form else json.loads(body)
            if not isinstance(fields, dict) or str(fields.get("chat_id")) != str(chat_id):
                return None
            if any(name in fields for name in SLOW_FIELDS):
                return None
            params = Params({name: value for name, value in fields.items() if value is not None})
            content = read_text(params)
            markup = read_markup(params, private=True).inline
        except (Refusal, ValueError):
            return None
        shown = content | ({"reply_markup": markup} if markup else {})
        ending = json.dumps(shown, ensure_ascii=False, separators=(",", ":"))[1:]
        kept = {name: value for name, value in params.fields.items() if name != "chat_id"}
        return Template(content["text"], params.flag("allow_paid_broadcast"), kept, ending)

    def outcome(
        self, bot: Bot, crowd: Crowd, chat_id: int, template: Template, began: float
    ) -> tuple[int, bytes, float]:
        """Accepts or refuses the message: status, body, and how long a flooded send is held first."""
        world = self.world
        now = world.clock.now()
        state = crowd.state(chat_id)
        if now < world.restarting_until:
            return self.refused(bot, chat_id, template, refusal(500, "restart"), began)
        if state != "active":
            crowd.refused += 1
            return self.refused(bot, chat_id, template, REFUSED_STATES[state], began)
        wait = world.flood.wait(bot.id, chat_id, now, paid=template.paid)
        if wait:
            status, body, _ = self.refused(bot, chat_id, template, flooded(wait), began)
            return status, body, world.flood.limits.hold
        bot.last_message_id += 1
        world.journal.record(now, bot.id, chat_id, bot.last_message_id, "sendMessage", template.text)
        world.stats.accept("sendMessage", now)
        crowd.receive(chat_id)
        answer = (
            f'{{"ok":true,"result":{{"message_id":{bot.last_message_id},'
            f'"from":{{"id":{bot.id},"is_bot":true,"first_name":{json.dumps(bot.name)},"username":"{bot.username}"}},'
            f'"chat":{{"id":{chat_id},"type":"private","first_name":"Số {chat_id - crowd.first + 1}"}},'
            f'"date":{int(now)},{template.ending}}}'
        ).encode()
        if world.wire.admits(now):
            self.log(bot, chat_id, template, 200, answer, began)
        return 200, answer, 0.0

    def refused(
        self, bot: Bot, chat_id: int, template: Template, reason: Refusal, began: float
    ) -> tuple[int, bytes, float]:
        self.world.stats.refuse(reason.status)
        body = json.dumps(reason.as_json(), separators=(",", ":")).encode()
        if self.world.wire.admits(self.world.clock.now()):
            self.log(bot, chat_id, template, reason.status, body, began)
        return reason.status, body, 0.0

    def reply(
        self,
        transport: asyncio.Transport,
        status: int,
        body: bytes,
        hold: float,
        latency: float,
        *,
        kind: str = "application/json",
    ) -> None:
        head = f"HTTP/1.1 {status} {PHRASES.get(status, 'Error')}\r\nContent-Type: {kind}\r\n"
        response = f"{head}Content-Length: {len(body)}\r\n\r\n".encode() + body
        wait = hold + latency
        if wait <= 0:
            self.write(transport, response)
        else:
            asyncio.get_running_loop().call_later(wait, self.write, transport, response)

    def write(self, transport: asyncio.Transport, response: bytes) -> None:
        self.world.stats.ended()
        if not transport.is_closing():
            transport.write(response)

    def with_fault(
        self,
        bot: Bot,
        crowd: Crowd,
        chat_id: int,
        template: Template,
        transport: asyncio.Transport,
        fault: Fault,
        began: float,
    ) -> None:
        """The same trouble as on the long way."""
        if fault.kind == "restart":
            self.world.restart(fault.pause)
        reason = fault.refusal()
        if fault.kind == "drop_before":
            self.drop(transport)
        elif fault.kind == "html":
            self.reply(transport, 502, GATEWAY_PAGE.encode(), 0.0, self.world.latency, kind="text/html")
        elif reason is not None:
            status, body, _ = self.refused(bot, chat_id, template, reason, began)
            self.reply(transport, status, body, 0.0, self.world.latency)
        elif fault.kind == "hold":
            asyncio.get_running_loop().call_later(
                fault.pause,
                lambda: self.reply(transport, *self.outcome(bot, crowd, chat_id, template, began), self.world.latency),
            )
        else:
            status, body, hold = self.outcome(bot, crowd, chat_id, template, began)
            if fault.kind == "drop_after":
                self.drop(transport)
            else:
                self.reply(transport, status, body, hold + fault.pause, self.world.latency)

    def drop(self, transport: asyncio.Transport) -> None:
        self.world.stats.ended()
        transport.abort()

    def log(self, bot: Bot, chat_id: int, template: Template, status: int, answer: bytes, began: float) -> None:
        self.world.wire.note(
            {
                "time": self.world.clock.now(),
                "bot": bot.id,
                "method": "sendMessage",
                "chat": chat_id,
                "params": {"chat_id": chat_id, **template.fields},
                "files": [],
                "status": status,
                "answer": json.loads(answer),
                "ms": round((time.perf_counter() - began) * 1000, 2),
                "fault": None,
                "direction": "call",
            }
        )

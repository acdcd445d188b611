"""ZNS: a reviewed template, filled in, to whoever has that phone number in Zalo."""

import re
from typing import Any

from simulator.params import Params
from simulator.shapes import Json
from simulator.zalo.messages import ZaloMessage
from simulator.zalo.oa_refusals import OaRefusal
from simulator.zalo.people import digits_of
from simulator.zalo.sending import Recipient, note
from simulator.zalo.templates import Letter, Template
from simulator.zalo.world import Member, Zalo

PHONE = re.compile(r"(?:84|0)?[35789]\d{8}")
BAD_PHONE, NO_TEMPLATE, NO_DATA, BAD_DATA, REFUSES, NOTHING_LEFT, NO_ZALO = -108, -109, -111, -112, -114, -115, -118


async def send(zalo: Zalo, params: Params) -> Json:
    phone = str(params.fields.get("phone", ""))
    if not PHONE.fullmatch(phone):
        raise OaRefusal(BAD_PHONE)
    template, data = filled(zalo, params.fields)
    to = owner(zalo, phone)
    most, free = zalo.manner.zns_messages, params.fields.get("mode") == "development"
    if most is not None and zalo.paid_letters >= most and not free:
        raise OaRefusal(NOTHING_LEFT)
    zalo.paid_letters += not free
    letter = post(zalo, template, data, to, phone, params.fields, price=0 if free else template.price)
    shown = {"dailyQuota": str(most or 0), "remainingQuota": str(max(0, (most or 0) - zalo.paid_letters))}
    return {"msg_id": letter.msg_id, "sent_time": str(int(letter.time * 1000)), "quota": shown}


def filled(zalo: Zalo, body: Json) -> tuple[Template, Json]:
    template = zalo.templates.get(str(body.get("template_id", "")))
    if template is None:
        raise OaRefusal(NO_TEMPLATE)
    data: Any = body.get("template_data")
    if not data:
        raise OaRefusal(NO_DATA)
    if not isinstance(data, dict) or not template.fits(data):
        raise OaRefusal(BAD_DATA)
    return template, data


def owner(zalo: Zalo, phone: str) -> Recipient:
    found = zalo.by_phone(phone)
    if found is None:
        raise OaRefusal(NO_ZALO)
    if isinstance(found, Member):
        if found.crowd.state(found.number) != "active":
            found.crowd.refused += 1
            raise OaRefusal(REFUSES)
        return Recipient(found.number, member=found)
    if not found.takes_zns:
        raise OaRefusal(REFUSES)
    return Recipient(found.number, chat=zalo.chat(zalo.oa, found))


def post(zalo: Zalo, template: Template, data: Json, to: Recipient, phone: str, body: Json, *, price: int) -> Letter:
    text, now = template.filled(data), zalo.clock.now()
    tracking = str(body["tracking_id"]) if body.get("tracking_id") else None
    message = ZaloMessage(zalo.message_id(), now, out=False, kind="zns", text=text, raw=text)
    letter = Letter(message.id, now, digits_of(phone), to.number, template.id, data, text, tracking, price)
    note(zalo, int(zalo.oa.id), to, message, "zns")
    zalo.letters.append(letter)
    if to.chat is not None:
        zalo.place(to.chat, message)
    zalo.world.pulse.beat()
    return letter

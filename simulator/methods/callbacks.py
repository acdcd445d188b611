"""answerCallbackQuery: a toast or an alert on the phone that pressed, within 150 seconds."""

from typing import Any

from simulator.methods.call import Call, method
from simulator.refusals import QUERY_TOO_OLD, bad

ANSWER_LIMIT = 200


@method("answerCallbackQuery", "callback_query_id text show_alert url", ignores="cache_time")
async def answer_callback_query(call: Call) -> Any:
    press = call.bot.presses.get(call.params.text("callback_query_id"))
    if press is None or press.too_old(call.world.clock.now()):
        raise bad(QUERY_TOO_OLD)
    text = call.params.text("text")
    if len(text) > ANSWER_LIMIT:
        raise bad("MESSAGE_TOO_LONG")
    shown = {
        "text": text or None,
        "alert": call.params.flag("show_alert"),
        "url": call.params.text("url") or None,
    }
    if press.answer is None:
        press.answer = shown
        place = {"person": press.person, "chat": press.chat, "bot": call.bot.id}
        what = {"query_id": press.id, "message_id": press.message_id, "data": press.data}
        call.world.hub.publish({"event": "callback_answer", **place, **what, **shown})
        call.world.pulse.beat()
    return True

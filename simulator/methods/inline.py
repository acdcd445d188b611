"""answerInlineQuery: what the bot offers to whoever typed its name."""

from typing import Any

from simulator.inline import InlineQuery
from simulator.markup import Markup, read_markup
from simulator.methods.call import Call, method
from simulator.methods.media import described
from simulator.methods.sending import read_caption, read_place, read_text
from simulator.params import Params
from simulator.refusals import QUERY_TOO_OLD, bad
from simulator.shapes import Json

MOST = 50
ID_BYTES = 64
FILES = {
    "photo": "photo_file_id",
    "document": "document_file_id",
    "video": "video_file_id",
    "audio": "audio_file_id",
    "voice": "voice_file_id",
    "sticker": "sticker_file_id",
}
UNUSED = "cache_time is_personal next_offset button switch_pm_parameter switch_pm_text"


@method("answerInlineQuery", "inline_query_id results", ignores=UNUSED)
async def answer_inline_query(call: Call) -> Any:
    results = call.params.array("results", "InlineQueryResult")
    if len(results) > MOST:
        raise bad("RESULTS_TOO_MUCH")
    query = call.bot.inline_queries.get(call.params.text("inline_query_id"))
    if query is None or query.too_old(call.world.clock.now()):
        raise bad(QUERY_TOO_OLD)
    offered = {}
    for result in results:
        shown, content, markup = read_result(call, result)
        if shown["id"] in offered:
            raise bad("RESULT_ID_DUPLICATE")
        offered[shown["id"]] = (shown, content, markup.inline)
    query.offered = offered
    tell(call, query)
    return True


def tell(call: Call, query: InlineQuery) -> None:
    place = {"person": query.person.id, "chat": query.chat.id, "bot": call.bot.id}
    results = [shown for shown, _, _ in query.offered.values()]
    call.world.hub.publish({"event": "inline_results", **place, "query_id": query.id, "results": results})
    call.world.pulse.beat()


def read_result(call: Call, result: Any) -> tuple[Json, Json, Markup]:
    """What the phone lists, and the message that would be sent."""
    if not isinstance(result, dict):
        raise bad("can't parse inline query result: expected an Object")
    given = Params(result)
    if not 0 < len(given.text("id").encode()) <= ID_BYTES:
        raise bad("RESULT_ID_INVALID")
    kind = given.text("type")
    shown: Json = {"id": given.text("id"), "kind": kind}
    shown |= {name: given.text(name) or None for name in ("title", "description")}
    return shown, result_content(call, kind, given), read_markup(given, private=True)


def result_content(call: Call, kind: str, given: Params) -> Json:
    if given.has("input_message_content"):
        return written(Params(given.object("input_message_content", "InputMessageContent")))
    if kind in FILES:
        stored = call.world.files.get(given.text(FILES[kind]))
        if stored is None:
            raise bad("failed to get HTTP URL content" if given.has(f"{kind}_url") else "WRONG_FILE_IDENTIFIER")
        return described(kind, stored, given) | ({} if kind == "sticker" else read_caption(given))
    if kind == "location":
        return {"location": read_place(given)}
    if kind == "article":
        raise bad("can't parse inline query result: message content is not specified")
    raise bad("can't parse inline query result: Unallowed type of inline query result")


def written(content: Params) -> Json:
    if not content.has("message_text"):
        return {"location": read_place(content)}
    return read_text(Params({**content.fields, "text": content.text("message_text")}))

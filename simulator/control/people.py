"""People over the control API: made, changed, and moved to act on their phones."""

from dataclasses import fields
from typing import Any

from aiohttp import BodyPartReader, web

from simulator import acts, groupings, inline, payments, uploads, webapps
from simulator.accounts import Account
from simulator.bots import Bot
from simulator.chats import Chat
from simulator.composing import NotPossible, chat_for, message_in
from simulator.control.asking import account_of, answer, body_of, bot_of, needed, number, world_of
from simulator.messages import Message
from simulator.methods.commands import commands_for, menu_button_for
from simulator.params import Upload
from simulator.shapes import Json
from simulator.view import force_reply_view, keyboard_view, message_view, person_view
from simulator.world import World

routes = web.RouteTableDef()
GIVEN = ("id", "last_name", "username", "language", "phone", "email", "role", "authenticator")
CHANGEABLE = {field.name for field in fields(Account)} - {"id", "first_name"}


def shown(world: World, account: Account) -> Json:
    return person_view(account, world.chats_of(account))


@routes.get("/sim/people")
async def list_people(request: web.Request) -> web.Response:
    world = world_of(request)
    return answer([shown(world, account) for account in world.people.values()])


@routes.post("/sim/people")
async def make_person(request: web.Request) -> web.Response:
    return answer(shown(world_of(request), add_person(world_of(request), await body_of(request))))


def add_person(world: World, body: Json) -> Account:
    """Also what a people file holds, an object a person; `"started": true` opens the chat with every known bot."""
    account = world.add_person(str(needed(body, "name")), **{name: body[name] for name in GIVEN if body.get(name)})
    if body.get("started"):
        for bot in world.bots.values():
            world.private_chat(bot, account).started = True
    return account


@routes.get("/sim/people/{id:[0-9]+}")
async def one_person(request: web.Request) -> web.Response:
    return answer(shown(world_of(request), account_of(request)))


@routes.patch("/sim/people/{id:[0-9]+}")
async def change_person(request: web.Request) -> web.Response:
    world, account = world_of(request), account_of(request)
    body = await body_of(request)
    if "name" in body:
        account.first_name = str(body["name"])
    for name in CHANGEABLE & body.keys():
        setattr(account, name, body[name])
    world.tell_person(account)
    return answer(shown(world, account))


@routes.delete("/sim/people/{id:[0-9]+}")
async def remove_person(request: web.Request) -> web.Response:
    world_of(request).remove_person(account_of(request).id)
    return answer({})


@routes.get("/sim/people/{id:[0-9]+}/chat")
async def one_chat(request: web.Request) -> web.Response:
    world, account, bot = world_of(request), account_of(request), bot_of(request)
    chat = chat_for(world, account, bot, number(request.query.get("chat"), "chat"))
    before = number(request.query.get("before"), "before")
    limit = number(request.query.get("limit"), "limit") or 50
    thread = number(request.query.get("thread"), "thread")
    messages = [
        message
        for message in chat.messages.values()
        if (before is None or message.id < before) and (thread is None or message.thread == thread)
    ]
    return answer(chat_view(world, account, bot, chat, messages[-limit:]))


def chat_view(world: World, account: Account, bot: Bot, chat: Chat, messages: list[Message]) -> Json:
    phone = chat.phone(account.id)
    typing = phone.typing if phone.typing and phone.typing["until"] > world.clock.now() else None
    return {
        "chat": chat.id,
        "bot": bot.id,
        "type": chat.type,
        "title": bot.name if chat.private else chat.title,
        "started": chat.started or not chat.private,
        "writes": chat.type != "channel" or chat.status(account.id) in ("creator", "administrator"),
        "blocked": chat.blocked,
        "unread": phone.unread,
        "messages": [message_view(message, chat, account.id) for message in messages],
        "keyboard": keyboard_view(phone),
        "force_reply": force_reply_view(phone),
        "pinned": chat.pinned[::-1],
        "typing": typing,
        "commands": commands_for(bot, chat, account.id, account.language),
        "menu_button": menu_button_for(bot, chat.id),
    }


@routes.post("/sim/people/{id:[0-9]+}/upload")
async def upload(request: web.Request) -> web.Response:
    world, account = world_of(request), account_of(request)
    words, files = await read_upload(request)
    bot = bot_of(request, words)
    sent = uploads.send_files(
        world,
        account,
        bot,
        files,
        kind=words.get("kind"),
        caption=words.get("caption"),
        reply_to=number(words.get("reply_to"), "reply_to"),
        gap=float(words.get("gap") or 0),
        chat_id=number(words.get("chat"), "chat"),
        thread=number(words.get("thread"), "thread"),
    )
    chat = chat_for(world, account, bot, number(words.get("chat"), "chat"))
    return answer({"messages": [message_view(message, chat, account.id) for message in sent]})


async def read_upload(request: web.Request) -> tuple[Json, list[Upload]]:
    words: Json = dict(request.query)
    files = []
    async for part in await request.multipart():
        if not isinstance(part, BodyPartReader) or part.name is None:
            continue
        data = bytes(await part.read())
        if part.filename is None:
            words[part.name] = data.decode()
        else:
            mime = part.headers.get("Content-Type", "application/octet-stream")
            files.append(Upload(part.filename, mime, data))
    if not files:
        raise NotPossible("there is no file in the request")
    return words, files


@routes.post("/sim/people/{id:[0-9]+}/{act}")
async def act(request: web.Request) -> web.Response:
    world, account, body = world_of(request), account_of(request), await body_of(request)
    done = ACTS.get(request.match_info["act"])
    if done is None:
        raise NotPossible(f"no such act; there are {', '.join(ACTS)}, upload")
    needs_bot = request.match_info["act"] not in BOTLESS
    bot = bot_of(request, body) if needs_bot else None
    result = done(world, account, bot, body)
    if isinstance(result, Message):
        chat = chat_for(world, account, bot or world.bot(), number(body.get("chat"), "chat"))
        result = message_view(result, chat, account.id)
    return answer(result if result is not None else {})


def say(world: World, account: Account, bot: Bot, body: Json) -> Message:
    return acts.say(
        world,
        account,
        bot,
        str(needed(body, "text")),
        chat_id=body.get("chat"),
        reply_to=body.get("reply_to"),
        forwarded_from=body.get("forwarded_from"),
        thread=body.get("thread"),
        entities=body.get("entities"),
    )


def press(world: World, account: Account, bot: Bot, body: Json) -> Json:
    message_id = int(needed(body, "message_id"))
    data = str(needed(body, "data")) if body.get("forged") else data_of(world, account, bot, body, message_id)
    pressed = acts.press(world, account, bot, message_id, data, chat_id=body.get("chat"))
    return {"query_id": pressed.id}


def data_of(world: World, account: Account, bot: Bot, body: Json, message_id: int) -> str:
    """The data of the button that is meant; only buttons that are there can be pressed."""
    chat = chat_for(world, account, bot, body.get("chat"))
    rows = (message_in(chat, message_id).markup or {}).get("inline_keyboard", [])
    for row_number, row in enumerate(rows):
        for column, button in enumerate(row):
            here = (body.get("row"), body.get("column")) == (row_number, column)
            named = "title" in body and body["title"] == button["text"]
            if here or named or ("data" in body and body["data"] == button.get("callback_data")):
                if "callback_data" not in button:
                    raise NotPossible("this button tells no bot anything")
                return str(button["callback_data"])
    raise NotPossible("this message has no such button")


def pay(world: World, account: Account, bot: Bot, body: Json) -> Json:
    paying = payments.pay(world, account, bot, int(needed(body, "message_id")), chat_id=body.get("chat"))
    return {"query_id": paying.id}


def ask_inline(world: World, account: Account, bot: Bot, body: Json) -> Json:
    text, offset = str(body.get("query") or ""), str(body.get("offset") or "")
    return {"query_id": inline.ask(world, account, bot, text, offset=offset, chat_id=body.get("chat")).id}


def choose(world: World, account: Account, bot: Bot, body: Json) -> Message:
    return inline.choose(world, bot, str(needed(body, "query_id")), str(needed(body, "result_id")))


def open_app(world: World, account: Account, bot: Bot, body: Json) -> Json:
    return {"url": webapps.app_address(world, bot, account, str(needed(body, "url")))}


def app_data(world: World, account: Account, bot: Bot, body: Json) -> Message:
    return webapps.send_data(world, account, bot, str(needed(body, "data")), str(body.get("button") or ""))


def login(world: World, account: Account, bot: Bot, body: Json) -> Json:
    return {"url": webapps.login_address(world, bot, account, str(needed(body, "url")))}


def contact(world: World, account: Account, bot: Bot, body: Json) -> Message:
    return acts.share_contact(
        world,
        account,
        bot,
        of=world.account(int(body["of"])) if body.get("of") is not None else None,
        phone=body.get("phone"),
        first_name=body.get("first_name"),
        user_id=body.get("user_id"),
        chat_id=body.get("chat"),
        thread=body.get("thread"),
    )


def location(world: World, account: Account, bot: Bot, body: Json) -> Message:
    place = float(needed(body, "latitude")), float(needed(body, "longitude"))
    chat, thread = body.get("chat"), body.get("thread")
    return acts.share_location(world, account, bot, *place, accuracy=body.get("accuracy"), chat_id=chat, thread=thread)


def edit(world: World, account: Account, bot: Bot, body: Json) -> Message:
    message_id, text = int(needed(body, "message_id")), str(needed(body, "text"))
    return acts.edit(world, account, bot, message_id, text, chat_id=body.get("chat"))


def react(world: World, account: Account, bot: Bot, body: Json) -> Message:
    return acts.react(world, account, bot, int(needed(body, "message_id")), body.get("emoji"), chat_id=body.get("chat"))


def delete(world: World, account: Account, bot: Bot, body: Json) -> None:
    acts.delete(world, account, bot, int(needed(body, "message_id")), chat_id=body.get("chat"))


def group(world: World, body: Json) -> Chat:
    return world.group(int(needed(body, "chat")))


def join(world: World, account: Account, bot: None, body: Json) -> Json:
    if "link" not in body:
        groupings.join(world, group(world, body), account)
        return {"chat": int(body["chat"])}
    chat = groupings.join_by_link(world, account, str(body["link"]))
    return {"chat": chat.id if chat is not None else None}


def topic(world: World, account: Account, bot: None, body: Json) -> Json:
    made = groupings.person_opens_topic(world, group(world, body), account, str(needed(body, "name")))
    return {"id": made.id, "name": made.name}


BOTLESS = ("deactivate", "reactivate", "join", "leave", "topic")
ACTS: dict[str, Any] = {
    "start": lambda world, account, bot, body: acts.start(world, account, bot, body.get("payload")),
    "say": say,
    "edit": edit,
    "delete": delete,
    "press": press,
    "pay": pay,
    "inline": ask_inline,
    "choose": choose,
    "open_app": open_app,
    "app_data": app_data,
    "login": login,
    "contact": contact,
    "location": location,
    "react": react,
    "block": lambda world, account, bot, body: acts.block(world, account, bot),
    "unblock": lambda world, account, bot, body: acts.unblock(world, account, bot),
    "deactivate": lambda world, account, bot, body: acts.deactivate(world, account),
    "reactivate": lambda world, account, bot, body: acts.deactivate(world, account, gone=False),
    "clear": lambda world, account, bot, body: acts.clear(world, account, bot),
    "read": lambda world, account, bot, body: acts.read(world, account, bot, chat_id=body.get("chat")),
    "join": join,
    "leave": lambda world, account, bot, body: groupings.leave(world, group(world, body), account),
    "topic": topic,
}

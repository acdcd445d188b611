"""Messages, chats and people as the page and the tests see them: the contract of the README."""

from simulator.accounts import Account
from simulator.chats import Chat, Phone, Topic
from simulator.messages import MEDIA, Message
from simulator.shapes import Json

BUTTON_FIELDS = {"callback_data": "data", "url": "url", "web_app": "web_app", "login_url": "login", "pay": "pay"}
SERVICE_SENTENCES = {
    "new_chat_members": "{who} vào nhóm",
    "left_chat_member": "{who} rời nhóm",
    "pinned_message": "{who} ghim một tin nhắn",
    "group_chat_created": "Nhóm được lập",
    "new_chat_title": "Tên nhóm được đổi",
    "forum_topic_created": "Chủ đề mới",
    "forum_topic_closed": "Chủ đề đã đóng",
    "forum_topic_reopened": "Chủ đề mở lại",
    "forum_topic_edited": "Chủ đề được sửa",
    "general_forum_topic_hidden": "Chủ đề chung được ẩn",
    "general_forum_topic_unhidden": "Chủ đề chung hiện lại",
    "new_chat_photo": "Ảnh nhóm được đổi",
    "delete_chat_photo": "Ảnh nhóm bị bỏ",
    "successful_payment": "{who} đã trả tiền",
    "refunded_payment": "{who} đã trả lại tiền",
    "web_app_data": "{who} gửi dữ liệu từ ứng dụng nhỏ",
    "migrate_to_chat_id": "Nhóm trở thành siêu nhóm",
    "migrate_from_chat_id": "Nhóm trở thành siêu nhóm",
}


def message_view(message: Message, chat: Chat, viewer: int) -> Json:
    return {
        "id": message.id,
        "chat": chat.id,
        "bot": chat.bot_id if chat.bot_id is not None else message.by_bot,
        "date": message.date,
        "edited": message.edited,
        "thread": message.thread,
        "from": sender_view(message),
        "out": message.by_bot is None and message.sender.get("id") == viewer,
        "kind": message.kind,
        "text": message.shown or message.text or service_sentence(message),
        "entities": message.entities,
        "media": media_view(message),
        "album": message.album,
        "location": message.content.get("location"),
        "contact": contact_view(message),
        "buttons": buttons_view(message.markup) or pay_button(message),
        "invoice": message.content.get("invoice"),
        "service": service_view(message),
        "reply_to": reply_view(message.reply_to),
        "forwarded_from": origin_name(message.origin) if message.origin else None,
        "silent": message.silent,
        "protected": message.protected,
        "above": bool(message.content.get("show_caption_above_media")),
        "pinned": message.pinned,
        "preview": not message.content.get("link_preview_options", {}).get("is_disabled", False),
        "reactions": reactions_view(message, viewer),
        "via": message.via["username"] if message.via else None,
    }


def sender_view(message: Message) -> Json:
    sender = message.sender_chat or message.sender
    name = sender.get("title") or " ".join(filter(None, (sender.get("first_name"), sender.get("last_name"))))
    return {"id": sender.get("id"), "name": name, "is_bot": message.by_bot is not None}


def media_view(message: Message) -> Json | None:
    if message.kind not in MEDIA:
        return None
    body = message.content[message.kind]
    body = body[-1] if isinstance(body, list) else body
    return {
        "url": f"/sim/files/{body['file_id']}",
        "file_id": body["file_id"],
        "name": body.get("file_name"),
        "mime": body.get("mime_type", "image/jpeg" if message.kind == "photo" else None),
        "size": body.get("file_size"),
        "width": body.get("width"),
        "height": body.get("height"),
        "duration": body.get("duration"),
    }


def contact_view(message: Message) -> Json | None:
    contact = message.content.get("contact")
    if contact is None:
        return None
    return {"phone": contact["phone_number"], "first_name": contact["first_name"], "user_id": contact.get("user_id")}


def buttons_view(markup: Json | None) -> list[list[Json]]:
    return [[button_view(button) for button in row] for row in (markup or {}).get("inline_keyboard", [])]


def pay_button(message: Message) -> list[list[Json]]:
    """Telegram puts one under an invoice that has no buttons of its own."""
    return [[{"text": "Pay", "pay": True}]] if "invoice" in message.content else []


def button_view(button: Json) -> Json:
    shown = {"text": button["text"]}
    for name, value in button.items():
        if name in BUTTON_FIELDS:
            shown[BUTTON_FIELDS[name]] = value
        elif name == "copy_text":
            shown["copy"] = value["text"]
        elif name.startswith("switch_inline_query"):
            shown["switch"] = value
        elif name == "style":
            shown["style"] = value
        elif name == "icon_custom_emoji_id":
            shown["icon"] = value
    return shown


def reply_view(target: Message | None) -> Json | None:
    if target is None:
        return None
    return {"id": target.id, "text": target.text[:120], "from": sender_view(target)["name"]}


def origin_name(origin: Json) -> str:
    user = origin.get("sender_user")
    if user:
        return " ".join(filter(None, (user["first_name"], user.get("last_name"))))
    chat = origin.get("chat") or origin.get("sender_chat") or {}
    name: str = origin.get("sender_user_name") or chat.get("title", "")
    return name


def reactions_view(message: Message, viewer: int) -> list[Json]:
    emojis = dict.fromkeys(message.reactions.values())
    bot = message.chat["id"] if message.by_bot is None else message.by_bot
    shown = []
    for emoji in emojis:
        actors = [actor for actor, given in message.reactions.items() if given == emoji]
        mine = viewer in actors
        shown.append({"emoji": emoji, "count": len(actors), "mine": mine, "bots": bool(set(actors) - {viewer, bot})})
    return shown


def service_view(message: Message) -> Json | None:
    """What happened, and the words it is told in: the page has its own, in its language."""
    if message.kind != "service":
        return None
    kind = next((name for name in SERVICE_SENTENCES if name in message.content), None)
    if kind is None:
        return None
    body = message.content[kind]
    name = body.get("name") if isinstance(body, dict) else body if isinstance(body, str) else None
    return {"kind": kind, "who": sender_view(message)["name"], "name": name}


def service_sentence(message: Message) -> str:
    if message.kind != "service":
        return ""
    who = sender_view(message)["name"]
    for name, sentence in SERVICE_SENTENCES.items():
        if name in message.content:
            return sentence.format(who=who)
    return ""


def keyboard_view(phone: Phone) -> Json | None:
    markup = phone.keyboard
    if markup is None:
        return None
    return {
        "buttons": [[reply_button_view(button) for button in row] for row in markup["keyboard"]],
        "resize": bool(markup.get("resize_keyboard")),
        "one_time": bool(markup.get("one_time_keyboard")),
        "persistent": bool(markup.get("is_persistent")),
        "placeholder": markup.get("input_field_placeholder"),
    }


def reply_button_view(button: Json) -> Json:
    shown = {"text": button["text"]}
    for name in button:
        if name.startswith("request_") or name == "web_app":
            shown["request"] = name.removeprefix("request_")
    if "web_app" in button:
        shown["url"] = button["web_app"]["url"]
    if "style" in button:
        shown["style"] = button["style"]
    return shown


def force_reply_view(phone: Phone) -> Json | None:
    if phone.force_reply is None:
        return None
    return {"placeholder": phone.force_reply.get("input_field_placeholder")}


def person_view(account: Account, chats: list[Chat]) -> Json:
    return {
        "id": account.id,
        "name": account.name,
        "first_name": account.first_name,
        "last_name": account.last_name,
        "username": account.username,
        "language": account.language,
        "phone": account.phone,
        "email": account.email,
        "role": account.role,
        "authenticator": account.authenticator,
        "deactivated": account.deactivated,
        "chats": [presence_view(chat, account.id) for chat in chats],
    }


def presence_view(chat: Chat, person_id: int) -> Json:
    return {
        "bot": chat.bot_id,
        "started": chat.started,
        "blocked": chat.blocked,
        "unread": chat.phone(person_id).unread,
        "last_id": max(chat.messages, default=0),
    }


def topic_view(topic: Topic) -> Json:
    return {"id": topic.id, "name": topic.name, "closed": topic.closed, "color": f"#{topic.icon_color:06x}"}


def group_view(chat: Chat, people: set[int]) -> Json:
    members = [user for user in chat.members if chat.inside(user)]
    return {
        "id": chat.id,
        "title": chat.title,
        "type": chat.type,
        "forum": chat.forum,
        "members": [user for user in members if user in people],
        "bots": {str(user): member["status"] for user, member in chat.members.items() if user not in people},
        "owner": next((user for user in members if chat.status(user) == "creator"), None),
        "topics": [topic_view(topic) for topic in chat.topics.values()],
    }

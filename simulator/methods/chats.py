"""getChat, getChatMember and what an administrator does in a group."""

from typing import Any

from simulator.chats import Chat
from simulator.members import PERMISSIONS, RIGHTS, member_shape
from simulator.methods.call import Call, method
from simulator.methods.media import photo_sizes
from simulator.posting import service
from simulator.refusals import bad
from simulator.shapes import Json
from simulator.world import World, check_membership

ACCENTS = 7
REACTIONS_KNOWN = 11
TITLE_LIMIT = 16
ATTACHED = "attach://"
GIFTS = ["unlimited_gifts", "limited_gifts", "unique_gifts", "premium_subscription", "gifts_from_channels"]


@method("getChat", "chat_id")
async def get_chat(call: Call) -> Any:
    chat = call.chat
    if not chat.private:
        check_membership(chat, call.bot)
    full = chat.as_json() | {
        "accent_color_id": chat.id % ACCENTS,
        "max_reaction_count": REACTIONS_KNOWN,
        "accepted_gift_types": dict.fromkeys(GIFTS, True),
    }
    if chat.pinned:
        full["pinned_message"] = chat.messages[chat.pinned[-1]].as_json(nested=True)
    if chat.description:
        full["description"] = chat.description
    if chat.group:
        full["permissions"] = dict.fromkeys(PERMISSIONS, True) | chat.permissions
    return full


def user_json(world: World, user_id: int) -> Json | None:
    if user_id in world.people:
        return world.people[user_id].as_user()
    if user_id in world.bots:
        return world.bots[user_id].as_user()
    return None


def member_json(call: Call, chat: Chat, user_id: int) -> Json:
    user = user_json(call.world, user_id)
    if user is None:
        raise bad("PARTICIPANT_ID_INVALID" if not chat.private else "user not found")
    return member_shape(user, chat.members.get(user_id, {"status": "member" if chat.private else "left"}))


@method("getChatMember", "chat_id user_id")
async def get_chat_member(call: Call) -> Any:
    return member_json(call, call.chat, call.user_id())


@method("getChatAdministrators", "chat_id", ignores="return_bots")
async def get_chat_administrators(call: Call) -> Any:
    chat = group_chat(call, "there are no administrators in the private chat")
    bosses = [
        user for user in chat.members if chat.status(user) in ("creator", "administrator") and user != call.bot.id
    ]
    return [member_json(call, chat, user) for user in bosses]


@method("getChatMemberCount", "chat_id")
async def get_chat_member_count(call: Call) -> Any:
    chat = call.chat
    return 2 if chat.private else sum(1 for user in chat.members if chat.inside(user))


def group_chat(call: Call, otherwise: str) -> Chat:
    chat = call.chat
    if chat.private:
        raise bad(otherwise)
    check_membership(chat, call.bot)
    return chat


def as_boss(call: Call, right: str) -> Chat:
    """The group, where the bot must be an administrator who may do this."""
    chat = group_chat(call, "method is available for supergroup and channel chats only")
    member = chat.members[call.bot.id]
    if member["status"] != "administrator" or not member.get(right, True):
        raise bad(
            "not enough rights to restrict/unrestrict chat member"
            if right == "can_restrict_members"
            else "not enough rights"
        )
    return chat


def set_member(call: Call, chat: Chat, user_id: int, member: Json) -> bool:
    """Changes what someone is; bots that asked for chat_member hear of it."""
    user = user_json(call.world, user_id)
    if user is None:
        raise bad("PARTICIPANT_ID_INVALID")
    if chat.status(user_id) in ("creator", "administrator") and member["status"] in ("kicked", "restricted"):
        raise bad("user is an administrator of the chat")
    before = chat.members.get(user_id, {"status": "left"})
    chat.members[user_id] = member
    news = {
        "chat": chat.as_json(),
        "from": call.bot.as_user(),
        "date": int(call.world.clock.now()),
        "old_chat_member": member_shape(user, before),
        "new_chat_member": member_shape(user, member),
    }
    call.bot.updates.add("chat_member", news, chat.id)
    call.world.tell_group(chat)
    return True


@method("banChatMember", "chat_id user_id until_date", ignores="revoke_messages")
async def ban_chat_member(call: Call) -> Any:
    chat = as_boss(call, "can_restrict_members")
    member = {"status": "kicked", "until_date": call.params.integer("until_date")}
    return set_member(call, chat, call.user_id(), member)


@method("unbanChatMember", "chat_id user_id only_if_banned")
async def unban_chat_member(call: Call) -> Any:
    chat = as_boss(call, "can_restrict_members")
    user_id = call.user_id()
    if chat.status(user_id) != "kicked" and call.params.flag("only_if_banned"):
        return True
    return set_member(call, chat, user_id, {"status": "left"})


@method("restrictChatMember", "chat_id user_id permissions until_date", ignores="use_independent_chat_permissions")
async def restrict_chat_member(call: Call) -> Any:
    chat = as_boss(call, "can_restrict_members")
    given = call.params.object("permissions", "ChatPermissions")
    status = "member" if all(given.get(name) for name in PERMISSIONS[:10]) else "restricted"
    member = {"status": status, "until_date": call.params.integer("until_date"), **given}
    return set_member(call, chat, call.user_id(), {"status": "member"} if status == "member" else member)


PROMOTION = (
    " ".join(RIGHTS[:-1])
    + " can_post_messages can_edit_messages can_pin_messages can_manage_topics can_manage_direct_messages"
)


@method("promoteChatMember", "chat_id user_id " + PROMOTION, ignores="can_manage_tags can_send_welcome_messages")
async def promote_chat_member(call: Call) -> Any:
    chat = as_boss(call, "can_promote_members")
    rights = {name: call.params.flag(name) for name in PROMOTION.split() if name in call.params.fields}
    member: Json = {"status": "administrator", **rights} if any(rights.values()) else {"status": "member"}
    return set_member(call, chat, call.user_id(), member)


@method("leaveChat", "chat_id")
async def leave_chat(call: Call) -> Any:
    chat = group_chat(call, "chat member status can't be changed in private chats")
    chat.members[call.bot.id] = {"status": "left"}
    call.world.tell_group(chat)
    return True


@method("setChatTitle", "chat_id title")
async def set_chat_title(call: Call) -> Any:
    chat = as_boss(call, "can_change_info")
    title = call.params.text("title").strip()
    if not title:
        raise bad("title must be non-empty")
    if title == chat.title:
        raise bad("CHAT_NOT_MODIFIED")
    chat.title = title[:128]
    service(call.world, chat, call.bot.as_user(), {"new_chat_title": chat.title}, by_bot=call.bot.id)
    call.world.tell_group(chat)
    return True


@method("setChatDescription", "chat_id description")
async def set_chat_description(call: Call) -> Any:
    chat = as_boss(call, "can_change_info")
    chat.description = call.params.text("description")[:255]
    return True


@method("setChatPhoto", "chat_id photo")
async def set_chat_photo(call: Call) -> Any:
    chat = as_boss(call, "can_change_info")
    upload = call.params.uploads.get("photo") or call.params.uploads.get(call.params.text("photo")[len(ATTACHED) :])
    if upload is None:
        raise bad("there is no photo in the request")
    stored = call.world.files.keep("photo", upload)
    if not stored.width:
        raise bad("IMAGE_PROCESS_FAILED")
    chat.photo = stored
    service(call.world, chat, call.bot.as_user(), {"new_chat_photo": photo_sizes(stored)}, by_bot=call.bot.id)
    return True


@method("deleteChatPhoto", "chat_id")
async def delete_chat_photo(call: Call) -> Any:
    chat = as_boss(call, "can_change_info")
    if chat.photo is None:
        raise bad("CHAT_NOT_MODIFIED")
    chat.photo = None
    service(call.world, chat, call.bot.as_user(), {"delete_chat_photo": True}, by_bot=call.bot.id)
    return True


@method("setChatAdministratorCustomTitle", "chat_id user_id custom_title")
async def set_chat_administrator_custom_title(call: Call) -> Any:
    chat = as_boss(call, "can_promote_members")
    if chat.type != "supergroup":
        raise bad("method is available only for supergroups")
    status = chat.status(call.user_id())
    if status == "creator":
        raise bad("only creator can edit their custom title")
    if status != "administrator":
        raise bad("user is not an administrator")
    title = call.params.text("custom_title")
    if len(title) > TITLE_LIMIT:
        raise bad("ADMIN_RANK_INVALID")
    chat.members[call.user_id()]["custom_title"] = title
    return True


@method("banChatSenderChat", "chat_id sender_chat_id")
async def ban_chat_sender_chat(call: Call) -> Any:
    chat = as_boss(call, "can_restrict_members")
    chat.banned_channels.add(sender_channel(call))
    return True


@method("unbanChatSenderChat", "chat_id sender_chat_id")
async def unban_chat_sender_chat(call: Call) -> Any:
    chat = as_boss(call, "can_restrict_members")
    chat.banned_channels.discard(sender_channel(call))
    return True


def sender_channel(call: Call) -> int:
    channel = call.world.groups.get(call.params.integer("sender_chat_id"))
    if channel is None or channel.type != "channel":
        raise bad("PARTICIPANT_ID_INVALID")
    return channel.id


@method("setChatPermissions", "chat_id permissions", ignores="use_independent_chat_permissions")
async def set_chat_permissions(call: Call) -> Any:
    chat = as_boss(call, "can_restrict_members")
    chat.permissions = call.params.object("permissions", "ChatPermissions")
    return True


@method("getUserProfilePhotos", "user_id", ignores="offset limit")
async def get_user_profile_photos(call: Call) -> Any:
    if user_json(call.world, call.user_id()) is None:
        raise bad("user not found")
    return {"total_count": 0, "photos": []}

"""Invite links: made, changed and revoked by a bot that may invite; requests to join, let in or turned away."""

from typing import Any

from simulator import groupings
from simulator.chats import Chat
from simulator.invitations import InviteLink, new_link
from simulator.methods.call import Call, method
from simulator.methods.chats import set_member
from simulator.refusals import bad
from simulator.world import check_membership

NAME_LIMIT = 32
MEMBERS_MOST = 99_999
NO_RIGHT = "not enough rights to manage chat invite link"
FACTS = "name expire_date member_limit creates_join_request"


def inviting_chat(call: Call) -> Chat:
    chat = call.chat
    if chat.private:
        raise bad("can't invite members to a private chat")
    check_membership(chat, call.bot)
    member = chat.members[call.bot.id]
    if member["status"] != "administrator" or not member.get("can_invite_users", True):
        raise bad(NO_RIGHT)
    return chat


def own_link(call: Call, chat: Chat) -> InviteLink:
    link = chat.links.get(call.params.text("invite_link"))
    if link is None:
        raise bad("INVITE_HASH_INVALID")
    return link


def read_facts(call: Call) -> dict[str, Any]:
    params = call.params
    asks, limit = params.flag("creates_join_request"), params.integer("member_limit")
    if asks and limit:
        raise bad("member limit can't be specified for links requiring administrator approval")
    if not 0 <= limit <= MEMBERS_MOST:
        raise bad("member limit must be between 1 and 99999")
    expires = params.integer("expire_date")
    return {"name": params.text("name")[:NAME_LIMIT], "expires": expires, "limit": limit, "asks": asks}


def keep(chat: Chat, link: InviteLink) -> InviteLink:
    chat.links[link.url] = link
    return link


def new_primary(call: Call, chat: Chat) -> InviteLink:
    for link in chat.links.values():
        link.revoked = link.revoked or link.primary
    return keep(chat, new_link(call.bot.as_user(), primary=True))


@method("exportChatInviteLink", "chat_id")
async def export_chat_invite_link(call: Call) -> Any:
    return new_primary(call, inviting_chat(call)).url


@method("createChatInviteLink", "chat_id " + FACTS)
async def create_chat_invite_link(call: Call) -> Any:
    chat = inviting_chat(call)
    return keep(chat, new_link(call.bot.as_user(), **read_facts(call))).as_json()


@method("editChatInviteLink", "chat_id invite_link " + FACTS)
async def edit_chat_invite_link(call: Call) -> Any:
    link = own_link(call, inviting_chat(call))
    if link.primary:
        raise bad("CHAT_INVITE_PERMANENT")
    if link.revoked:
        raise bad("INVITE_HASH_EXPIRED")
    for name, value in read_facts(call).items():
        setattr(link, name, value)
    return link.as_json()


@method("revokeChatInviteLink", "chat_id invite_link")
async def revoke_chat_invite_link(call: Call) -> Any:
    chat = inviting_chat(call)
    link = own_link(call, chat)
    if link.primary:
        new_primary(call, chat)
    link.revoked = True
    return link.as_json()


def asking(call: Call, chat: Chat) -> int:
    """Who asks to be let in, and no longer does after this answer."""
    user_id = call.user_id()
    if chat.inside(user_id):
        raise bad("USER_ALREADY_PARTICIPANT")
    links = [link for link in chat.links.values() if user_id in link.waiting]
    if not links:
        raise bad("HIDE_REQUESTER_MISSING")
    for link in links:
        link.waiting.discard(user_id)
    return user_id


@method("approveChatJoinRequest", "chat_id user_id")
async def approve_chat_join_request(call: Call) -> Any:
    chat = inviting_chat(call)
    user_id = asking(call, chat)
    groupings.join(call.world, chat, call.world.account(user_id))
    return set_member(call, chat, user_id, {"status": "member"})


@method("declineChatJoinRequest", "chat_id user_id")
async def decline_chat_join_request(call: Call) -> Any:
    asking(call, inviting_chat(call))
    return True

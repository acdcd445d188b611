"""What someone is in a chat, in the Bot API's shapes (ChatMember…), with the rights that each must name."""

from simulator.shapes import Json

RIGHTS = [
    "is_anonymous",
    "can_manage_chat",
    "can_delete_messages",
    "can_manage_video_chats",
    "can_restrict_members",
    "can_promote_members",
    "can_change_info",
    "can_invite_users",
    "can_post_stories",
    "can_edit_stories",
    "can_delete_stories",
    "can_send_welcome_messages",
]
PERMISSIONS = [
    "can_send_messages",
    "can_send_audios",
    "can_send_documents",
    "can_send_photos",
    "can_send_videos",
    "can_send_video_notes",
    "can_send_voice_notes",
    "can_send_polls",
    "can_send_other_messages",
    "can_add_web_page_previews",
    "can_change_info",
    "can_invite_users",
    "can_pin_messages",
    "can_manage_topics",
    "can_edit_tag",
    "can_react_to_messages",
]


def member_shape(user: Json, member: Json) -> Json:
    status = member["status"]
    shown: Json = {"user": user, "status": status}
    if status == "administrator":
        shown |= {"can_be_edited": False} | dict.fromkeys(RIGHTS, False) | {"can_manage_chat": True}
    if status == "creator":
        shown["is_anonymous"] = False
    if status == "restricted":
        shown |= {"is_member": True, "until_date": 0} | dict.fromkeys(PERMISSIONS, False)
    if status == "kicked":
        shown["until_date"] = 0
    return shown | {name: value for name, value in member.items() if name != "status"}

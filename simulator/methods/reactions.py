"""setMessageReaction: an emoji on a message."""

import re
from typing import Any

from simulator.methods.call import Call, method
from simulator.posting import show
from simulator.refusals import bad

# Those that Telegram lets everybody give.
EMOJIS = frozenset(
    re.findall(
        r"\S+",
        "👍 👎 ❤ 🔥 🥰 👏 😁 🤔 🤯 😱 🤬 😢 🎉 🤩 🤮 💩 🙏 👌 🕊 🤡 🥱 🥴 😍 🐳 ❤\u200d🔥 🌚 🌭 💯 "
        "🤣 ⚡ 🍌 🏆 💔 🤨 😐 🍓 🍾 💋 🖕 😈 😴 😭 🤓 👻 👨\u200d💻 👀 🎃 🙈 😇 😨 🤝 ✍ 🤗 🫡 🎅 🎄 "
        "☃ 💅 🤪 🗿 🆒 💘 🙉 🦄 😘 💊 🙊 😎 👾 🤷\u200d♂ 🤷 🤷\u200d♀ 😡",
    )
)


@method("setMessageReaction", "chat_id message_id reaction", ignores="is_big")
async def set_message_reaction(call: Call) -> Any:
    given = call.params.array("reaction", "ReactionType")
    chat = call.world.writable_chat(call.bot, call.params.text("chat_id"))
    message = chat.messages.get(call.params.integer("message_id"))
    if message is None:
        raise bad("message to react not found")
    if len(given) > 1:
        raise bad("REACTIONS_TOO_MANY")
    emoji = checked_emoji(given[0]) if given else None
    if emoji is None:
        message.reactions.pop(call.bot.id, None)
    else:
        message.reactions[call.bot.id] = emoji
    show(call.world, chat, message, "reaction")
    return True


def checked_emoji(reaction: Any) -> str:
    if not isinstance(reaction, dict) or reaction.get("type") != "emoji":
        raise bad("REACTION_INVALID")
    emoji = str(reaction.get("emoji", "")).replace("\ufe0f", "")
    if emoji not in EMOJIS:
        raise bad("REACTION_INVALID")
    return emoji

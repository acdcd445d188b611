"""What goes out, in Telegram's words: buttons, keyboards, and a message's fields for a body that is built once."""

from collections.abc import Mapping
from typing import Any

from telegram import InlineKeyboardMarkup, LinkPreviewOptions, ReplyKeyboardMarkup, ReplyKeyboardRemove
from telegram.constants import MessageLimit, ParseMode

from channels.message import Ask, Button, Key, Say, Style

HTML = ParseMode.HTML
TEXT = int(MessageLimit.MAX_TEXT_LENGTH)  # UTF-16 units
CAPTION = int(MessageLimit.CAPTION_LENGTH)
NO_PREVIEW = LinkPreviewOptions(is_disabled=True)

Markup = InlineKeyboardMarkup | ReplyKeyboardMarkup | ReplyKeyboardRemove


def under(say: Say) -> dict[str, Any] | None:
    """What hangs under the message. Telegram takes one thing: buttons go before keys."""
    if say.buttons:
        return {"inline_keyboard": [[_button(button) for button in row] for row in say.buttons]}
    if say.keys is None:
        return None
    if not say.keys:
        return {"remove_keyboard": True}
    return {
        "keyboard": [[_key(key) for key in row] for row in say.keys],
        "resize_keyboard": True,
        "is_persistent": True,
    }


def markup(say: Say) -> Markup | None:
    """The same for PTB's methods."""
    fields = under(say)
    if fields is None or say.buttons:
        return inline(say)
    return ReplyKeyboardMarkup.de_json(fields) if say.keys else ReplyKeyboardRemove()


def inline(say: Say) -> InlineKeyboardMarkup | None:
    """The buttons alone: all that an edited message can bear."""
    return InlineKeyboardMarkup.de_json(under(say) or {}) if say.buttons else None


def as_json(say: Say) -> Mapping[str, Any]:
    """The fields of the Bot API that a message has in every chat.

    Built without PTB's objects: those made a reply with a dozen buttons cost a millisecond of processor time.
    """
    fields: dict[str, Any] = {"parse_mode": HTML}
    if (below := under(say)) is not None:
        fields["reply_markup"] = below
    if say.silent:
        fields["disable_notification"] = True
    if say.protect:
        fields["protect_content"] = True
    if say.picture is not None:
        return fields | {"photo": say.picture.file, "caption": say.text}
    return fields | {"text": say.text, "link_preview_options": NO_PREVIEW.to_dict()}


def _button(button: Button) -> dict[str, Any]:
    fields: dict[str, Any] = {"text": button.text}
    if button.data is not None:
        fields["callback_data"] = button.data
    if button.url is not None:
        fields["url"] = button.url
    if button.copy is not None:
        fields["copy_text"] = {"text": button.copy}
    if button.style is not Style.PLAIN:
        fields["style"] = button.style.value
    return fields


def _key(key: Key) -> dict[str, Any]:
    asks = {Ask.CONTACT: "request_contact", Ask.PLACE: "request_location"}
    return {"text": key.text, asks[key.ask]: True} if key.ask in asks else {"text": key.text}

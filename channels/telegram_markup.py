"""What goes out, in Telegram's words: buttons, keyboards, and a message's fields for a body that is built once."""

from collections.abc import Mapping
from typing import Any

from telegram import (
    CopyTextButton,
    InlineKeyboardButton,
    InlineKeyboardMarkup,
    KeyboardButton,
    LinkPreviewOptions,
    ReplyKeyboardMarkup,
    ReplyKeyboardRemove,
)
from telegram.constants import MessageLimit, ParseMode

from channels.message import Ask, Button, Key, Say, Style

HTML = ParseMode.HTML
TEXT = int(MessageLimit.MAX_TEXT_LENGTH)  # UTF-16 units
CAPTION = int(MessageLimit.CAPTION_LENGTH)
NO_PREVIEW = LinkPreviewOptions(is_disabled=True)

Markup = InlineKeyboardMarkup | ReplyKeyboardMarkup | ReplyKeyboardRemove


def markup(say: Say) -> Markup | None:
    """What hangs under the message. Telegram takes one thing: buttons go before keys."""
    if say.buttons:
        return inline(say)
    if say.keys is None:
        return None
    if not say.keys:
        return ReplyKeyboardRemove()
    return ReplyKeyboardMarkup(
        [[_key(key) for key in row] for row in say.keys], resize_keyboard=True, is_persistent=True
    )


def inline(say: Say) -> InlineKeyboardMarkup | None:
    """The buttons alone: all that an edited message can bear."""
    return InlineKeyboardMarkup([[_button(button) for button in row] for row in say.buttons]) if say.buttons else None


def as_json(say: Say) -> Mapping[str, Any]:
    """The fields of the Bot API that a message has in every chat, for a body that is built once."""
    fields: dict[str, Any] = {"parse_mode": HTML}
    under = markup(say)
    if under is not None:
        fields["reply_markup"] = under.to_dict()
    if say.silent:
        fields["disable_notification"] = True
    if say.protect:
        fields["protect_content"] = True
    if say.picture is not None:
        return fields | {"photo": say.picture.file, "caption": say.text}
    return fields | {"text": say.text, "link_preview_options": NO_PREVIEW.to_dict()}


def _button(button: Button) -> InlineKeyboardButton:
    return InlineKeyboardButton(
        button.text,
        callback_data=button.data,
        url=button.url,
        copy_text=CopyTextButton(button.copy) if button.copy is not None else None,
        style=None if button.style is Style.PLAIN else button.style.value,
    )


def _key(key: Key) -> KeyboardButton:
    return KeyboardButton(
        key.text, request_contact=key.ask is Ask.CONTACT or None, request_location=key.ask is Ask.PLACE or None
    )

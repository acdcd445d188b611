"""A message to one person: sent, or put in the place of an earlier one where that still can be.

Pictures, files and changes go through PTB's `Bot`; a text, which most answers are, through the same lane as it is.
"""

import json
from collections.abc import Awaitable, Callable
from dataclasses import replace

from telegram import Bot, InputMediaPhoto, Message, ReplyParameters
from telegram.error import TelegramError

from channels.fate import Fate
from channels.length import length, pieces
from channels.message import Document, Picture, Say
from channels.telegram_errors import classify_exception
from channels.telegram_http import RawClient, result_of
from channels.telegram_markup import CAPTION, HTML, NO_PREVIEW, TEXT, as_json, inline, markup

Draw = Callable[[Picture | Document], Awaitable[bytes]]


class Replies:
    """`bot` calls over `lane`."""

    def __init__(self, bot: Bot, lane: RawClient, draw: Draw) -> None:
        self._bot = bot
        self._lane = lane
        self._draw = draw

    async def say(self, chat: int, say: Say) -> str:
        """The id of the message that bears the text. A file that Telegram has lost is sent from what we have kept."""
        try:
            return await self._say(chat, say)
        except TelegramError as error:
            ours = _made_by_us(say)
            if ours is None or classify_exception(error).fate is not Fate.CONTENT:
                raise
            return await self._say(chat, ours)

    async def _say(self, chat: int, say: Say) -> str:
        """A changed message takes no keys, so keys mean a new one."""
        if say.edit is not None and say.keys is None and await self._change(chat, int(say.edit), say):
            return say.edit
        if say.document is not None:
            return str((await self._document(chat, say, say.document)).message_id)
        if say.picture is None:
            return await self._text(chat, say)
        return await self._picture(chat, say, say.picture)

    async def _text(self, chat: int, say: Say) -> str:
        """A text too long for one message goes in several; the last bears what hangs under it."""
        *before, last = pieces(say.text, TEXT)
        for piece in before:
            await self._one(chat, replace(say, text=piece, buttons=(), keys=None))
            say = replace(say, silent=True, reply_to=None)
        return await self._one(chat, replace(say, text=last))

    async def _one(self, chat: int, say: Say) -> str:
        fields = {"chat_id": chat, **as_json(say)}
        if reply := _reply(say):
            fields["reply_parameters"] = reply.to_dict()
        status, answer = await self._lane.exchange("sendMessage", json.dumps(fields).encode())
        return str(result_of(status, answer)["message_id"])

    async def _picture(self, chat: int, say: Say, picture: Picture) -> str:
        """A text too long to stand under the picture follows it, and bears what hangs under the message."""
        photo = picture.file or await self._draw(picture)
        together = length(say.text) <= CAPTION
        sent = await self._bot.send_photo(
            chat,
            photo,
            caption=say.text if together else None,
            parse_mode=HTML,
            reply_markup=markup(say) if together else None,
            disable_notification=say.silent,
            protect_content=say.protect,
            reply_parameters=_reply(say),
        )
        if together:
            return str(sent.message_id)
        return await self._text(chat, replace(say, picture=None, silent=True, reply_to=None))

    async def _document(self, chat: int, say: Say, document: Document) -> Message:
        """The file, with the text under it as far as a caption goes."""
        caption = pieces(say.text, CAPTION)[0] if say.text else None
        file = document.file or await self._draw(document)
        if document.kind == "video":
            return await self._bot.send_video(
                chat,
                file,
                filename=document.name,
                caption=caption,
                parse_mode=HTML,
                disable_notification=say.silent,
            )
        return await self._bot.send_document(
            chat,
            file,
            filename=document.name,
            caption=caption,
            parse_mode=HTML,
            reply_markup=markup(say),
            disable_notification=say.silent,
            protect_content=say.protect,
            reply_parameters=_reply(say),
        )

    async def _change(self, chat: int, message: int, say: Say) -> bool:
        """Whether the message now says this. False: it is gone, or of a kind that cannot."""
        if length(say.text) > (TEXT if say.picture is None else CAPTION):
            return False
        try:
            await self._edit(chat, message, say)
        except TelegramError as error:
            no = classify_exception(error)
            if no.fate is not Fate.STALE:
                raise
            return "not modified" in no.reason.lower()
        return True

    async def _edit(self, chat: int, message: int, say: Say) -> None:
        if say.picture is not None:
            photo = say.picture.file or await self._draw(say.picture)
            media = InputMediaPhoto(photo, caption=say.text, parse_mode=HTML)
            await self._bot.edit_message_media(media, chat, message, reply_markup=inline(say))
            return
        try:
            await self._bot.edit_message_text(
                say.text, chat, message, parse_mode=HTML, link_preview_options=NO_PREVIEW, reply_markup=inline(say)
            )
        except TelegramError as error:
            if "no text in the message" not in classify_exception(error).reason or length(say.text) > CAPTION:
                raise
            await self._bot.edit_message_caption(
                chat, message, caption=say.text, parse_mode=HTML, reply_markup=inline(say)
            )


def _made_by_us(say: Say) -> Say | None:
    """The message with what we make in place of what the channel holds; None where there is nothing to make it of."""
    picture, document = say.picture, say.document
    if picture is not None and picture.file and picture.subject:
        return replace(say, picture=replace(picture, file=None))
    if document is not None and document.file and document.subject:
        return replace(say, document=replace(document, file=None))
    return None


def _reply(say: Say) -> ReplyParameters | None:
    return ReplyParameters(int(say.reply_to), allow_sending_without_reply=True) if say.reply_to is not None else None

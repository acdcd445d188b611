"""sendPhoto and its siblings, sendMediaGroup, getFile: files come as uploads, as a file_id, or by URL."""

import itertools
from dataclasses import dataclass
from typing import Any

from simulator.files import StoredFile
from simulator.markup import Markup
from simulator.methods.call import LEFT_ASIDE, Call, method
from simulator.methods.sending import SENDING, read_caption, read_reply, read_thread, send
from simulator.params import Params, Upload
from simulator.posting import post_from_bot
from simulator.refusals import bad
from simulator.shapes import Json
from simulator.world import World

CAPTION = "caption parse_mode caption_entities "
ALBUM_KINDS = ("photo", "video", "document", "audio", "live_photo")
ALBUM_MOST = 10
PHOTO_SIDES = 10_000
THUMBNAIL = 90
PHOTO_BYTES = 10 * 1024 * 1024
ALBUM_NUMBERS = itertools.count(13_000_000_000_000_000)
OPTIONS = {
    "video": ("duration", "width", "height"),
    "animation": ("duration", "width", "height"),
    "audio": ("duration", "performer", "title"),
    "voice": ("duration",),
    "video_note": ("duration", "length"),
}


@dataclass(frozen=True, slots=True)
class Source:
    """Where a file comes from: the named parameter of a call, or what an album's part says."""

    params: Params
    value: str

    def upload(self, name: str) -> Upload | None:
        attached = self.value.removeprefix("attach://")
        return self.params.uploads.get(attached if self.value.startswith("attach://") else name)


def stored_file(world: World, kind: str, source: Source, name: str) -> StoredFile:
    upload = source.upload(name)
    if upload is not None:
        if not upload.data:
            raise bad("file must be non-empty")
        stored = world.files.keep(kind, upload)
        if kind == "photo" and not stored.width:
            raise bad("IMAGE_PROCESS_FAILED")
        return stored
    if not source.value:
        raise bad(f"there is no {kind.replace('_', ' ')} in the request")
    known = world.files.get(source.value)
    if known is not None:
        return known
    if source.value.startswith(("http://", "https://")):
        raise bad("failed to get HTTP URL content")
    if "://" in source.value:
        raise bad("wrong HTTP URL specified")
    raise bad("wrong file identifier/HTTP URL specified")


def described(kind: str, stored: StoredFile, options: Params) -> Json:
    """The content of a message that shows this file."""
    if kind == "photo":
        return {"photo": photo_sizes(stored)}
    body = stored.ids()
    if kind in ("video", "animation"):
        body |= {"width": 640, "height": 360, "duration": 1}
    if kind == "sticker":
        body |= {"type": "regular", "width": 512, "height": 512, "is_animated": False, "is_video": False}
    if kind == "video_note":
        body |= {"length": 240, "duration": 1}
    if kind in ("voice", "audio"):
        body["duration"] = 1
    if kind not in ("sticker", "video_note"):
        body |= {"mime_type": stored.mime}
    if kind in ("document", "video", "animation", "audio"):
        body["file_name"] = stored.name
    for name in OPTIONS.get(kind, ()):
        if options.has(name):
            body[name] = options.text(name) if name in ("performer", "title") else options.integer(name)
    if kind == "sticker" and options.has("emoji"):
        body["emoji"] = options.text("emoji")
    content: Json = {kind: body}
    if kind == "animation":
        content["document"] = {**stored.ids(), "file_name": stored.name, "mime_type": stored.mime}
    return content


def photo_sizes(stored: StoredFile) -> list[Json]:
    """A thumbnail and the picture itself: Telegram always gives several sizes, the largest last."""
    if stored.size > PHOTO_BYTES:
        raise bad("PHOTO_SAVE_FILE_INVALID")
    if stored.width + stored.height > PHOTO_SIDES:
        raise bad("PHOTO_INVALID_DIMENSIONS")
    width, height = stored.width or 640, stored.height or 480
    scale = max(width, height) / THUMBNAIL
    whole = {**stored.ids(), "width": width, "height": height}
    small = {"width": max(1, round(width / scale)), "height": max(1, round(height / scale))}
    return [whole | small | {"file_unique_id": stored.unique_id + "s"}, whole] if scale > 1 else [whole]


async def send_file(call: Call, kind: str) -> Any:
    stored = stored_file(call.world, kind, Source(call.params, call.params.text(kind)), kind)
    content = described(kind, stored, call.params)
    if kind not in ("sticker", "video_note"):
        content |= read_caption(call.params)
    return await send(call, content)


@method("sendPhoto", SENDING + CAPTION + "photo show_caption_above_media has_spoiler", ignores=LEFT_ASIDE)
async def send_photo(call: Call) -> Any:
    return await send_file(call, "photo")


@method(
    "sendDocument", SENDING + CAPTION + "document", ignores=LEFT_ASIDE + " thumbnail disable_content_type_detection"
)
async def send_document(call: Call) -> Any:
    return await send_file(call, "document")


@method(
    "sendVideo",
    SENDING + CAPTION + "video duration width height show_caption_above_media has_spoiler",
    ignores=LEFT_ASIDE + " thumbnail cover start_timestamp supports_streaming",
)
async def send_video(call: Call) -> Any:
    return await send_file(call, "video")


@method(
    "sendAnimation",
    SENDING + CAPTION + "animation duration width height show_caption_above_media has_spoiler",
    ignores=LEFT_ASIDE + " thumbnail",
)
async def send_animation(call: Call) -> Any:
    return await send_file(call, "animation")


@method("sendAudio", SENDING + CAPTION + "audio duration performer title", ignores=LEFT_ASIDE + " thumbnail")
async def send_audio(call: Call) -> Any:
    return await send_file(call, "audio")


@method("sendVoice", SENDING + CAPTION + "voice duration", ignores=LEFT_ASIDE)
async def send_voice(call: Call) -> Any:
    return await send_file(call, "voice")


@method("sendSticker", SENDING + "sticker emoji", ignores=LEFT_ASIDE)
async def send_sticker(call: Call) -> Any:
    return await send_file(call, "sticker")


@method("sendVideoNote", SENDING + "video_note duration length", ignores=LEFT_ASIDE + " thumbnail")
async def send_video_note(call: Call) -> Any:
    return await send_file(call, "video_note")


def read_part(call: Call, part: Any) -> Json:
    """One InputMedia of an album or of an edit."""
    if not isinstance(part, dict):
        raise bad("can't parse InputMedia: expected an Object")
    kind = str(part.get("type", ""))
    if kind not in (*ALBUM_KINDS, "animation"):
        raise bad("can't parse InputMedia: type must be one of photo, video, animation, audio, document")
    if not part.get("media"):
        raise bad("can't parse InputMedia: media not found")
    stored = stored_file(call.world, kind, Source(call.params, str(part["media"])), "")
    return described(kind, stored, Params(part)) | read_caption(call.params, part)


def check_album(parts: list[Any]) -> None:
    if not parts:
        raise bad("media must be non-empty")
    if len(parts) > ALBUM_MOST:
        raise bad("too many messages to send as an album")
    kinds = {str(part.get("type")) for part in parts if isinstance(part, dict)}
    if len(kinds) > 1 and kinds & {"document", "audio"}:
        other = (kinds & {"document", "audio"}).pop().capitalize()
        raise bad(f"{other.lower()} can't be mixed with other media types")
    if "animation" in kinds:
        raise bad("animation can't be sent in an album")


@method(
    "sendMediaGroup",
    "chat_id message_thread_id media disable_notification protect_content allow_paid_broadcast reply_parameters "
    "reply_to_message_id allow_sending_without_reply",
    ignores="business_connection_id direct_messages_topic_id message_effect_id",
)
async def send_media_group(call: Call) -> Any:
    parts = call.params.array("media", "InputMedia")
    check_album(parts)
    contents = [read_part(call, part) for part in parts]
    chat = call.world.writable_chat(call.bot, call.params.text("chat_id"))
    thread = read_thread(chat, call.params)
    reply_to = read_reply(chat, call.params)
    await call.admit(chat, len(contents))
    album = str(next(ALBUM_NUMBERS)) if len(contents) > 1 else None
    return [
        post_from_bot(
            call.world,
            call.bot,
            chat,
            call.method,
            content,
            markup=Markup(),
            reply_to=reply_to,
            thread=thread,
            album=album,
            silent=call.params.flag("disable_notification"),
            protected=call.params.flag("protect_content"),
        ).as_json()
        for content in contents
    ]


@method("getFile", "file_id")
async def get_file(call: Call) -> Any:
    return call.world.files.describe(call.params.text("file_id"))

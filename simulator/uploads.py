"""Files that people send: one, or an album whose parts may come late or in another order."""

import itertools
import random
from functools import partial

from simulator.accounts import Account
from simulator.bots import Bot
from simulator.composing import compose, ready, tell_bots, topic_in
from simulator.entities import found_alone
from simulator.messages import Message
from simulator.methods.media import described
from simulator.params import Params, Upload
from simulator.shapes import Json
from simulator.world import World

ALBUM_IDS = itertools.count(12_000_000_000_000_000)
ALBUM_KINDS = {"photo", "video"}


def kind_of(mime: str) -> str:
    """The kind that a phone would choose for a file of this type."""
    if mime in ("image/jpeg", "image/png", "image/webp"):
        return "photo"
    if mime == "image/gif":
        return "animation"
    if mime.startswith("video/"):
        return "video"
    return "voice" if mime == "audio/ogg" else "audio" if mime.startswith("audio/") else "document"


def send_files(
    world: World,
    account: Account,
    bot: Bot,
    uploads: list[Upload],
    *,
    kind: str | None = None,
    caption: str | None = None,
    reply_to: int | None = None,
    gap: float = 0.0,
    chat_id: int | None = None,
    thread: int | None = None,
) -> list[Message]:
    """Several photos or videos are an album, with the caption on its first part; other files go one by one."""
    chat = ready(world, account, bot, chat_id)
    kinds = [kind or kind_of(upload.mime) for upload in uploads]
    album = str(next(ALBUM_IDS)) if len(uploads) > 1 and set(kinds) <= ALBUM_KINDS else None
    topic = topic_in(chat, thread)
    target = chat.messages.get(reply_to) if reply_to is not None else None
    messages = []
    for place, (one_kind, upload) in enumerate(zip(kinds, uploads, strict=True)):
        words = caption if place == 0 else None
        content = file_content(world, one_kind, upload, words)
        messages.append(compose(world, account, chat, content, album=album, reply_to=target, thread=topic))
    for wait, message in zip(*schedule(world, messages, gap, chat.id, album is not None), strict=True):
        if wait > 0:
            world.later(wait, partial(tell_bots, world, chat, message))
        else:
            tell_bots(world, chat, message)
    return messages


def schedule(
    world: World, messages: list[Message], gap: float, chat_id: int, album: bool
) -> tuple[list[float], list[Message]]:
    """When each part reaches the bot (seconds from now), and in which order."""
    if album and world.faults:
        late = world.faults.strike(("late_album",), "message", chat_id)
        if late is not None:
            gap = late.pause
        if world.faults.strike(("shuffle_album",), "message", chat_id):
            messages = [*messages[1:], messages[0]] if len(messages) == 2 else shuffled(world.faults.dice, messages)
    return [place * gap for place in range(len(messages))], messages


def shuffled(dice: random.Random, messages: list[Message]) -> list[Message]:
    """Another order than the one they have."""
    mixed = list(messages)
    while mixed == messages:
        dice.shuffle(mixed)
    return mixed


def file_content(world: World, kind: str, upload: Upload, caption: str | None) -> Json:
    content = described(kind, world.files.keep(kind, upload), Params({}))
    if caption and kind not in ("sticker", "video_note"):
        content["caption"] = caption
        found = found_alone(caption)
        if found:
            content["caption_entities"] = found
    return content

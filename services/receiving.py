"""What is noted of everything that comes in: a file that its channel soon forgets, and the window that a word opens."""

from dataclasses import replace
from datetime import datetime

from channels.ability import ability_of
from channels.incoming import File, Incoming
from storage import passing, windows
from storage.engine import Tx


async def keep_files(tx: Tx, incoming: Incoming, *, now: datetime) -> Incoming:
    """The message as the conversations are to see it; noting the file is part of the turn that takes it."""
    body = incoming.body
    if not isinstance(body, File) or ability_of(incoming.channel).lasting_files:
        return incoming
    return replace(incoming, body=replace(body, file=await passing.note(tx, incoming.channel, body.file, now=now)))


async def hear(tx: Tx, incoming: Incoming, *, now: datetime) -> None:
    """Where answers are free for a while after each word, that while begins; whatever is answered, this stays."""
    if ability_of(incoming.channel).window is not None:
        await windows.heard(tx, incoming.channel, incoming.chat, now=min(incoming.at or now, now))
        await tx.mark()

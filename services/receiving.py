"""What comes in and would not stay: a file that its channel soon forgets is fetched, and goes on under our name."""

from dataclasses import replace
from datetime import datetime

from channels.ability import ability_of
from channels.message import File, Incoming
from storage import passing
from storage.engine import Tx


async def keep_files(tx: Tx, incoming: Incoming, *, now: datetime) -> Incoming:
    """The message as the conversations are to see it; noting the file is part of the turn that takes it."""
    body = incoming.body
    if not isinstance(body, File) or ability_of(incoming.channel).lasting_files:
        return incoming
    return replace(incoming, body=replace(body, file=await passing.note(tx, incoming.channel, body.file, now=now)))

"""A report's files, sent again to whoever may see them, each with what was written under it.

The channel that holds them is asked for its own; what it has lost, and what another holds, is sent from our own store.
"""

from channels.ability import ability_of
from channels.message import Document, Picture, Say
from domain.attachment import Attachment, KeptFile
from domain.refused import Refused
from domain.report import Report, State
from handlers.turn import Turn
from storage import files
from texts.words import Safe


async def show_files(turn: Turn, report: Report, *, staff: bool = False) -> None:
    """A result's files come to the citizen with the result, not before."""
    kept = [each for each in await files.list_of(turn.tx, report.id) if staff or _open(report, each)]
    if not kept:
        raise Refused("files.none")
    for each in kept:
        turn.send(_say(turn, each))


def _open(report: Report, file: KeptFile) -> bool:
    return file.purpose is not file.purpose.RESULT or report.state in (State.RESOLVED, State.CLOSED)


def _say(turn: Turn, file: KeptFile) -> Say:
    attachment = file.attachment
    label = turn.words.say(f"files.of.{file.purpose.value}")
    text = Safe(f"{label}: {turn.words.written(attachment.caption)}" if attachment.caption else label)
    ours = str(file.id) if file.stored else ""
    held = attachment.held if _holds(turn.chat.channel, attachment) else None
    if not ours and held is None:
        return Say(text=f"{text}\n{turn.words.say('files.not_here')}")
    if attachment.kind == "photo":
        return Say(text=text, picture=Picture(kind="photo", subject=ours, file=held))
    name = attachment.name or attachment.kind
    return Say(text=text, document=Document(kind=attachment.kind, subject=ours, name=name, file=held))


def _holds(channel: str, attachment: Attachment) -> bool:
    return attachment.channel == channel and ability_of(channel).lasting_files

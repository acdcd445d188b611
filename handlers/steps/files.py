"""Photos, videos and documents, one by one or as an album: each joins as it arrives, duplicates are dropped."""

from dataclasses import asdict, dataclass, replace
from typing import Any

from channels.incoming import File
from channels.message import Style
from domain.attachment import FILE_BYTES_MOST, FILES_MOST, Attachment
from domain.refused import Refused
from domain.wording import shorten
from handlers.step import Choice, Partly, Prompt, Step, Took
from handlers.turn import Turn
from storage.forms import PARTLY, Draft
from texts.words import Safe

DONE = "done"
MEGABYTE = 1024 * 1024
CAPTION_MOST = 300  # UTF-16 units


@dataclass(frozen=True, slots=True, kw_only=True)
class FilesStep(Step):
    def kept(self, draft: Draft) -> Any:
        return draft.answers.get(PARTLY, {}).get(self.key)

    async def ask(self, turn: Turn, draft: Draft) -> Prompt:
        files = self.so_far(draft) or []
        prompt = await Step.ask(self, turn, draft)
        if not files:
            return prompt
        received = self.noted(turn, files)
        done = Choice(value=DONE, name=turn.words.plain("files.done"), style=Style.PRIMARY)
        return replace(prompt, text=Safe(f"{prompt.text}\n\n{received}"), choices=(done,))

    async def pick(self, turn: Turn, draft: Draft, value: str) -> Took:
        if value != DONE:
            raise Refused("form.no_such_choice")
        return Took(value=self.so_far(draft) or [])

    async def take(self, turn: Turn, draft: Draft) -> Partly:
        body = turn.incoming.body
        if not isinstance(body, File):
            raise Refused("files.send_some")
        return Partly(value=_joined(self, turn, draft, body), quietly=True)

    async def catch(self, turn: Turn, draft: Draft) -> Partly | None:
        """A file sent at any other step: it joins, however late it comes after the others of its album."""
        body = turn.incoming.body
        return Partly(value=_joined(self, turn, draft, body), quietly=True) if isinstance(body, File) else None

    def noted(self, turn: Turn, value: Any) -> Safe:
        return turn.words.say("files.received", count=len(value), most=FILES_MOST)

    def shown(self, turn: Turn, value: Any) -> Safe:
        return turn.words.say("files.count", count=len(value))


def _joined(step: FilesStep, turn: Turn, draft: Draft, file: File) -> list[dict[str, Any]]:
    return added(step.so_far(draft) or [], file, channel=turn.chat.channel)


def added(files: list[dict[str, Any]], file: File, *, channel: str) -> list[dict[str, Any]]:
    """The attachments with one more. Raises `Refused` for one too large or too many; a second copy changes nothing."""
    if any(each["distinct"] == file.unique for each in files):
        return files
    new = attached(file, channel=channel)
    if len(files) >= FILES_MOST:
        raise Refused("files.too_many", most=FILES_MOST)
    return [*files, asdict(new)]


def attached(file: File, *, channel: str) -> Attachment:
    """A file as it comes with a report. Raises `Refused` for one too large."""
    if file.size > FILE_BYTES_MOST:
        raise Refused("files.too_large", name=file.name or file.kind, most=FILE_BYTES_MOST // MEGABYTE)
    return Attachment(
        kind=file.kind,
        held=file.file,
        distinct=file.unique,
        size=file.size,
        name=file.name,
        caption=shorten(file.caption, CAPTION_MOST) or None,
        album=file.album,
        channel=channel,
    )

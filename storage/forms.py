"""Unfinished forms: one row a chat and form, the answers sealed, so that a restart or a day's pause loses nothing."""

import json
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

from storage.chats import Chat
from storage.engine import Row, Session, Tx
from storage.queries import load
from storage.times import micros, moment

PARTLY = "_partly"  # where a draft keeps what belongs to an answer that is not complete

queries = load(__file__)


@dataclass(frozen=True, slots=True, kw_only=True)
class Draft:
    """`step` is the key of the step that is being asked, or `review`; `version` grows with every answer;
    `alone` when it was read as the chat's only one. What begins with an underscore in `answers` is the form's own."""

    chat: int
    form: str
    step: str
    opened_at: datetime
    version: int = 1
    message: str | None = None
    answers: dict[str, Any] = field(default_factory=dict)
    alone: bool = field(default=False, compare=False)

    @property
    def given(self) -> dict[str, Any]:
        """What the person has answered, also where the answer is not complete."""
        answers = {key: value for key, value in self.answers.items() if not key.startswith("_")}
        return {**answers, **self.answers.get(PARTLY, {})}


async def find_open(session: Session, chat: int) -> Draft | None:
    return _draft(session, await queries.open_form(session, chat_id=chat))


async def find(session: Session, chat: int, form: str) -> Draft | None:
    return _draft(session, await queries.find(session, chat_id=chat, form=form))


async def list_of(session: Session, person: int, chat: int) -> list[Draft]:
    """In this chat and all others of the person (0 for nobody), the one opened first before the others."""
    rows = await queries.forms_of(session, person_id=person or None, chat_id=chat)
    return [_read(session, row) for row in rows]


async def put(tx: Tx, draft: Draft, *, now: datetime) -> None:
    sealed = tx.vault.seal_text("forms.answers", draft.chat, json.dumps(draft.answers, ensure_ascii=False))
    await queries.put(
        tx,
        chat_id=draft.chat,
        form=draft.form,
        step=draft.step,
        version=draft.version,
        message=draft.message,
        answers_sealed=sealed,
        opened_at=micros(draft.opened_at),
        touched_at=micros(now),
    )


async def drop(tx: Tx, chat: int, form: str) -> bool:
    return bool(await queries.drop(tx, chat_id=chat, form=form))


async def drop_all(tx: Tx, chat: int) -> None:
    await queries.drop_all(tx, chat_id=chat)


async def list_idle(session: Session, *, touched_before: datetime, most: int = 100) -> list[tuple[Chat, str]]:
    """Forms that nobody has touched since, and whose people have not been reminded."""
    rows = await queries.idle(session, touched_before=micros(touched_before), most=most)
    return [(_chat(row), row["form"]) for row in rows]


async def remind(tx: Tx, chat: int, form: str, *, now: datetime) -> bool:
    return bool(await queries.remind(tx, chat_id=chat, form=form, now=micros(now)))


async def list_abandoned(session: Session, *, touched_before: datetime, most: int = 100) -> list[tuple[Chat, str]]:
    rows = await queries.abandoned(session, touched_before=micros(touched_before), most=most)
    return [(_chat(row), row["form"]) for row in rows]


def _draft(session: Session, row: Row | None) -> Draft | None:
    return None if row is None else _read(session, row)


def _read(session: Session, row: Row) -> Draft:
    return Draft(
        chat=row["chat_id"],
        form=row["form"],
        step=row["step"],
        version=row["version"],
        message=row["message"],
        answers=json.loads(session.vault.open_text("forms.answers", row["chat_id"], row["answers_sealed"])),
        opened_at=moment(row["opened_at"]),
        alone=bool(row["alone"]),
    )


def _chat(row: Row) -> Chat:
    return Chat(id=row["chat_id"], channel=row["channel"], address=row["address"], language=row["language"])

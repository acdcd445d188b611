"""Alerts and every revision they ever had. A save names the version it read: a lost race is refused."""

import json
from collections.abc import Mapping
from datetime import datetime
from typing import Any

from domain.alert import Alert, Change, State
from domain.alert_content import Content, content_document, content_of
from domain.refused import Refused
from domain.wording import fold
from storage.engine import Row, Session, Tx
from storage.queries import load
from storage.times import micros, micros_or_none, moment_or_none

NEWEST = 2**63 - 1

queries = load(__file__)


async def add(tx: Tx, alert: Alert, *, now: datetime) -> bool:
    """Keep a new alert; False when its code is taken by another."""
    added = await queries.add(
        tx,
        **_columns(alert),
        id=alert.id,
        code=alert.code,
        kind=alert.content.kind.value,
        unit=alert.unit,
        created_by=alert.created_by,
        updates=alert.updates,
        change=alert.change.value if alert.change else None,
        created_at=micros(now),
    )
    if added:
        await _add_revision(tx, alert, by=alert.created_by, now=now)
    return bool(added)


async def save(tx: Tx, alert: Alert, *, over: int) -> None:
    """Raises `Refused` when somebody else changed the alert since version `over` was read."""
    changed = await queries.save(
        tx,
        **_columns(alert),
        id=alert.id,
        over=over,
        submitted_at=micros_or_none(alert.submitted_at),
        approved_by=alert.approved_by,
        approved_at=micros_or_none(alert.approved_at),
        closed_by=alert.closed_by,
        closed_at=micros_or_none(alert.closed_at),
        reason=alert.reason,
    )
    if not changed:
        raise Refused("alert.changed_meanwhile")


async def save_edit(tx: Tx, alert: Alert, *, over: int, by: int, now: datetime) -> None:
    await save(tx, alert, over=over)
    await _add_revision(tx, alert, by=by, now=now)


async def get(session: Session, alert: int) -> Alert:
    row = await queries.get(session, id=alert)
    if row is None:
        raise Refused("alert.unknown")
    return _alert(row)


async def find_by_code(session: Session, code: str) -> Alert | None:
    row = await queries.by_code(session, code=code)
    return None if row is None else _alert(row)


async def list_in(session: Session, state: State, *, most: int = 20) -> list[Alert]:
    return [_alert(row) for row in await queries.list_in(session, state=state.value, most=most)]


async def list_recent(session: Session, *, most: int = 10) -> list[Alert]:
    return [_alert(row) for row in await queries.list_recent(session, most=most)]


async def list_in_force(session: Session, *, now: datetime) -> list[Alert]:
    """Gravest first."""
    return [_alert(row) for row in await queries.list_in_force(session, now=micros(now))]


async def list_to_follow(session: Session, alert: int) -> list[Alert]:
    """Approved messages that refer to this one."""
    return [_alert(row) for row in await queries.list_to_follow(session, id=alert)]


async def save_audience(tx: Tx, alert: Alert, audience: int, *, channels: Mapping[str, int] | None = None) -> None:
    """How many people the present revision reaches, as counted when it was previewed."""
    written = json.dumps(dict(channels or {}))
    await queries.save_audience(tx, alert_id=alert.id, revision=alert.revision, audience=audience, channels=written)


async def count_anew(tx: Tx, alert: Alert) -> None:
    """Forget the count of the present revision: people may have come since."""
    await queries.save_audience(tx, alert_id=alert.id, revision=alert.revision, audience=None, channels="{}")


async def find_channels(session: Session, alert: Alert) -> dict[str, int]:
    """The people by channel, as counted with the audience."""
    written = await queries.channels(session, alert_id=alert.id, revision=alert.revision)
    found: dict[str, int] = json.loads(written) if written else {}
    return found


async def find_audience(session: Session, alert: Alert) -> int | None:
    found: int | None = await queries.audience(session, alert_id=alert.id, revision=alert.revision)
    return found


async def search(
    session: Session, *, text: str = "", state: State | None = None, before: int = NEWEST, most: int = 10
) -> list[Alert]:
    """Newest first: those whose code or title holds the text, with or without its marks."""
    pattern = fold(text).replace("\\", "\\\\").replace("%", "\\%").replace("_", "\\_")
    rows = await queries.search(session, pattern=pattern, state=state.value if state else "", before=before, most=most)
    return [_alert(row) for row in rows]


async def list_pending(session: Session, *, submitted_before: datetime, most: int = 20) -> list[Alert]:
    """Those that have waited for a decision since then or longer."""
    rows = await queries.list_pending(session, submitted_before=micros(submitted_before), most=most)
    return [_alert(row) for row in rows]


async def remind(tx: Tx, alert: Alert, *, now: datetime) -> bool:
    """Whether the approvers are to be reminded now: once a submission."""
    return bool(await queries.remind(tx, id=alert.id, now=micros(now)))


async def find_previous(session: Session, alert: Alert) -> Content | None:
    """What the revision before the present one said."""
    content = await queries.previous_content(session, alert_id=alert.id, revision=alert.revision)
    return None if content is None else content_of(json.loads(content))


async def answer(tx: Tx, alert: int, *, recipient: int, chat: int, area: str, answer: str, now: datetime) -> None:
    """What somebody says to an alert, such as that they are safe; the latest word counts."""
    await queries.answer(
        tx,
        alert_id=alert,
        recipient=recipient,
        chat_id=chat,
        area=area,
        answer=answer,
        answered_at=micros(now),
    )


async def list_answers(session: Session, alert: int) -> list[tuple[str, str, int]]:
    """(commune code or empty, answer, people), the most first."""
    return [(r["area"], r["answer"], r["people"]) for r in await queries.answers(session, alert_id=alert)]


async def find_follower(session: Session, alert: int, *, but: int) -> int | None:
    """Another approved message that refers to the alert, begun or not."""
    follower: int | None = await queries.follower(session, alert_id=alert, but=but)
    return follower


async def list_uncounted(session: Session, *, most: int = 5) -> list[tuple[Alert, int]]:
    """Alerts whose present revision has not been counted, each with who made that revision."""
    return [(_alert(row), row["edited_by"]) for row in await queries.list_uncounted(session, most=most)]


async def _add_revision(tx: Tx, alert: Alert, *, by: int, now: datetime) -> None:
    await queries.add_revision(
        tx,
        alert_id=alert.id,
        revision=alert.revision,
        digest=alert.digest,
        content=json.dumps(content_document(alert.content), ensure_ascii=False),
        edited_by=by,
        edited_at=micros(now),
    )


def _columns(alert: Alert) -> dict[str, Any]:
    return {
        "state": alert.state.value,
        "folded": fold(f"{alert.code} {alert.content.title}"),
        "level": alert.content.level,
        "hazard": alert.content.hazard,
        "starts_at": micros(alert.content.starts_at),
        "ends_at": micros(alert.content.ends_at),
        "revision": alert.revision,
        "version": alert.version,
        "touched_by": json.dumps(sorted(alert.touched_by)),
    }


def _alert(row: Row) -> Alert:
    return Alert(
        id=row["id"],
        code=row["code"],
        state=State(row["state"]),
        unit=row["unit"],
        content=content_of(json.loads(row["content"])),
        revision=row["revision"],
        version=row["version"],
        created_by=row["created_by"],
        touched_by=frozenset(json.loads(row["touched_by"])),
        submitted_at=moment_or_none(row["submitted_at"]),
        approved_by=row["approved_by"],
        approved_at=moment_or_none(row["approved_at"]),
        closed_by=row["closed_by"],
        closed_at=moment_or_none(row["closed_at"]),
        reason=row["reason"],
        updates=row["updates"],
        change=Change(row["change"]) if row["change"] else None,
    )

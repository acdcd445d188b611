"""Alerts: drafted, submitted, decided. Approval, audit entry and broadcast happen together, or not at all."""

import secrets
from collections.abc import Mapping
from datetime import datetime

from domain import alert as rules
from domain.alert import Alert, Content, Policy
from domain.code import make_code
from domain.province import Province
from domain.refused import Refused
from domain.role import Person
from storage import alerts, audit, broadcasts
from storage.engine import Tx
from storage.ids import new_id

PREFIX = "CB"
CODE_TRIES = 20


async def draft(tx: Tx, author: Person, content: Content, *, now: datetime) -> Alert:
    """Keep a new draft under a code of its own."""
    for _ in range(CODE_TRIES):
        code = make_code(PREFIX, secrets.randbits(63))
        alert = rules.draft(new_id(), code, content, author, now=now)
        if await alerts.add(tx, alert, now=now):
            await audit.record(tx, "alert.drafted", actor=author.id, subject=alert.id, now=now, digest=alert.digest)
            tx.wake("counting")
            return alert
    raise RuntimeError(f"no free alert code in {CODE_TRIES} draws")


async def edit(tx: Tx, alert_id: int, editor: Person, content: Content, *, now: datetime) -> Alert:
    """A new revision: whatever was seen or submitted before counts no more."""
    before = await alerts.get(tx, alert_id)
    edited = rules.edit(before, content, editor, now=now)
    await alerts.save_edit(tx, edited, over=before.version, by=editor.id, now=now)
    await audit.record(tx, "alert.edited", actor=editor.id, subject=alert_id, now=now, digest=edited.digest)
    tx.wake("counting")
    return edited


async def submit(tx: Tx, alert_id: int, author: Person, *, seen: str, now: datetime) -> Alert:
    before = await alerts.get(tx, alert_id)
    submitted = rules.submit(before, author, seen=seen, now=now)
    await alerts.save(tx, submitted, over=before.version)
    await audit.record(tx, "alert.submitted", actor=author.id, subject=alert_id, now=now, digest=submitted.digest)
    return submitted


async def approve(
    tx: Tx,
    alert_id: int,
    approver: Person,
    *,
    seen: str,
    cards: Mapping[str, str],
    province: Province,
    now: datetime,
    policy: Policy,
) -> Alert | Refused:
    """Approve the revision seen and open its broadcast. A refusal is returned, so that its audit entry stays."""
    before = await alerts.get(tx, alert_id)
    try:
        approved = rules.approve(before, approver, seen=seen, now=now, policy=policy)
        expected = await _reached(tx, before)
    except Refused as no:
        await audit.record(tx, "alert.approval_refused", actor=approver.id, subject=alert_id, now=now, why=no.key)
        return no
    await alerts.save(tx, approved, over=before.version)
    areas = province.audience_areas(approved.content.areas)
    opened = await broadcasts.open_for(tx, approved, areas=areas, cards=cards, expected=expected, now=now)
    if not opened:
        raise RuntimeError(f"alert {alert_id} has a broadcast already")
    await audit.record(
        tx, "alert.approved", actor=approver.id, subject=alert_id, now=now, digest=approved.digest, reaches=expected
    )
    return approved


async def give_back(tx: Tx, alert_id: int, approver: Person, *, reason: str, now: datetime) -> Alert:
    before = await alerts.get(tx, alert_id)
    returned = rules.give_back(before, approver, reason=reason, now=now)
    return await _closed(tx, before, returned, approver, "alert.returned", now)


async def reject(tx: Tx, alert_id: int, approver: Person, *, reason: str, now: datetime) -> Alert:
    before = await alerts.get(tx, alert_id)
    rejected = rules.reject(before, approver, reason=reason, now=now)
    return await _closed(tx, before, rejected, approver, "alert.rejected", now)


async def cancel(tx: Tx, alert_id: int, approver: Person, *, reason: str, now: datetime) -> Alert:
    """Stop it: whoever is not yet told will not be, from the next send on."""
    before = await alerts.get(tx, alert_id)
    cancelled = rules.cancel(before, approver, reason=reason, now=now)
    await broadcasts.stop(tx, alert_id, reason="cancelled")
    return await _closed(tx, before, cancelled, approver, "alert.cancelled", now)


async def _closed(tx: Tx, before: Alert, after: Alert, by: Person, act: str, now: datetime) -> Alert:
    await alerts.save(tx, after, over=before.version)
    await audit.record(tx, act, actor=by.id, subject=before.id, now=now)
    return after


async def _reached(tx: Tx, alert: Alert) -> int:
    """How many people it reaches, as counted for this revision. An empty audience is an error, never everyone."""
    audience = await alerts.find_audience(tx, alert)
    if audience is None:
        raise Refused("alert.still_counting")
    if audience == 0:
        raise Refused("alert.reaches_nobody")
    return audience

"""Ten thousand forged, stale and foreign presses change nothing about an alert that waits for its approval."""

import random
from dataclasses import replace

from channels.incoming import Incoming, Press
from domain.alert import Alert, State
from handlers.router import Router
from services import alerting
from storage import alerts, audit, broadcasts
from tests.alerts.conftest import NOW, Office, content

PRESSES = 10_000
AT_ONCE = 200
ACTS = ("approve", "return", "reject", "cancel", "submit", "edit", "review", "copy", "keep", "follow", "cap", "older")
OTHER = ("form.pick", "form.edit", "form.drop", "change.final", "template.use", "answer.safe", "report.show", "no.such")


async def test_ten_thousand_presses_change_nothing(office: Office) -> None:
    lan = await office.leader("1001")
    for address in ("1002", "1003"):
        await office.leader(address)
    await office.revoke("1003")
    waiting = await pending(office, lan)
    before = await standing(office, waiting)
    router, chance = Router(office.house), random.Random(1022)
    for _ in range(PRESSES // AT_ONCE):
        async with office.store.transaction() as tx:
            for _ in range(AT_ONCE):
                await router.handle(tx, forged(chance, waiting), now=NOW)
    assert await standing(office, waiting) == before


async def pending(office: Office, author: str) -> Alert:
    async with office.store.transaction() as tx:
        lan = await office.person(tx, author)
        drafted = await alerting.draft(tx, lan, content(), now=NOW)
        await alerts.save_audience(tx, drafted, 1)
        return await alerting.submit(tx, drafted.id, lan, seen=drafted.digest, now=NOW)


async def standing(office: Office, alert: Alert) -> tuple[Alert, int, bool]:
    """The alert, how many approvals the audit knows, whether anything goes out."""
    async with office.store.reading() as session:
        present = await alerts.get(session, alert.id)
        approvals = [entry for entry in await audit.list_of(session, alert.id) if entry.act == "alert.approved"]
        going_out = await broadcasts.find_of_alert(session, alert.id) is not None
    assert present.state is State.PENDING
    return replace(present), len(approvals), going_out


def forged(chance: random.Random, alert: Alert) -> Incoming:
    """By a citizen, a revoked leader, or one who may: with bytes of their own, or a button from before."""
    act = f"alert.{chance.choice(ACTS)}" if chance.random() < 0.7 else chance.choice(OTHER)
    subject = chance.choice([str(alert.id), str(alert.id + 1), "-", "yes", "٣", "9" * 24])
    version = chance.choice(["0", "1", str(alert.version), str(alert.version + 1), "-1", "9" * 12, ""])
    whole = chance.choice([f"{act}:{subject}:{version}"] * 8 + [act, "", ":::", "\x00", f"{act}:{subject}:{version}:x"])
    right = act in ("alert.approve", "alert.return", "alert.reject", "alert.cancel", "alert.edit")
    presser = chance.choice(["2001", "1003"] if right else ["2001", "1003", "1001", "1002"])
    return Incoming(
        channel="telegram",
        chat=presser,
        sender=presser,
        private=chance.random() < 0.9,
        name="",
        language="vi",
        message="5",
        forwarded=False,
        body=Press(data=whole, press="1", message="5"),
    )

"""What is of no more use goes when its time is up, and not before; the audit's head is noted once a day."""

from datetime import timedelta
from pathlib import Path

import structlog

from bot.anchoring import Anchoring
from bot.clock import SystemClock
from bot.logs import scrub
from domain.role import Role
from services import staffing
from storage import audit, inbox
from storage.engine import Store
from storage.vault import Vault
from tests.flows.conftest import World


async def test_what_is_kept_goes_when_its_time_is_up(here: World) -> None:
    store, now = here.app.store, here.app.clock.now()
    async with store.transaction() as tx:
        await staffing.invite(tx, role=Role.OFFICER, unit="UBND", name="binh", by="command line", now=now)
        await inbox.put(tx, "telegram", [(1, b"{")], now=now)
        await tx.rows("update inbox set state = 'quarantined'", {})
    here.passes(timedelta(days=29))
    await a_night(here)
    assert await kept(store) == (1, 1)
    here.passes(timedelta(days=2))
    await a_night(here)
    assert await kept(store) == (1, 0)
    here.passes(timedelta(days=2))
    await a_night(here)
    assert await kept(store) == (0, 0)


async def test_the_head_of_the_audit_is_noted_once_a_day(tmp_path: Path) -> None:
    store, clock = await Store.open(tmp_path / "bot.db", Vault(b"k" * 32)), SystemClock()
    anchoring = Anchoring(store, clock, [])
    async with store.transaction() as tx:
        await audit.record(tx, "act", actor="a test", subject=1, now=clock.now())
    with structlog.testing.capture_logs() as logged:
        await anchoring.step()
        await anchoring.step()
        clock.offset += timedelta(days=1, minutes=1)
        await anchoring.step()
    noted = [scrub(None, "info", each) for each in logged if each["event"] == "audit_head"]
    assert len(noted) == 2
    async with store.reading() as session:
        assert (await audit.verify(session, [audit.read_head("{number}:{mac}".format(**noted[0]))]))[1] is None
    await store.close()


async def a_night(here: World) -> None:
    while await here.app.rounds.purging.step():
        pass


async def kept(store: Store) -> tuple[int, int]:
    """Invitations, and updates put aside."""
    async with store.reading() as session:
        invitations = await session.value("select count(*) from invitations", {})
        return int(invitations), await inbox.count_in(session, "quarantined")

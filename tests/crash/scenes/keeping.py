"""What is done now and then so that all stays in order: reminders, the night's purge, the audit's head, alarms."""

from dataclasses import dataclass
from datetime import datetime, timedelta
from pathlib import Path

from channels.message import Say
from channels.message_json import to_json
from handlers.house import House
from storage import audit, codes, data_requests, forms, inbox, outbox
from storage.audit import read_head
from storage.engine import Tx
from storage.forms import Draft
from tests.crash.ledger import Ledger
from tests.crash.scenes.scene import ADMIN, Scene, address, around, changed, somebody

HEADS = "heads.txt"
DAY, MINUTE = timedelta(days=1), timedelta(minutes=1)


@dataclass
class Forms(Scene):
    """One form has been left alone for a while, another for a day since its reminder."""

    points = (*around("Upkeep._remind"), *around("Upkeep._forget_forms"))
    left = "select count(*) from forms where reminded_at is null or touched_at = 1"

    async def set(self, tx: Tx, house: House, number: int, now: datetime) -> None:
        for who, touched in enumerate((now - 40 * MINUTE, now)):
            where = address(5, number, who)
            _, chat = await somebody(tx, where, now=now)
            await forms.put(tx, Draft(chat=chat, form="following", step="area", opened_at=now), now=touched)
            self.told[where] += 1
        await changed(tx, "update forms set touched_at = 1, reminded_at = 1 where chat_id = :chat", chat=chat)


@dataclass
class Alarms(Scene):
    """Admins are to hear, once, of a request that is due, and that too many codes are asked for."""

    points = (*around("Upkeep._call_for_data_requests"), *around("Upkeep._call_for_codes"))
    left = "select (2 - count(*)) * exists (select 1 from codes) from limits where name = 'alarm'"

    async def set(self, tx: Tx, house: House, number: int, now: datetime) -> None:
        person, chat = await somebody(tx, address(6, number), now=now)
        await data_requests.add(tx, person=person, chat=chat, words="Xin xem", due_at=now, now=now)
        await codes.add(
            tx, chat=chat, purpose="sign_in", target="sms", to="+84912345678", now=now, expires_at=now + MINUTE
        )
        told_before = await changed(tx, "delete from limits where name = 'alarm'")
        self.told[ADMIN] += told_before if self.told else 2


@dataclass
class Upkeeping(Scene):
    """Updates that took effect long ago."""

    points = around("Upkeep._purge")
    left = "select count(*) from inbox where state = 'done' and received_at = 1"

    async def set(self, tx: Tx, house: House, number: int, now: datetime) -> None:
        await inbox.put(tx, "telegram", [(800_000_000 + number, b"{}")], now=now)
        await changed(tx, "update inbox set state = 'done', received_at = 1 where state = 'new'")


@dataclass
class Purging(Scene):
    """A night that has not been seen to, with something to go and something to stay."""

    points = around("Purging.step")
    left = "select count(*) = 0 from routines where name = 'purging'"
    kept: int = 0

    async def set(self, tx: Tx, house: House, number: int, now: datetime) -> None:
        for update, received in ((810_000_000 + number, now - 31 * DAY), (820_000_000 + number, now - 29 * DAY)):
            await inbox.put(tx, "telegram", [(update, b"{")], now=received)
        await changed(tx, "update inbox set state = 'quarantined' where state = 'new'")
        await changed(tx, "delete from routines where name = 'purging'")
        self.kept += 1

    def held(self, ledger: Ledger, folder: Path) -> None:
        assert ledger.count("select count(*) from inbox where state = 'quarantined'") == self.kept


@dataclass
class Anchoring(Scene):
    """The audit has grown since its head was noted elsewhere."""

    points = around("Anchoring._note", "note", "commit")
    left = "select count(*) < 2 and exists (select 1 from audit) from routines where name like 'audit_head%'"
    noted: int = 0

    async def set(self, tx: Tx, house: House, number: int, now: datetime) -> None:
        await audit.record(tx, "act", actor="a test", subject=number, now=now)
        noted_before = await changed(tx, "delete from routines where name = 'audit_head.file'")
        self.noted += noted_before if self.noted else 1
        await changed(tx, "delete from routines where name like 'audit_head%'")

    def held(self, ledger: Ledger, folder: Path) -> None:
        """As often as it was to be, or more for kills between the handing over and the commit; and no line is torn."""
        lines = (folder / HEADS).read_text("utf-8").splitlines() if self.noted else []
        heads = [read_head(line.split()[-1]) for line in lines]
        assert self.noted <= len(heads)
        macs = dict(ledger.rows("select seq, hex(mac) from audit"))
        assert all(macs[head.seq] == head.mac.upper() for head in heads)


@dataclass
class SettingBack(Scene):
    """The clock was ahead by hours when this was to go a little later."""

    points = around("SetBack.step")
    left = "select count(*) from outbox"

    async def set(self, tx: Tx, house: House, number: int, now: datetime) -> None:
        where = address(7, number)
        await somebody(tx, where, now=now)
        await outbox.put(tx, [("telegram", where, to_json(Say(text=f"Câu thứ {number}")))], now=now + 5 * 60 * MINUTE)
        self.told[where] += 1

"""A new key takes the old one's place while the bot runs; a backup comes back whole, or not at all."""

from pathlib import Path

import pyotp
import pytest

from bot.commands import COMMANDS
from bot.restoring import restore
from domain.limit import Limits
from domain.refused import Refused
from domain.role import Role
from services import authenticating, staffing
from services.authenticating import TotpVerdict
from storage import audit, data_requests, people, staff
from storage.engine import Store
from storage.rotation import list_tables, rotate
from storage.vault import CannotOpen, Vault
from tests.people.conftest import KEY, NOW, account_of, chat_of

NEW = b"n" * 32
PHONE = "+84912345678"
SECRET = "JBSWY3DPEHPK3PXPJBSWY3DPEHPK3PXP"


async def no_name() -> str:
    return "bot"


async def filled(path: Path) -> int:
    store = await Store.open(path, Vault(KEY))
    async with store.transaction() as tx:
        hoa = await account_of(tx, "1", PHONE)
        await people.change_mail(tx, hoa.id, "hoa@tayninh.example", proved=True)
        await staff.enrol(tx, hoa.id, SECRET, now=NOW)
        await data_requests.add(tx, person=hoa.id, chat=hoa.chat, words="Xin bản sao", due_at=NOW, now=NOW)
        await audit.record(tx, "account.registered", actor=hoa.id, subject=hoa.chat, now=NOW)
    await store.close()
    return hoa.id


async def test_people_are_found_before_during_and_after_a_rotation_and_then_without_the_old_key(tmp_path: Path) -> None:
    hoa = await filled(tmp_path / "bot.db")
    store = await Store.open(tmp_path / "bot.db", Vault(NEW, KEY))
    async with store.reading() as session:
        assert await people.find_by_phone(session, PHONE) == hoa
    assert await COMMANDS["keys.rotate"](store, {}, NOW, no_name) == 3
    assert await rotate(store) == 0
    await store.close()

    alone = await Store.open(tmp_path / "bot.db", Vault(NEW))
    async with alone.reading() as session:
        assert await people.find_by_phone(session, PHONE) == hoa
        assert await people.find_by_mail(session, "hoa@tayninh.example") == hoa
        assert (await people.get(session, hoa)).name == "Người 1"
        authenticator = await staff.find_authenticator(session, hoa)
        assert authenticator
        assert authenticator.secret == SECRET
        assert [each.words for each in await data_requests.list_open(session)] == ["Xin bản sao"]
    await alone.close()
    both = await Store.open(tmp_path / "bot.db", Vault(NEW, KEY))
    async with both.reading() as session:
        assert (await audit.verify(session))[1] is None
    await both.close()


async def test_a_recovery_code_given_before_a_rotation_still_works_after_it_without_the_old_key(tmp_path: Path) -> None:
    hoa, path = await filled(tmp_path / "bot.db"), tmp_path / "bot.db"
    store = await Store.open(path, Vault(KEY))
    async with store.transaction() as tx:
        first = pyotp.TOTP(SECRET).at(NOW)
        done = await authenticating.finish(tx, hoa, first, lock=Limits().authenticator, now=NOW)
        codes = done.recovery_codes
    await store.close()
    both = await Store.open(path, Vault(NEW, KEY))
    await COMMANDS["keys.rotate"](both, {}, NOW, no_name)
    await both.close()
    alone = await Store.open(path, Vault(NEW))
    async with alone.transaction() as tx:
        typed = [codes[0], codes[0], codes[1]]
        said = [await authenticating.check(tx, hoa, each, lock=Limits().authenticator, now=NOW) for each in typed]
    await alone.close()
    assert said == [TotpVerdict.RIGHT, TotpVerdict.WRONG, TotpVerdict.RIGHT]


async def test_before_the_rotation_the_new_key_alone_opens_nothing(tmp_path: Path) -> None:
    hoa = await filled(tmp_path / "bot.db")
    store = await Store.open(tmp_path / "bot.db", Vault(NEW))
    async with store.reading() as session:
        with pytest.raises(CannotOpen):
            await people.get(session, hoa)
    await store.close()


async def test_every_sealed_column_of_the_schema_is_sealed_anew(store: Store) -> None:
    async with store.reading() as session:
        tables = {table.name: table for table in await list_tables(session)}
    assert {"people", "codes", "forms", "inbox", "outbox", "reports", "authenticators"} <= tables.keys()
    assert tables["forms"].key == ("chat_id", "form")
    assert tables["people"].sealed == ("name_sealed", "phone_sealed", "mail_sealed")


async def test_a_backup_taken_online_comes_back_and_one_that_is_not_whole_changes_nothing(tmp_path: Path) -> None:
    path, copy = tmp_path / "bot.db", tmp_path / "copy.db"
    hoa = await filled(path)
    store = await Store.open(path, Vault(KEY))
    await COMMANDS["backup"](store, {"to": str(copy)}, NOW, no_name)
    async with store.transaction() as tx:
        await people.erase(tx, hoa, now=NOW)
    await store.close()

    (tmp_path / "broken.db").write_bytes(copy.read_bytes()[:5000])
    with pytest.raises(Refused, match=r"backup\.not_whole"):
        await restore(path, tmp_path / "broken.db", Vault(KEY))
    store = await Store.open(path, Vault(KEY))
    async with store.reading() as session:
        assert await people.find_by_phone(session, PHONE) is None
    await store.close()

    said = await restore(path, copy, Vault(KEY))
    assert said.startswith("restored; audit entries good: 1")
    store = await Store.open(path, Vault(KEY))
    async with store.reading() as session:
        assert await people.find_by_phone(session, PHONE) == hoa
    await store.close()


async def test_a_link_that_was_used_since_the_backup_is_not_open_again_after_a_restore(tmp_path: Path) -> None:
    path, copy = tmp_path / "bot.db", tmp_path / "copy.db"
    store = await Store.open(path, Vault(KEY))
    async with store.transaction() as tx:
        invited = {"role": Role.ADMIN, "unit": "Tổng đài", "name": "mot", "by": staffing.COMMAND_LINE}
        token = await staffing.invite(tx, **invited, now=NOW)
    await COMMANDS["backup"](store, {"to": str(copy)}, NOW, no_name)
    async with store.transaction() as tx:
        assert await staffing.accept(tx, token, await chat_of(tx, "mot"), private=True, now=NOW)
    await store.close()
    await restore(path, copy, Vault(KEY))
    store = await Store.open(path, Vault(KEY))
    async with store.transaction() as tx:
        with pytest.raises(Refused, match=r"staff\.invitation_void"):
            await staffing.accept(tx, token, await chat_of(tx, "thief"), private=True, now=NOW)
    await store.close()


async def test_the_audit_is_exported_line_by_line_and_verified_against_a_noted_head(tmp_path: Path) -> None:
    await filled(tmp_path / "bot.db")
    store = await Store.open(tmp_path / "bot.db", Vault(KEY))
    out = tmp_path / "audit.jsonl"
    assert await COMMANDS["audit.export"](store, {"to": str(out)}, NOW, no_name) == 1
    assert out.stat().st_mode & 0o777 == 0o600
    assert PHONE not in out.read_text("utf-8")
    found = await COMMANDS["audit.verify"](store, {}, NOW, no_name)
    again = await COMMANDS["audit.verify"](store, {"heads": [found["head"]]}, NOW, no_name)
    assert again["first_bad"] is None
    async with store.transaction() as tx:
        await tx.change("delete from audit", {})
    assert (await COMMANDS["audit.verify"](store, {"heads": [found["head"]]}, NOW, no_name))["first_bad"] == 1
    await store.close()

"""Limits, each by its name in `[limits]`: on a chat, a person, a number, and on everybody together."""

from datetime import datetime, timedelta
from itertools import pairwise
from pathlib import Path

import pyotp
import pytest

from bot.limits import read_limits
from bot.settings import Settings, make_settings
from bot.settings.limits import LIMITS_ONCE_IN_OTP, LimitsSection
from domain.limit import CodeLimits, Limit, Limits, Lock
from domain.passcode import CodePolicy
from domain.refused import Refused
from domain.role import Person
from services import authenticating, verifying
from services.authenticating import TotpVerdict
from services.limiting import Bucket, Flood
from services.verifying import Verdict
from storage import codes, limits, people, staff
from storage.engine import Store, Tx
from tests.flows.desk import desk
from tests.flows.test_numbers import registered
from tests.people.conftest import NOW, account_of, chat_of
from tests.people.test_codes import HOA, ask, wrong

SECRET = "JBSWY3DPEHPK3PXPJBSWY3DPEHPK3PXP"
MANY_CODES = CodeLimits(number_an_hour=99, number_a_day=99, chat_a_day=99)
SECONDS = 180
A_SECOND = 100


def settings_of(**sections: dict[str, object]) -> Settings:
    return make_settings({"telegram": {"token": "1022:" + "A" * 35}, "secrets": {"key": "5a" * 32}, **sections})


def test_the_configuration_settles_every_limit_by_name() -> None:
    assert read_limits(LimitsSection()) == Limits(), "the file's defaults are those of the rules"
    doubled = {name: 2 * field.default for name, field in LimitsSection.model_fields.items()}
    read = read_limits(LimitsSection(**doubled))
    same = [name for name in Limits.__slots__ if getattr(read, name) == getattr(Limits(), name)]
    same += [name for name in CodeLimits.__slots__ if getattr(read.codes, name) == getattr(CodeLimits(), name)]
    assert same == []


def test_limits_on_codes_are_taken_from_the_names_that_they_once_had() -> None:
    once = dict.fromkeys(LIMITS_ONCE_IN_OTP, 77)
    section = settings_of(otp={**once, "digits": 7}, limits={"reports_a_day": 3}).limits
    assert all(getattr(section, name) == 77 for name in LIMITS_ONCE_IN_OTP.values())
    assert section.reports_a_day == 3


def test_the_name_of_today_wins_over_the_one_before() -> None:
    assert settings_of(otp={"all_an_hour": 5}, limits={"codes_an_hour": 6}).limits.codes_an_hour == 6


async def test_a_number_whose_codes_were_typed_wrong_too_often_gets_none_from_any_chat(store: Store) -> None:
    policy = CodePolicy(limits=MANY_CODES)
    async with store.transaction() as tx:
        for n in range(MANY_CODES.wrong_number_a_day // policy.tries):
            await guess(tx, await chat_of(tx, f"thief {n}"), policy, after=n * 61)
        with pytest.raises(Refused, match=r"code\.too_many_wrong"):
            await ask(tx, await chat_of(tx, "one more"), after=3600, policy=policy)
        await ask(tx, await chat_of(tx, "hoa"), after=24 * 3600 + 61, policy=policy)


async def test_a_person_who_types_codes_wrong_too_often_gets_none_in_any_of_their_chats(store: Store) -> None:
    policy = CodePolicy(limits=MANY_CODES)
    async with store.transaction() as tx:
        thief = await account_of(tx, "1", "+84900000000")
        second = Person(id=thief.id, chat=(await chat_of(tx, "2")).chat, language="vi", registered=True, area=None)
        await tx.change("update chats set person_id = :p where id = :c", {"p": thief.id, "c": second.chat})
        for n in range(MANY_CODES.wrong_chat_a_day // policy.tries):
            await guess(tx, second if n % 2 else thief, policy, to=f"+8498700{n}000", after=n)
        with pytest.raises(Refused, match=r"code\.too_many_wrong"):
            await ask(tx, second, to="+84986000000", after=60, policy=policy)
        await ask(tx, await chat_of(tx, "hoa"), after=60, policy=policy)


async def guess(tx: Tx, person: Person, policy: CodePolicy, *, to: str = HOA, after: float) -> None:
    """Use up every try of one code."""
    request, now = await ask(tx, person, to=to, after=after, policy=policy), NOW + timedelta(seconds=after)
    for left in reversed(range(policy.tries)):
        typed = wrong(tx, request)
        said = await verifying.check(tx, request.id, typed, chat=person.chat, policy=policy, now=now)
        assert said == (Verdict.WRONG if left else Verdict.SPENT, left)


async def test_an_authenticator_that_is_guessed_at_takes_nothing_for_a_while(store: Store) -> None:
    lock = Lock(tries=3, lasts=timedelta(minutes=10))
    async with store.transaction() as tx:
        lan = await account_of(tx, "lan", HOA)
        await staff.enrol(tx, lan.id, SECRET, now=NOW)
        await staff.confirm(tx, lan.id, now=NOW)

        async def typed(code: str, minutes: float) -> TotpVerdict:
            return await authenticating.check(tx, lan.id, code, lock=lock, now=NOW + timedelta(minutes=minutes))

        assert [await typed(wrong_totp(0), 0) for _ in range(lock.tries)] == [TotpVerdict.WRONG] * lock.tries
        assert await typed(totp_at(9), 9) is TotpVerdict.LOCKED
        assert await typed(wrong_totp(11), 11) is TotpVerdict.WRONG
        assert await typed(totp_at(11), 11) is TotpVerdict.RIGHT
        assert await typed(totp_at(11), 11) is TotpVerdict.USED


def totp_at(minutes: float) -> str:
    return pyotp.TOTP(SECRET).at(NOW + timedelta(minutes=minutes))


def wrong_totp(minutes: float) -> str:
    near = {totp_at(minutes + drift / 2) for drift in (-1, 0, 1)}
    return next(code for code in ("000000", "111111", "222222", "333333") if code not in near)


def test_a_chat_that_presses_and_shouts_for_minutes_is_told_once_a_minute() -> None:
    flood, told, passed = Flood(Limits()), [], {True: 0, False: 0}
    for n in range(A_SECOND * SECONDS):
        now = NOW + timedelta(seconds=n / A_SECOND)
        pressed = bool(n % 2)
        if not flood.over("loud", pressed=pressed, now=now):
            passed[pressed] += 1
        elif flood.may_tell("loud", now=now):
            told.append(now)
    assert len(told) == SECONDS / 60
    assert all(after - before >= timedelta(minutes=1) for before, after in pairwise(told))
    assert all(60 + SECONDS - 3 <= count <= 60 + SECONDS for count in passed.values()), passed


def test_presses_and_messages_of_a_chat_are_counted_apart() -> None:
    flood = Flood(Limits(messages=Limit(burst=1, per=timedelta(minutes=1))))
    assert not flood.over("hoa", pressed=False, now=NOW)
    assert flood.over("hoa", pressed=False, now=NOW)
    assert not flood.over("hoa", pressed=True, now=NOW)
    assert not flood.over("tu", pressed=False, now=NOW)


@pytest.mark.parametrize("ahead", [timedelta(seconds=30), timedelta(days=365)], ids=["seconds", "a year"])
async def test_a_clock_that_is_set_back_leaves_nobody_waiting_longer_than_the_limit(
    store: Store, ahead: timedelta
) -> None:
    limit = Limit(burst=2, per=timedelta(minutes=1))
    bucket, wrong_time = Bucket(limit), NOW + ahead
    async with store.transaction() as tx:

        async def take(now: datetime) -> tuple[bool, bool]:
            row = await limits.take(tx, "reports", "hoa", burst=limit.burst, per=limit.per, now=now)
            return row, bucket.take("hoa", now=now)

        assert [await take(wrong_time) for _ in range(3)] == [(True, True), (True, True), (False, False)]
        assert (True, True) in [await take(NOW), await take(NOW + limit.per)]
        assert [await take(NOW + 3 * limit.per) for _ in range(3)] == [(True, True), (True, True), (False, False)]
        await ask(tx, await chat_of(tx, "1"), after=ahead.total_seconds())
        await ask(tx, await chat_of(tx, "2"), after=0)


async def test_a_citizen_who_asks_about_their_data_without_end_calls_the_admins_three_times_a_day(
    tmp_path: Path,
) -> None:
    async with desk(tmp_path) as office:
        hoa = await registered(office, "hoa", HOA)
        said = []
        for _ in range(5):
            await hoa.sends("data.ask:-:0")
            said.append(await hoa.says("Ai đã xem dữ liệu của tôi?"))
        assert ["là mức nhiều nhất trong một ngày" in each for each in said] == [False] * 3 + [True] * 2
        async with office.store.reading() as session:
            assert await session.value("select count(*) from data_requests", {}) == 3
        office.passes(days=1)
        await hoa.sends("data.ask:-:0")
        assert "Đã nhận yêu cầu" in await hoa.says("Ai đã xem dữ liệu của tôi?")


async def test_a_mailbox_is_one_however_it_is_capitalised(store: Store) -> None:
    async with store.transaction() as tx:
        hoa = await account_of(tx, "hoa", HOA)
        await people.change_mail(tx, hoa.id, "Hoa.Tran@example.vn", proved=True)
        assert await people.find_by_mail(tx, "hoa.tran@example.vn") == hoa.id
        stranger = await chat_of(tx, "1")
        to = {"target": "mail", "to": "Hoa.Tran@example.vn", "language": "vi", "purpose": "sign_in"}
        await verifying.ask(tx, stranger, **to, policy=CodePolicy(), now=NOW)
        for other, same in (("hoa.tran@example.vn", True), ("HOA.tran+1@example.vn", False)):
            past = await codes.count_sendings(tx, target="mail", to=other, chat=0, person=0, now=NOW)
            assert (past.last_to_target == NOW, past.prefix_hour) == (same, 1)

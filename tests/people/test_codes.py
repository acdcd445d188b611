"""One-time codes, D1 to D13: what guessing, repeating, swapping and flooding cannot do. D14: `test_gateways.py`."""

import asyncio
import shutil
from datetime import timedelta
from pathlib import Path

import pytest

from domain.limit import CodeLimits
from domain.passcode import CodePolicy, accept_code
from domain.refused import Refused
from domain.role import Person
from services import verifying
from services.verifying import Verdict
from storage.codes import CodeRequest
from storage.engine import Store, Tx
from storage.vault import Vault
from tests.people.conftest import KEY, NOW, account_of, chat_of

POLICY = CodePolicy()
LIMITS = POLICY.limits
HOA = "+84912345678"


async def ask(tx: Tx, person: Person, to: str = HOA, after: float = 0, policy: CodePolicy = POLICY) -> CodeRequest:
    when = NOW + timedelta(seconds=after)
    return await verifying.ask(
        tx, person, purpose="register", target="phone", to=to, language="vi", policy=policy, now=when
    )


def code_of(tx: Tx, request: CodeRequest) -> str:
    return verifying.code_of(tx.vault, request.id, digits=POLICY.digits)


def wrong(tx: Tx, request: CodeRequest) -> str:
    return f"{(int(code_of(tx, request)) + 1) % 10**6:06}"


async def check(tx: Tx, request: CodeRequest, typed: str, *, chat: int, after: float = 1) -> Verdict:
    when = NOW + timedelta(seconds=after)
    return (await verifying.check(tx, request.id, typed, chat=chat, policy=POLICY, now=when))[0]


async def asked(store: Store, address: str = "1", to: str = HOA) -> tuple[Person, CodeRequest]:
    async with store.transaction() as tx:
        person = await chat_of(tx, address)
        return person, await ask(tx, person, to)


async def test_d1_of_200_parallel_wrong_guesses_at_most_five_are_compared(store: Store) -> None:
    hoa, request = await asked(store)

    async def guess() -> Verdict:
        async with store.transaction() as tx:
            return await check(tx, request, wrong(tx, request), chat=hoa.chat)

    verdicts = await asyncio.gather(*(guess() for _ in range(200)))
    assert verdicts.count(Verdict.WRONG) == POLICY.tries - 1
    assert verdicts.count(Verdict.SPENT) == 200 - POLICY.tries + 1
    async with store.transaction() as tx:
        (row,) = await tx.rows("select tries from codes", {})
        assert row["tries"] == POLICY.tries
        assert await check(tx, request, code_of(tx, request), chat=hoa.chat) is Verdict.SPENT


async def test_d2_of_200_parallel_right_guesses_one_wins(store: Store) -> None:
    hoa, request = await asked(store)

    async def guess() -> Verdict:
        async with store.transaction() as tx:
            return await check(tx, request, code_of(tx, request), chat=hoa.chat)

    verdicts = await asyncio.gather(*(guess() for _ in range(200)))
    assert verdicts.count(Verdict.RIGHT) == 1


async def test_d3_a_code_that_was_used_is_never_right_again(store: Store) -> None:
    hoa, request = await asked(store)
    async with store.transaction() as tx:
        assert await check(tx, request, code_of(tx, request), chat=hoa.chat) is Verdict.RIGHT
    async with store.transaction() as tx:
        assert await check(tx, request, code_of(tx, request), chat=hoa.chat) is Verdict.SPENT


async def test_d4_a_new_code_kills_the_old_one(store: Store) -> None:
    hoa, first = await asked(store)
    async with store.transaction() as tx:
        second = await ask(tx, hoa, after=61)
        assert await check(tx, first, code_of(tx, first), chat=hoa.chat, after=62) is Verdict.SPENT
        assert await check(tx, second, code_of(tx, second), chat=hoa.chat, after=62) is Verdict.RIGHT


@pytest.mark.parametrize(("after", "verdict"), [(299, Verdict.RIGHT), (301, Verdict.SPENT)])
async def test_d5_a_code_holds_for_five_minutes(store: Store, after: float, verdict: Verdict) -> None:
    hoa, request = await asked(store)
    async with store.transaction() as tx:
        assert await check(tx, request, code_of(tx, request), chat=hoa.chat, after=after) is verdict


async def test_d6_the_code_of_another_chat_is_not_compared(store: Store) -> None:
    _, request = await asked(store)
    async with store.transaction() as tx:
        other = await chat_of(tx, "2")
        assert await check(tx, request, code_of(tx, request), chat=other.chat) is Verdict.SPENT
        mine = await ask(tx, other, to="+84987654321")
        assert code_of(tx, mine) != code_of(tx, request)
        assert await check(tx, mine, code_of(tx, request), chat=other.chat) is Verdict.WRONG


async def test_d7_the_code_of_the_number_before_is_dead_once_the_number_is_changed(store: Store) -> None:
    hoa, before = await asked(store)
    async with store.transaction() as tx:
        after = await ask(tx, hoa, to="+84987654321", after=5)
        assert await check(tx, before, code_of(tx, before), chat=hoa.chat, after=6) is Verdict.SPENT
        assert await check(tx, after, code_of(tx, before), chat=hoa.chat, after=6) is Verdict.WRONG


async def test_d8_tries_are_counted_across_a_restart_and_stay_counted_when_the_turn_is_undone(tmp_path: Path) -> None:
    store = await Store.open(tmp_path / "d8.db", Vault(KEY))
    hoa, request = await asked(store)
    async with store.transaction() as tx:
        await check(tx, request, wrong(tx, request), chat=hoa.chat)
        await tx.undo()
    await store.close()
    store = await Store.open(tmp_path / "d8.db", Vault(KEY))
    for left in (3, 2, 1, 0):
        async with store.transaction() as tx:
            soon = NOW + timedelta(seconds=9)
            typed = wrong(tx, request)
            said = await verifying.check(tx, request.id, typed, chat=hoa.chat, policy=POLICY, now=soon)
            assert said[1] == left
    await store.close()


async def test_d8_tries_are_counted_across_a_kill(store: Store, tmp_path: Path) -> None:
    """The process is gone at one blow: what is left is the file and its log, as they are on the disk."""
    hoa, request = await asked(store)
    async with store.transaction() as tx:
        await check(tx, request, wrong(tx, request), chat=hoa.chat)
    left_behind = tmp_path / "after"
    left_behind.mkdir()
    for suffix in ("", "-wal"):
        shutil.copyfile(f"{store.path}{suffix}", left_behind / f"bot.db{suffix}")
    reborn = await Store.open(left_behind / "bot.db", Vault(KEY))
    async with reborn.transaction() as tx:
        (row,) = await tx.rows("select tries from codes", {})
        assert row["tries"] == 1
    await reborn.close()


async def test_d9_a_spray_over_10000_numbers_trips_the_breaker(store: Store) -> None:
    guessed = refused = 0
    async with store.transaction() as tx:
        for n in range(10_000):
            sprayer = Person(id=0, chat=await a_chat(tx, n), language="vi", registered=False, area=None)
            try:
                request = await ask(tx, sprayer, to=f"+849{n * 7919 % 100_000:05}{n % 1000:03}")
            except Refused as no:
                assert no.key == "code.paused_for_all"
                refused += 1
                continue
            for _ in range(POLICY.tries):
                await check(tx, request, wrong(tx, request), chat=sprayer.chat)
                guessed += 1
        assert guessed == LIMITS.wrong_all_an_hour
        assert refused == 10_000 - guessed // POLICY.tries
        assert await verifying.find_strain(tx, POLICY, now=NOW) is not None
        later = await ask(tx, await chat_of(tx, "later"), after=3601)
        assert later.state == "asked"


async def a_chat(tx: Tx, n: int) -> int:
    """A chat of its own for the first of them; the rest are refused before the chat matters."""
    return (await chat_of(tx, f"spray {n}")).chat if n < 100 else n


async def test_d10_how_often_codes_go_to_a_number_a_person_a_neighbourhood_and_overall(store: Store) -> None:
    hour = 3600
    async with store.transaction() as tx:
        hoa = await chat_of(tx, "1")
        await ask(tx, hoa)
        with pytest.raises(Refused, match=r"code\.too_soon"):
            await ask(tx, await chat_of(tx, "2"), after=59)
        await ask(tx, hoa, after=60)
        await ask(tx, hoa, after=120)
        with pytest.raises(Refused, match=r"code\.too_many_to_target"):
            await ask(tx, hoa, after=180)
        await ask(tx, hoa, after=hour + 1)
        await ask(tx, hoa, after=2 * hour + 1)
        with pytest.raises(Refused, match=r"code\.too_many_to_target"):
            await ask(tx, await chat_of(tx, "3"), after=4 * hour)
        with pytest.raises(Refused, match=r"code\.too_many_from_chat"):
            await ask(tx, hoa, to="+84987000000", after=4 * hour)
        await ask(tx, hoa, to="+84987000000", after=25 * hour)


async def test_d10_a_person_is_counted_over_all_their_chats(store: Store) -> None:
    async with store.transaction() as tx:
        first = await account_of(tx, "1", HOA)
        second = Person(id=first.id, chat=(await chat_of(tx, "2")).chat, language="vi", registered=True, area=None)
        await tx.change("update chats set person_id = :p where id = :c", {"p": first.id, "c": second.chat})
        for n in range(LIMITS.chat_a_day):
            await ask(tx, first if n % 2 else second, to=f"+8498700{n}000")
        with pytest.raises(Refused, match=r"code\.too_many_from_chat"):
            await ask(tx, second, to="+84986000000")


async def test_d10_neighbouring_numbers_are_counted_together(store: Store) -> None:
    async with store.transaction() as tx:
        for n in range(LIMITS.prefix_an_hour):
            await ask(tx, await chat_of(tx, str(n)), to=f"+84912345{n:03}")
        with pytest.raises(Refused, match=r"code\.too_many_to_target"):
            await ask(tx, await chat_of(tx, "one more"), to="+84912345999")
        await ask(tx, await chat_of(tx, "elsewhere"), to="+84912346999")


async def test_d10_past_the_hourly_budget_codes_go_slower_and_staff_are_called(store: Store) -> None:
    tight = CodePolicy(limits=CodeLimits(all_an_hour=3))
    async with store.transaction() as tx:
        for n in range(3):
            await ask(tx, await chat_of(tx, str(n)), to=f"+8491{n}000000", after=n * 60, policy=tight)
        assert await verifying.find_strain(tx, tight, now=NOW + timedelta(seconds=200)) is not None
        hoa = await chat_of(tx, "hoa")
        with pytest.raises(Refused, match=r"code\.paused_for_all"):
            await ask(tx, hoa, after=300, policy=tight)
        await ask(tx, hoa, after=3601, policy=tight)
        with pytest.raises(Refused, match=r"code\.paused_for_all"):
            await ask(tx, hoa, to="+84987000000", after=3602, policy=tight)


async def test_d11_a_known_and_an_unknown_number_get_the_same_work(store: Store) -> None:
    async with store.transaction() as tx:
        await account_of(tx, "known", HOA)
        stranger = await chat_of(tx, "stranger")
        spent = []
        for n, to in enumerate((HOA, "+84987654321")):
            before = tx.statements
            request = await ask(tx, stranger, to=to, after=n * 61)
            await check(tx, request, wrong(tx, request), chat=stranger.chat, after=n * 61 + 1)
            spent.append(tx.statements - before)
        assert spent[0] == spent[1]
        letters = await tx.rows("select channel, length(body_sealed) as size from outbox", {})
        assert len({(each["channel"], each["size"]) for each in letters}) == 1


@pytest.mark.parametrize("typed", ["٤٨٢٩١٣", "۴۸۲۹۱۳", "４８２９１３", "482 913", "482-913", "482913"])
def test_d12_a_code_is_taken_in_any_digits(typed: str) -> None:
    assert accept_code(typed, digits=6) == "482913"


@pytest.mark.parametrize(
    "typed", ["48291", "4829133", "48291a", "4" * 10_240, "\u202e482913", "482\u200b913", "⁴⁸²⁹¹³", "四八二九一三", ""]
)
def test_d12_what_is_no_code_is_refused_uncompared(typed: str) -> None:
    with pytest.raises(Refused, match=r"code\.not_a_code"):
        accept_code(typed, digits=6)


async def test_d12_what_is_no_code_costs_no_try(store: Store) -> None:
    hoa, request = await asked(store)
    async with store.transaction() as tx:
        for _ in range(20):
            with pytest.raises(Refused):
                await check(tx, request, "xin chào", chat=hoa.chat)
        assert await check(tx, request, code_of(tx, request), chat=hoa.chat) is Verdict.RIGHT


async def test_d13_the_code_is_in_no_table_and_cannot_be_had_without_the_key(store: Store) -> None:
    hoa, request = await asked(store)
    code = code_of_store(store, request)
    async with store.transaction() as tx:
        await check(tx, request, code, chat=hoa.chat)
    for file in store.path.parent.iterdir():
        assert code.encode() not in file.read_bytes()
        assert HOA.encode() not in file.read_bytes()
    others = {verifying.code_of(Vault(bytes([n]) * 32), request.id, digits=6) for n in range(20)}
    assert len(others - {code}) >= 19
    assert code == verifying.code_of(Vault(KEY), request.id, digits=6)


def code_of_store(store: Store, request: CodeRequest) -> str:
    return verifying.code_of(store.vault, request.id, digits=POLICY.digits)

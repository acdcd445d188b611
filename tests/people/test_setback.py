"""The clock is set back: what was over stays over, what held holds no longer for it, and nothing new is lost."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime, timedelta

import pytest

from bot.setback import SetBack
from domain.limit import Lock
from domain.refused import Refused
from domain.role import Person, Role
from services import authenticating, staffing, verifying
from services.authenticating import TotpVerdict
from services.verifying import Verdict
from storage import chats, files, forms, routines, staff
from storage.codes import CodeRequest
from storage.engine import Store, Tx
from storage.forms import Draft
from tests.people.conftest import NOW, account_of, chat_of
from tests.people.test_codes import HOA, POLICY, ask
from tests.people.test_limits import SECRET, totp_at, wrong_totp

HOUR = timedelta(hours=1)
LOCK = Lock(tries=1, lasts=timedelta(minutes=15))


@dataclass
class Machine:
    """`watch` sees a running bot's tick, or the first one after a start."""

    store: Store
    starts_anew: bool
    now: datetime = NOW
    watching: SetBack | None = None

    async def set_back(self, span: timedelta, *, after: timedelta) -> None:
        await self.tick()
        self.now += after
        await self.tick()
        self.now -= span
        await self.tick()

    async def tick(self) -> None:
        if self.watching is None or self.starts_anew:
            self.watching = SetBack(self.store, _Reading(self))
        await self.watching.step()


@dataclass
class _Reading:
    machine: Machine

    def now(self) -> datetime:
        return self.machine.now

    async def sleep(self, seconds: float) -> None:
        raise AssertionError("nobody sleeps here")


@pytest.fixture(params=[False, True], ids=["while it runs", "while it is stopped"])
def machine(store: Store, request: pytest.FixtureRequest) -> Machine:
    return Machine(store=store, starts_anew=request.param)


async def test_a_code_that_has_run_out_is_not_taken_again(machine: Machine) -> None:
    request = await asked(machine)
    await machine.set_back(HOUR, after=timedelta(minutes=6))
    assert await typed(machine, request) is Verdict.SPENT


@pytest.mark.parametrize(("more", "said"), [(170, Verdict.RIGHT), (190, Verdict.SPENT)])
async def test_a_code_that_held_holds_five_minutes_in_all(machine: Machine, more: int, said: Verdict) -> None:
    request = await asked(machine)
    await machine.set_back(HOUR, after=timedelta(minutes=2))
    machine.now += timedelta(seconds=more)
    assert await typed(machine, request) is said


async def test_a_link_that_has_run_out_stays_void(machine: Machine) -> None:
    token = await invited(machine)
    await machine.set_back(2 * HOUR, after=49 * HOUR)
    with pytest.raises(Refused, match=r"staff\.invitation_void"):
        await opened(machine, token)


async def test_a_link_made_before_the_tick_that_sees_it_still_opens(store: Store) -> None:
    machine = Machine(store=store, starts_anew=False)
    await machine.tick()
    machine.now += 72 * HOUR
    await machine.tick()
    machine.now -= 72 * HOUR
    token = await invited(machine)
    await machine.tick()
    await opened(machine, token)


async def test_a_proposal_that_is_over_cannot_be_seconded(machine: Machine) -> None:
    async with machine.store.transaction() as tx:
        one, two = [await account_of(tx, name, phone) for name, phone in (("mot", HOA), ("hai", "+84987654321"))]
        facts = {"role": Role.ADMIN, "unit": "UBND tỉnh", "name": "minh"}
        proposed = await staffing.propose(tx, one, **facts, now=machine.now)  # type: ignore[arg-type]
    await machine.set_back(HOUR, after=staffing.PROPOSAL_LIFETIME)
    async with machine.store.transaction() as tx:
        assert await staffing.list_proposals(tx, now=machine.now) == []
        with pytest.raises(Refused, match=r"staff\.proposal"):
            await staffing.second(tx, proposed.proposal, two, now=machine.now)


async def test_a_lock_lasts_its_time_from_then_on(machine: Machine) -> None:
    async with machine.store.transaction() as tx:
        lan = await account_of(tx, "lan", HOA)
        await staff.enrol(tx, lan.id, SECRET, now=NOW)
        await staff.confirm(tx, lan.id, now=NOW)

    async def enters(code: Callable[[float], str]) -> TotpVerdict:
        minutes = (machine.now - NOW) / timedelta(minutes=1)
        async with machine.store.transaction() as tx:
            return await authenticating.check(tx, lan.id, code(minutes), lock=LOCK, now=machine.now)

    assert await enters(wrong_totp) is TotpVerdict.WRONG
    await machine.set_back(HOUR, after=timedelta(minutes=1))
    assert await enters(totp_at) is TotpVerdict.LOCKED
    machine.now += timedelta(minutes=14)
    assert await enters(totp_at) is TotpVerdict.LOCKED
    machine.now += timedelta(minutes=2)
    assert await enters(totp_at) is TotpVerdict.RIGHT


async def test_codes_asked_for_count_for_an_hour_and_no_longer(machine: Machine) -> None:
    for _ in range(POLICY.limits.number_an_hour):
        await asked(machine)
        machine.now += timedelta(minutes=2)
    await machine.set_back(24 * HOUR, after=timedelta())
    with pytest.raises(Refused):
        await asked(machine)
    machine.now += HOUR
    await asked(machine)


async def test_the_work_of_a_night_is_done_again_in_the_next(machine: Machine) -> None:
    machine.now += timedelta(days=400)
    async with machine.store.transaction() as tx:
        await routines.note(tx, "purging", now=machine.now)
    await machine.set_back(timedelta(days=400), after=timedelta())
    async with machine.store.reading() as session:
        assert await routines.done(session, "purging", since=machine.now - HOUR)
        assert not await routines.done(session, "purging", since=machine.now + HOUR)


async def test_what_is_typed_goes_to_the_form_that_was_opened_last(machine: Machine) -> None:
    lan = await fills_in(machine, "lan", "alert")
    machine.now += timedelta(minutes=1)
    await fills_in(machine, "lan", "feedback")
    await machine.set_back(HOUR, after=timedelta(minutes=1))
    assert await open_in(machine, lan) == "feedback"
    machine.now += timedelta(seconds=1)
    await fills_in(machine, "lan", "approval")
    assert await open_in(machine, lan) == "approval"


async def test_a_form_that_was_left_is_forgotten_a_day_after(machine: Machine) -> None:
    machine.now += timedelta(days=400)
    await fills_in(machine, "lan", "report")
    await machine.set_back(timedelta(days=400), after=timedelta())
    async with machine.store.reading() as session:
        assert await forms.list_abandoned(session, touched_before=machine.now + 24 * HOUR)


async def test_bytes_to_be_deleted_do_not_wait_for_the_hour_to_pass_again(machine: Machine) -> None:
    async with machine.store.transaction() as tx:
        await files.doom(tx, [1], now=machine.now)
    await machine.set_back(HOUR, after=timedelta(seconds=-1))
    async with machine.store.reading() as session:
        assert await files.list_doomed(session, now=machine.now, most=1)


async def asked(machine: Machine) -> CodeRequest:
    async with machine.store.transaction() as tx:
        after = (machine.now - NOW).total_seconds()
        return await ask(tx, await known(tx, "hoa"), after=after)


async def typed(machine: Machine, request: CodeRequest) -> Verdict:
    async with machine.store.transaction() as tx:
        code = verifying.code_of(tx.vault, request.id, digits=POLICY.digits)
        return (await verifying.check(tx, request.id, code, chat=request.chat, policy=POLICY, now=machine.now))[0]


async def invited(machine: Machine) -> str:
    async with machine.store.transaction() as tx:
        by = staffing.COMMAND_LINE
        return await staffing.invite(tx, role=Role.OFFICER, unit="UBND tỉnh", name="binh", by=by, now=machine.now)


async def opened(machine: Machine, token: str) -> None:
    async with machine.store.transaction() as tx:
        await staffing.accept(tx, token, await chat_of(tx, "binh"), private=True, now=machine.now)


async def fills_in(machine: Machine, who: str, form: str) -> int:
    async with machine.store.transaction() as tx:
        chat = (await known(tx, who)).chat
        draft = Draft(chat=chat, form=form, step="text", opened_at=machine.now)
        await forms.put(tx, draft, now=machine.now)
    return chat


async def open_in(machine: Machine, chat: int) -> str:
    async with machine.store.reading() as session:
        draft = await forms.find_open(session, chat)
    assert draft
    return draft.form


async def known(tx: Tx, address: str) -> Person:
    found = await chats.find(tx, "telegram", address)
    return found[1] if found else await chat_of(tx, address)

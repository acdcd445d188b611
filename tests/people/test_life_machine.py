"""Whatever people, admins, the clock, restarts and kills do: nobody is signed in where no code of theirs proved it, no
code counts twice or late, and a right is held by whom it was given, until it is taken.
"""

from copy import deepcopy
from datetime import timedelta
from functools import cache
from typing import Any

import pyotp
from hypothesis import HealthCheck, settings
from hypothesis import strategies as st
from hypothesis.stateful import (
    Bundle,
    RuleBasedStateMachine,
    consumes,
    initialize,
    invariant,
    multiple,
    precondition,
    rule,
)

from channels.incoming import Command, Text
from domain.phone import show_phone
from domain.refused import Refused
from domain.role import Role
from services import authenticating, staffing
from storage import chats, people
from storage.engine import Tx
from tests.people.living import CHATS, HOUSE, WORDS, Living
from tests.people.town import (
    INVITATION_HOLDS,
    PROPOSAL_HOLDS,
    SECONDED,
    STEP,
    Authenticator,
    Code,
    Link,
    Proposal,
    Town,
)

CHIEFS = ("mot", "hai")
NUMBERS = ("+84912345678", "+84987654321", "+84356789012")
UNIT = "UBND xã Tân Biên"
PURPOSES = {"register": "/dangky", "sign_in": "/dangnhap"}
chat_of_town = st.sampled_from(CHATS)
seldom = st.sampled_from([False] * 5 + [True])


@cache
def first_day() -> tuple[bytes, Town]:
    """The database of a town in which Hoa and Tư have accounts, Lan approves, and two are admins; two days later."""
    life = PeopleLife()
    life.begin(Town(person=dict.fromkeys(CHATS, 0)))
    for chat in CHATS:
        life.says(chat, "/start")
    for chat, number in zip(("hoa", "tu"), NUMBERS, strict=False):
        life.ask_for_code(chat, number, "register")
        life.type_code(0, True, False)
    for chat, role in (("lan", Role.APPROVER), *((chief, Role.ADMIN) for chief in CHIEFS)):
        life.open_link(chat, life.command_line_invites(role), False)
    life.everybody_is_who_they_should_be()
    life.do(life.desk.store.close())
    database = life.path.read_bytes()
    life.do(life._open())
    life.end()
    return database, life.town


class PeopleLife(Living, RuleBasedStateMachine):
    links = Bundle("links")
    grants = Bundle("grants")
    proposals = Bundle("proposals")

    @initialize(target=grants)
    def open(self) -> Any:
        database, town = first_day()
        self.begin(deepcopy(town), database)
        self.now += timedelta(days=2)
        return multiple(*self.town.rights)

    # What people do with accounts and codes.

    @rule(chat=chat_of_town, number=st.sampled_from(NUMBERS), purpose=st.sampled_from([*PURPOSES, "sign_in", "phone"]))
    def ask_for_code(self, chat: str, number: str, purpose: str) -> None:
        """Go through a form up to its code, on which the chat then waits."""
        self.drop_forms(chat)
        registered = self.town.registered(chat)
        if registered != (purpose == "phone"):
            refusal = "registration.already" if registered else "access.register_first"
            opening = (
                self.press(chat, "account.edit:phone:0") if purpose == "phone" else self.says(chat, PURPOSES[purpose])
            )
            return self.heard(opening, refusal)
        refusal = self.town.may_ask(chat, number, self.now)
        said = self._up_to_the_code(chat, number, purpose)
        if refusal:
            self.heard(said, refusal)
            return self.drop_forms(chat)
        self.heard(said, "code.ask_phone")
        request = self.newest("codes")
        self.town.ask(Code(request=request, chat=chat, purpose=purpose, number=number, at=self.now))

    def _up_to_the_code(self, chat: str, number: str, purpose: str) -> str:
        self._opens(chat, purpose)
        if purpose != "register":
            return self.says(chat, show_phone(number))
        for answer in ("Đồng ý", f"Người {chat}", number, "Tân Biên", "bỏ qua"):
            self.says(chat, answer)
        return self.says(chat, "1")

    def _opens(self, chat: str, purpose: str) -> str:
        return self.press(chat, "account.edit:phone:0") if purpose == "phone" else self.says(chat, PURPOSES[purpose])

    @rule(
        chat=chat_of_town,
        number=st.sampled_from(NUMBERS),
        purpose=st.sampled_from([*PURPOSES]),
        after=st.sampled_from([0, 0, 299, 300]),
    )
    def prove_a_number(self, chat: str, number: str, purpose: str, after: int) -> None:
        """The right code, so many seconds after it was asked for; and again, as often as it is asked for still."""
        self.ask_for_code(chat, number, "phone" if self.town.registered(chat) else purpose)
        self.now += timedelta(seconds=after)
        for _ in range(2):
            if chat in self.town.asked:
                self.type_code(list(self.town.asked).index(chat), True, False)

    @precondition(lambda self: self.town.asked)
    @rule(place=st.integers(0, 4), right=st.sampled_from([True, True, False]), killed=seldom)
    def type_code(self, place: int, right: bool, killed: bool) -> None:
        """In one of the chats that wait for a code."""
        chat, code = self._waiting(place)
        typed = self.code_of(code.request)
        self._typed(chat, typed if right else f"{(int(typed) + 1) % 10**6:06}", right, killed)

    @precondition(lambda self: self.town.asked)
    @rule(place=st.integers(0, 4), before=st.integers(1, 4), killed=seldom)
    def type_the_code_of_another_request(self, place: int, before: int, killed: bool) -> None:
        """Of another chat, another number, or the one before."""
        chat, code = self._waiting(place)
        typed = self.code_of(self.town.codes[-before % len(self.town.codes)].request)
        self._typed(chat, typed, typed == self.code_of(code.request), killed)

    @precondition(lambda self: self.town.asked)
    @rule(place=st.integers(0, 4))
    def guess_on_and_on(self, place: int) -> None:
        for _ in range(6):
            self.type_code(place, False, False)

    def _waiting(self, place: int) -> tuple[str, Code]:
        chat = list(self.town.asked)[place % len(self.town.asked)]
        return chat, self.town.asked[chat]

    def _typed(self, chat: str, typed: str, right: bool, killed: bool) -> None:
        if killed:
            return self.killed_while(chat, Text(text=typed))
        self.heard(self.says(chat, typed), self.town.compare(chat, right=right, now=self.now))
        if 0 in self.town.number:
            self.town.known_as(chat, self.person_in(chat))

    @rule(chat=chat_of_town)
    def sign_out(self, chat: str) -> None:
        self.heard(self.press(chat, "account.sign_out:-:0"), self.town.sign_out(chat))

    @rule(chat=chat_of_town)
    def sign_the_others_out(self, chat: str) -> None:
        self.heard(self.press(chat, "account.others_out:-:0"), self.town.sign_others_out(chat))

    # What staff do with rights.

    @rule(target=links, role=st.sampled_from(Role))
    def command_line_invites(self, role: Role) -> Link:
        async def work(tx: Tx) -> str:
            return await staffing.invite(tx, role=role, unit=UNIT, name="ai", by=staffing.COMMAND_LINE, now=self.now)

        return self._new_link(self.in_transaction(work), role)

    @rule(target=links, chief=st.sampled_from(CHATS), role=st.sampled_from([Role.OFFICER, Role.OPERATOR]))
    def invite(self, chief: str, role: Role) -> Any:
        said = self._invites(chief, role)
        if not self.town.may(chief, Role.ADMIN):
            return multiple()
        self.heard(said, "staff.link")
        return self._new_link(said.split("/start ")[1][:32], role, self.town.person[chief])

    @rule(target=proposals, chief=st.sampled_from(CHATS), role=st.sampled_from(sorted(SECONDED)))
    def propose(self, chief: str, role: Role) -> Any:
        said = self._invites(chief, role)
        if not self.town.may(chief, Role.ADMIN):
            return multiple()
        self.heard(said, "staff.needs_second")
        proposal = self.newest("proposals")
        self.town.proposals[proposal] = Proposal(role, self.town.person[chief], self.now + PROPOSAL_HOLDS)
        return proposal

    def _invites(self, chief: str, role: Role) -> str:
        self.drop_forms(chief)
        said = self.press(chief, "staff.invite:-:0")
        if not self.town.may(chief, Role.ADMIN):
            self.heard(said, "access.admins_only")
            return said
        for answer in (WORDS.plain(f"role.{role.value}"), UNIT):
            self.says(chief, answer)
        return self.says(chief, "người mới")

    @rule(
        target=links, one=st.sampled_from(CHIEFS), two=st.sampled_from(CHIEFS), role=st.sampled_from(sorted(SECONDED))
    )
    def propose_and_second(self, one: str, two: str, role: Role) -> Any:
        proposal = self.propose(one, role)
        return self.second(two, proposal) if isinstance(proposal, int) else multiple()

    @rule(target=links, chat=chat_of_town, proposal=proposals)
    def second(self, chat: str, proposal: int) -> Any:
        expected = self.town.second(chat, proposal, self.now)
        said = self.press(chat, f"staff.second:{proposal}:0")
        self.heard(said, expected)
        if expected != "staff.link":
            return multiple()
        seconded = self.town.proposals.pop(proposal)
        return self._new_link(said.split("/start ")[1][:32], seconded.role, seconded.by, self.town.person[chat])

    @rule(chat=chat_of_town, proposal=consumes(proposals))
    def decline(self, chat: str, proposal: int) -> None:
        expected = self.town.decline(chat, proposal, self.now)
        self.heard(self.press(chat, f"staff.decline:{proposal}:0"), expected)
        if expected == "staff.declined":
            del self.town.proposals[proposal]

    @rule(target=grants, chat=chat_of_town, link=links, killed=seldom)
    def open_link(self, chat: str, link: Link, killed: bool) -> Any:
        if killed:
            self.killed_while(chat, Command(name="start", arguments=link.token))
            return multiple()
        expected = self.town.open_link(chat, link, self.now)
        said = self.says(chat, f"/start {link.token}")
        self.heard(said, expected)
        if expected != "staff.joined":
            return multiple()
        if not self.town.person[chat]:
            self.town.known_as(chat, self.person_in(chat))
        if link.role is Role.APPROVER:
            self._enrolled(chat)
        if self.town.may(chat, link.role):
            return multiple()
        grant = self.newest("grants")
        self.town.rights[grant] = (chat, link.role)
        return grant

    def _enrolled(self, chat: str) -> None:
        """A new secret, unless the one before is confirmed."""
        person = self.town.person[chat]
        before = self.town.authenticators.get(person)
        if before is None or not before.confirmed:
            secret = self.secret_of(person)
            assert before is None or secret != before.secret
            after = before or Authenticator(secret=secret)
            after.secret = secret
            self.town.authenticators[person] = after

    @rule(target=links, chief=st.sampled_from(CHIEFS), role=st.sampled_from([Role.OFFICER, Role.ADMIN]))
    def revoke_a_chief_who_has_begun_something(self, chief: str, role: Role) -> Any:
        other = next(each for each in CHIEFS if each != chief)
        link = self.propose_and_second(chief, other, role) if role in SECONDED else self.invite(chief, role)
        self.propose(chief, Role.APPROVER)
        for grant, right in list(self.town.rights.items()):
            if right == (chief, Role.ADMIN):
                self.revoke(other, grant)
        if isinstance(link, Link):
            self.open_link("tu", link, False)
        return link

    @rule(chat=st.sampled_from([*CHIEFS, *CHATS]), grant=grants)
    def revoke(self, chat: str, grant: int) -> None:
        expected = self.town.revoke(chat, grant)
        self.heard(self.press(chat, f"staff.revoke_sure:{grant}:0"), expected)

    @precondition(lambda self: self._enrolled_chats())
    @rule(
        place=st.integers(0, 4),
        drift=st.sampled_from([0, 0, 0, -1, 1, -2, 2, None]),
        times=st.sampled_from([2, 2, 7]),
        first=st.booleans(),
        killed=seldom,
    )
    def authenticate(self, place: int, drift: int | None, times: int, first: bool, killed: bool) -> None:
        """The code of a time step so far from now, or a wrong one, so many times."""
        enrolled = self._enrolled_chats()
        chat = enrolled[place % len(enrolled)]
        secret, step = self.town.authenticators[self.town.person[chat]].secret, int(self.now.timestamp()) // STEP
        near = {pyotp.TOTP(secret).generate_otp(step + each): step + each for each in (-2, -1, 0, 1, 2)}
        typed = next(code for code in ("000000", "111111", "222222", "333333", "444444", "555555") if code not in near)
        if drift is not None:
            typed = pyotp.TOTP(secret).generate_otp(step + drift)
        for _ in range(times):
            if killed:
                self.in_transaction(lambda tx: self._check(tx, chat, typed, first), kill=True)
            else:
                said = self.in_transaction(lambda tx: self._check(tx, chat, typed, first))
                assert said == self.town.authenticate(chat, near.get(typed), self.now, first=first)

    def _enrolled_chats(self) -> list[str]:
        return [chat for chat in CHATS if self.town.person[chat] in self.town.authenticators]

    async def _check(self, tx: Tx, chat: str, typed: str, first: bool) -> str:
        person, lock = self.town.person[chat], HOUSE.limits.authenticator
        try:
            if first:
                return (await authenticating.finish(tx, person, typed, lock=lock, now=self.now)).verdict.value
            return (await authenticating.check(tx, person, typed, lock=lock, now=self.now)).value
        except Refused as no:
            return no.key

    # What happens to everybody.

    @rule(seconds=st.sampled_from([5, 31, 61, 298, 302, 901, 3601, 47 * 3600, 49 * 3600, 168 * 3600]))
    def time_passes(self, seconds: int) -> None:
        self.now += timedelta(seconds=seconds)

    @rule(seconds=st.sampled_from([10, 31, 301, 3601]))
    def the_clock_is_set_back(self, seconds: int) -> None:
        self.now -= timedelta(seconds=seconds)

    @rule()
    def restart(self) -> None:
        self.start_again()

    @invariant()
    def everybody_is_who_they_should_be(self) -> None:
        if hasattr(self, "desk"):
            self.do(self._compare())

    async def _compare(self) -> None:
        town = self.town
        async with self.desk.store.reading() as session:
            for chat in CHATS:
                found = await chats.find(session, "telegram", chat)
                assert found
                who = found[1]
                assert (who.id, who.registered) == (town.person[chat], town.registered(chat))
                held = {each.id: (chat, each.role) for each in who.grants}
                assert held == {grant: right for grant, right in town.rights.items() if right[0] == chat}
            for number in NUMBERS:
                assert await people.find_by_phone(session, number) == town.owner(number)
            letters = await session.rows("select address from outbox where channel = 'sms' order by id", {})
            assert [int(row["address"]) for row in letters] == [code.request for code in town.codes], "one SMS a code"
            tries = await session.rows("select id, tries, state from codes order by id", {})
            assert {row["id"]: (row["tries"], row["state"] == "used") for row in tries} == {
                code.request: (code.tries, code.used) for code in town.codes
            }

    def teardown(self) -> None:
        if hasattr(self, "runner"):
            self.end()

    def _new_link(self, token: str, role: Role, *by: int) -> Link:
        link = Link(token=token, role=role, by=frozenset(by), ends=self.now + INVITATION_HOLDS)
        self.town.links.append(link)
        return link


PeopleLife.TestCase.settings = settings(
    max_examples=settings.default.max_examples // 12,
    stateful_step_count=25,
    deadline=None,
    suppress_health_check=list(HealthCheck),
)
TestPeopleLife = PeopleLife.TestCase

"""What the people of a small town may expect of accounts, codes and rights: the same rules, told once more in memory.

Each act gives back the sentence that must be said to it, and remembers what has changed.
"""

from dataclasses import dataclass, field
from datetime import datetime, timedelta

from domain.limit import Limits
from domain.passcode import CodePolicy
from domain.role import Role

POLICY, LIMITS = CodePolicy(), Limits()
INVITATION_HOLDS = timedelta(hours=48)
PROPOSAL_HOLDS = timedelta(days=7)
SECONDED = {Role.ADMIN, Role.APPROVER}
HOUR, DAY = timedelta(hours=1), timedelta(days=1)
STEP = 30  # seconds


@dataclass
class Code:
    """A code that was asked for in a chat, for one purpose, to one number."""

    request: int
    chat: str
    purpose: str
    number: str
    at: datetime
    tries: int = 0
    used: bool = False
    replaced: bool = False

    @property
    def wrong(self) -> int:
        return self.tries - self.used

    def live(self, now: datetime) -> bool:
        return not self.used and not self.replaced and self.tries < POLICY.tries and now < self.at + POLICY.lifetime


@dataclass
class Link:
    """An invitation; `by` are the admins who stand for it, nobody when it is the command line's."""

    token: str
    role: Role
    by: frozenset[int]
    ends: datetime
    open: bool = True


@dataclass
class Proposal:
    """What one admin wants and another has to second."""

    role: Role
    by: int
    ends: datetime


@dataclass
class Authenticator:
    secret: str
    confirmed: bool = False
    last_step: int = 0
    failures: int = 0
    failed_at: datetime | None = None


@dataclass
class Town:
    """`person` is who signs in each chat, 0 for nobody; `number` of those registered; `rights` by the grant's id."""

    person: dict[str, int]
    number: dict[int, str] = field(default_factory=dict)
    rights: dict[int, tuple[str, Role]] = field(default_factory=dict)
    proposals: dict[int, Proposal] = field(default_factory=dict)
    links: list[Link] = field(default_factory=list)
    codes: list[Code] = field(default_factory=list)
    asked: dict[str, Code] = field(default_factory=dict)
    authenticators: dict[int, Authenticator] = field(default_factory=dict)

    def may(self, chat: str, role: Role) -> bool:
        return (chat, role) in self.rights.values()

    def roles(self, chat: str) -> set[Role]:
        return {role for where, role in self.rights.values() if where == chat}

    def registered(self, chat: str) -> bool:
        return self.person[chat] in self.number

    def owner(self, number: str) -> int | None:
        return next((person for person, held in self.number.items() if held == number), None)

    def admins(self) -> set[int]:
        return {self.person[chat] for chat, role in self.rights.values() if role is Role.ADMIN}

    def may_ask(self, chat: str, number: str, now: datetime) -> str | None:
        """Why no code goes to this number from this chat now; None when one goes."""
        to_it = [code for code in self.codes if code.number == number]
        person = self.person[chat]
        mine = {each for each in self.person if each == chat or (person and self.person[each] == person)}
        from_it = [code for code in self.codes if code.chat in mine and code.at > now - DAY]
        to_it_today = [code for code in to_it if code.at > now - DAY]
        limits = POLICY.limits
        if any(code.at <= now < code.at + limits.pause for code in to_it):
            return "code.too_soon"
        if sum(code.at > now - HOUR for code in to_it) >= limits.number_an_hour:
            return "code.too_many_to_target"
        if len(to_it_today) >= limits.number_a_day:
            return "code.too_many_to_target"
        if len(from_it) >= limits.chat_a_day:
            return "code.too_many_from_chat"
        if sum(code.wrong for code in to_it_today) >= limits.wrong_number_a_day:
            return "code.too_many_wrong"
        return "code.too_many_wrong" if sum(code.wrong for code in from_it) >= limits.wrong_chat_a_day else None

    def ask(self, code: Code) -> None:
        """A code has gone out; those before it in the chat, for the same purpose, are dead."""
        for other in self.codes:
            if (other.chat, other.purpose) == (code.chat, code.purpose):
                other.replaced = True
        self.codes.append(code)
        self.asked[code.chat] = code

    def compare(self, chat: str, *, right: bool, now: datetime) -> str:
        """A code is typed where one is asked for."""
        code = self.asked[chat]
        if not code.live(now):
            return "code.spent"
        code.tries += 1
        if right:
            code.used = True
            return self._proved(chat, code)
        return "code.wrong" if code.tries < POLICY.tries else "code.spent"

    def _proved(self, chat: str, code: Code) -> str:
        owner, here = self.owner(code.number), self.person[chat]
        if code.purpose == "phone":
            return self._renumber(chat, code, owner)
        if owner is None and code.purpose == "sign_in":
            del self.asked[chat]
            return "sign_in.no_account"
        if owner is not None and self.roles(chat) and here != owner:
            return "sign_in.staff_here"
        del self.asked[chat]
        if owner is not None:
            self.person[chat] = owner
            return "sign_in.done" if code.purpose == "sign_in" else "registration.known"
        self.number[here] = code.number
        return "registration.done"

    def _renumber(self, chat: str, code: Code, owner: int | None) -> str:
        here = self.person[chat]
        if here not in self.number:
            return "access.register_first"
        if owner not in (None, here):
            return "account.taken"
        self.number[here] = code.number
        del self.asked[chat]
        return "account.changed"

    def known_as(self, chat: str, person: int) -> None:
        """Somebody new has been given an account, or a right."""
        assert person not in {*self.person.values(), *self.number}
        self.person[chat] = person
        if 0 in self.number:
            self.number[person] = self.number.pop(0)

    def sign_out(self, chat: str) -> str:
        if not self.registered(chat):
            return "access.register_first"
        if self.roles(chat):
            return "account.staff_stays"
        self.person[chat] = 0
        return "account.signed_out"

    def sign_others_out(self, chat: str) -> str:
        if not self.registered(chat):
            return "access.register_first"
        for other, person in self.person.items():
            if other != chat and person == self.person[chat] and not self.roles(other):
                self.person[other] = 0
        return "account.others_gone"

    def open_link(self, chat: str, link: Link, now: datetime) -> str:
        if not link.open or now >= link.ends:
            return "staff.invitation_void"
        if link.role in SECONDED and self.person[chat] in link.by:
            return "staff.own_link"
        link.open = False
        return "staff.joined"

    def second(self, chat: str, proposal: int, now: datetime) -> str:
        refusal = self.decline(chat, proposal, now)
        if refusal != "staff.declined":
            return refusal
        return "staff.own_proposal" if self.proposals[proposal].by == self.person[chat] else "staff.link"

    def decline(self, chat: str, proposal: int, now: datetime) -> str:
        if not self.may(chat, Role.ADMIN):
            return "access.admins_only"
        if proposal not in self.proposals:
            return "staff.proposal_settled"
        return "staff.proposal_over" if now >= self.proposals[proposal].ends else "staff.declined"

    def revoke(self, chat: str, grant: int) -> str:
        if not self.may(chat, Role.ADMIN):
            return "access.admins_only"
        if grant not in self.rights:
            return "staff.grant_gone"
        where, role = self.rights[grant]
        if role is Role.ADMIN and self.admins() == {self.person[where]}:
            return "staff.last_admin"
        del self.rights[grant]
        self.asked.pop(where, None)
        if role is Role.ADMIN and self.person[where] not in self.admins():
            self._end_what_was_begun(self.person[where])
        return "staff.revoked"

    def _end_what_was_begun(self, person: int) -> None:
        self.proposals = {number: each for number, each in self.proposals.items() if each.by != person}
        for link in self.links:
            link.open = link.open and person not in link.by

    def authenticate(self, chat: str, step: int | None, now: datetime, *, first: bool) -> str:
        """The code of a time step is typed, or a wrong one (None): the first one to end an enrolment, or a later."""
        own = self.authenticators.get(self.person[chat])
        if own is None:
            return "totp.not_enrolled"
        if own.confirmed is first:
            return "totp.enrolled_already" if first else "totp.unconfirmed"
        lock = LIMITS.authenticator
        if own.failures >= lock.tries:
            if own.failed_at and now < own.failed_at + lock.lasts:
                return "locked"
            own.failures = 0
        if step is None or abs(step - int(now.timestamp()) // STEP) > 1:
            own.failures, own.failed_at = own.failures + 1, now
            return "wrong"
        if step <= own.last_step:
            return "used"
        own.last_step, own.failures, own.confirmed = step, 0, own.confirmed or first
        return "right"

"""One-time codes sent by SMS or e-mail: how long they hold, and how often they may be asked for."""

from dataclasses import dataclass
from datetime import datetime, timedelta
from enum import StrEnum

from domain.refused import Refused
from domain.wording import ascii_digits


@dataclass(frozen=True, slots=True, kw_only=True)
class CodePolicy:
    """Figures of `[otp]` in the configuration.

    `all_an_hour` slows everyone: past it, one code goes for each that is an hour old. `failures_an_hour`, wrong guesses
    by everyone together, stops all sending. Staff are told of both. `by_mail` where there is a mail server.
    """

    digits: int = 6
    lifetime: timedelta = timedelta(minutes=5)
    tries: int = 5
    pause: timedelta = timedelta(seconds=60)
    target_an_hour: int = 3
    target_a_day: int = 5
    prefix_an_hour: int = 20
    chat_a_day: int = 5
    all_an_hour: int = 2000
    failures_an_hour: int = 100
    by_mail: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class Sendings:
    """How often codes have been asked for lately; `failures_hour` counts wrong guesses by everyone.

    `prefix_hour` counts numbers that differ in their last three digits only, `chat_day` all chats of one person.
    """

    last_to_target: datetime | None
    target_hour: int
    target_day: int
    prefix_hour: int
    chat_day: int
    all_hour: int
    failures_hour: int


def may_send(past: Sendings, policy: CodePolicy, *, now: datetime) -> None:
    """Raises the reason why no code may be sent now; the same words whether or not the number is known to us."""
    if past.last_to_target is not None and now < past.last_to_target + policy.pause:
        wait = past.last_to_target + policy.pause - now
        raise Refused("code.too_soon", seconds=max(1, -(-wait // timedelta(seconds=1))))
    if past.target_hour >= policy.target_an_hour or past.target_day >= policy.target_a_day:
        raise Refused("code.too_many_to_target")
    if past.prefix_hour >= policy.prefix_an_hour:
        raise Refused("code.too_many_to_target")
    if past.chat_day >= policy.chat_a_day:
        raise Refused("code.too_many_from_chat")
    if past.all_hour >= policy.all_an_hour or past.failures_hour >= policy.failures_an_hour:
        raise Refused("code.paused_for_all")


class Strain(StrEnum):
    """What staff are called for; the value is the sentence that they are told."""

    BUDGET = "code.alarm_budget"
    FAILURES = "code.alarm_failures"


def strain(*, all_hour: int, failures_hour: int, policy: CodePolicy) -> Strain | None:
    if failures_hour >= policy.failures_an_hour:
        return Strain.FAILURES
    return Strain.BUDGET if all_hour >= policy.all_an_hour else None


def prefix_of(to: str) -> str:
    """What neighbours have in common: a thousand numbers in a row, or a mailbox with all its `+` names."""
    name, at, host = to.partition("@")
    return f"{name.partition('+')[0]}@{host}" if at else to[:-3]


def accept_code(text: str, *, digits: int) -> str:
    """The code in ASCII digits, from any digits and spacing that people type; anything else is refused uncompared."""
    if len(text) > 64:
        raise Refused("code.not_a_code", digits=digits)
    code = ascii_digits(text).replace(" ", "").replace("-", "")
    if len(code) != digits or not (code.isascii() and code.isdigit()):
        raise Refused("code.not_a_code", digits=digits)
    return code

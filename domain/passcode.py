"""One-time codes sent by SMS or e-mail: how long they hold, and how often they may be asked for."""

from dataclasses import dataclass, field
from datetime import datetime, timedelta
from enum import StrEnum

from domain.limit import CodeLimits
from domain.refused import Refused
from domain.wording import ascii_digits


@dataclass(frozen=True, slots=True, kw_only=True)
class CodePolicy:
    """Figures of `[otp]` in the configuration; `tries` are those of one code, `by_mail` if there is a mail server.

    `ways` are what people call the ways by which a code may come to a number, the likeliest first.
    """

    digits: int = 6
    lifetime: timedelta = timedelta(minutes=5)
    tries: int = 5
    by_mail: bool = False
    ways: tuple[str, ...] = ("SMS",)
    limits: CodeLimits = field(default_factory=CodeLimits)


@dataclass(frozen=True, slots=True, kw_only=True)
class Sendings:
    """How often codes have been asked for lately, and typed wrong: at this number, from this chat, by everyone.

    `prefix_hour` counts numbers that differ in their last three digits only, `chat_day` all chats of one person.
    """

    last_to_target: datetime | None
    target_hour: int
    target_day: int
    prefix_hour: int
    chat_day: int
    all_hour: int
    wrong_target_day: int
    wrong_chat_day: int
    wrong_all_hour: int


def may_send(past: Sendings, limits: CodeLimits, *, now: datetime) -> None:
    """Raises the reason why no code may be sent now; the same words whether or not the number is known to us."""
    if past.last_to_target is not None and now < past.last_to_target + limits.pause:
        wait = past.last_to_target + limits.pause - now
        raise Refused("code.too_soon", seconds=max(1, -(-wait // timedelta(seconds=1))))
    if past.target_hour >= limits.number_an_hour or past.target_day >= limits.number_a_day:
        raise Refused("code.too_many_to_target")
    if past.prefix_hour >= limits.prefix_an_hour:
        raise Refused("code.too_many_to_target")
    if past.chat_day >= limits.chat_a_day:
        raise Refused("code.too_many_from_chat")
    if past.wrong_target_day >= limits.wrong_number_a_day or past.wrong_chat_day >= limits.wrong_chat_a_day:
        raise Refused("code.too_many_wrong")
    if past.all_hour >= limits.all_an_hour or past.wrong_all_hour >= limits.wrong_all_an_hour:
        raise Refused("code.paused_for_all")


class Strain(StrEnum):
    """What staff are called for; the value is the sentence that they are told."""

    BUDGET = "code.alarm_budget"
    FAILURES = "code.alarm_failures"


def strain(*, all_hour: int, wrong_all_hour: int, limits: CodeLimits) -> Strain | None:
    if wrong_all_hour >= limits.wrong_all_an_hour:
        return Strain.FAILURES
    return Strain.BUDGET if all_hour >= limits.all_an_hour else None


def prefix_of(to: str) -> str:
    """What neighbours have in common: a thousand numbers in a row, or a mailbox with all its `+` names."""
    name, at, host = to.partition("@")
    return f"{name.partition('+')[0].lower()}@{host}" if at else to[:-3]


def accept_code(text: str, *, digits: int) -> str:
    """The code in ASCII digits, from any digits and spacing that people type; anything else is refused uncompared."""
    if len(text) > 64:
        raise Refused("code.not_a_code", digits=digits)
    code = ascii_digits(text).replace(" ", "").replace("-", "")
    if len(code) != digits or not (code.isascii() and code.isdigit()):
        raise Refused("code.not_a_code", digits=digits)
    return code

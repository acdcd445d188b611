"""How often somebody may do something: every limit there is stands here, by name."""

from dataclasses import dataclass
from datetime import datetime, timedelta


@dataclass(frozen=True, slots=True, kw_only=True)
class Limit:
    """At most `burst` at once, and `burst` in every `per` after that."""

    burst: int
    per: timedelta

    def take(self, until: datetime | None, *, now: datetime) -> datetime | None:
        """One more, now: the new moment to remember (GCRA), or None when that is too soon.

        A moment further ahead than any that is ever noted comes from a clock that has been set back: it is forgotten.
        """
        interval = self.per / self.burst
        due = now if until is None or not now <= until <= now + self.per else until
        return due + interval if due <= now + self.per - interval else None


@dataclass(frozen=True, slots=True, kw_only=True)
class Lock:
    """After so many wrong `tries` in a row nothing is tried at all, as long as it `lasts`."""

    tries: int
    lasts: timedelta

    def shut(self, failures: int, failed_at: datetime | None, *, now: datetime) -> bool:
        """A failure in the future too, from before the clock was set back, until it is dated anew."""
        return self.spent(failures) and failed_at is not None and now < failed_at + self.lasts

    def spent(self, failures: int) -> bool:
        return failures >= self.tries


@dataclass(frozen=True, slots=True, kw_only=True)
class CodeLimits:
    """How often one-time codes go out, and how often a wrong one is typed.

    `number` is a number or a mailbox, `prefix` its neighbours, `chat` all chats of one person; `pause` lies between two
    codes to one number. `all_an_hour` slows everyone: past it, one code goes for each that is an hour old.
    `wrong_all_an_hour` stops all sending. Staff are told of both.
    """

    pause: timedelta = timedelta(seconds=60)
    number_an_hour: int = 3
    number_a_day: int = 5
    prefix_an_hour: int = 20
    chat_a_day: int = 5
    all_an_hour: int = 2000
    wrong_number_a_day: int = 10
    wrong_chat_a_day: int = 15
    wrong_all_an_hour: int = 100


@dataclass(frozen=True, slots=True, kw_only=True)
class Limits:
    """Figures of `[limits]` in the configuration.

    `messages`, `presses`: what is said and what is pressed in one chat. `notices`: how often a chat over them is told
    so. `reports`: what one person files; a call for help is never counted. `data_requests`: what one person asks about
    their data, as each calls the admins. `authenticator`: what one approver types.
    """

    messages: Limit = Limit(burst=60, per=timedelta(minutes=1))
    presses: Limit = Limit(burst=60, per=timedelta(minutes=1))
    notices: Limit = Limit(burst=1, per=timedelta(minutes=1))
    reports: Limit = Limit(burst=20, per=timedelta(days=1))
    data_requests: Limit = Limit(burst=3, per=timedelta(days=1))
    codes: CodeLimits = CodeLimits()
    authenticator: Lock = Lock(tries=5, lasts=timedelta(minutes=15))

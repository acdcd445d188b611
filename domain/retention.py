"""How long is kept what is of no more use: figures of `[retention]` in the configuration, one a class."""

from dataclasses import dataclass
from datetime import timedelta


@dataclass(frozen=True, slots=True, kw_only=True)
class Retention:
    """Counted from when an update came, a code was asked for, an unused invitation ended."""

    quarantined: timedelta = timedelta(days=30)
    codes: timedelta = timedelta(days=2)
    invitations: timedelta = timedelta(days=30)

"""How long is kept what is of no more use: figures of `[retention]` in the configuration, one a class."""

from dataclasses import dataclass
from datetime import UTC, datetime, time, timedelta, tzinfo


@dataclass(frozen=True, slots=True, kw_only=True)
class Retention:
    """Counted from when an update came, a code was asked for, an unused invitation ended, a request was settled, an
    alert was over, a consent was withdrawn, anything last happened to a report that is over. The audit is never
    shortened. `at`: the hour of the night, local, at which what is older goes."""

    at: time = time(2, 30)
    quarantined: timedelta = timedelta(days=30)
    codes: timedelta = timedelta(days=2)
    invitations: timedelta = timedelta(days=30)
    letters: timedelta = timedelta(days=7)
    data_requests: timedelta = timedelta(days=730)
    deliveries: timedelta = timedelta(days=365)
    report_files: timedelta = timedelta(days=730)
    report_words: timedelta = timedelta(days=1825)
    consents: timedelta = timedelta(days=1825)


def last_night(now: datetime, at: time, zone: tzinfo) -> datetime:
    """The newest moment, not after now, at which it was that hour in the zone; in UTC."""
    today = datetime.combine(now.astimezone(zone).date(), at, tzinfo=zone)
    return (today if today <= now else today - timedelta(days=1)).astimezone(UTC)

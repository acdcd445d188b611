"""Moments as the database keeps them: integer microseconds since 1970, UTC."""

from datetime import UTC, datetime, timedelta

_EPOCH = datetime(1970, 1, 1, tzinfo=UTC)
_MICROSECOND = timedelta(microseconds=1)


def micros(moment: datetime) -> int:
    """An aware moment as microseconds."""
    return (moment - _EPOCH) // _MICROSECOND


def span(duration: timedelta) -> int:
    return duration // _MICROSECOND


def moment(value: int) -> datetime:
    return _EPOCH + timedelta(microseconds=value)


def moment_or_none(value: int | None) -> datetime | None:
    return None if value is None else moment(value)


def micros_or_none(value: datetime | None) -> int | None:
    return None if value is None else micros(value)

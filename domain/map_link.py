"""A point on a map, out of what people paste: a link of a map service, `geo:`, or two numbers."""

import re

_NUMBER = r"(-?\d{1,3}\.\d{2,})"
_PAIR = rf"{_NUMBER}\s*(?:,|%2C|%20|\s|\+)+\s*{_NUMBER}"
_FORMS = (
    re.compile(rf"!3d{_NUMBER}!4d{_NUMBER}"),
    re.compile(rf"[?&](?:q|ll|query|center|destination|sll|daddr)=(?:loc:)?{_PAIR}", re.IGNORECASE),
    re.compile(rf"@{_PAIR}"),
    re.compile(rf"#map=\d+(?:\.\d+)?/{_NUMBER}/{_NUMBER}"),
    re.compile(rf"^geo:{_PAIR}", re.IGNORECASE),
    re.compile(rf"/{_PAIR}"),
    re.compile(rf"^\s*{_PAIR}\s*$"),
)
"""The pin that was meant comes before the middle of what the screen showed."""

_LINK = re.compile(r"https?://\S+|\b(?:maps\.app\.goo\.gl|goo\.gl/maps)/\S+", re.IGNORECASE)
_MOST_READ = 2000


def read_point(text: str) -> tuple[float, float] | None:
    """Latitude and longitude in degrees; None where the text has none, as in a shortened link."""
    for form in _FORMS:
        found = form.search(text[:_MOST_READ])
        if found:
            latitude, longitude = float(found[1]), float(found[2])
            if abs(latitude) <= 90 and abs(longitude) <= 180:
                return latitude, longitude
    return None


def is_link(text: str) -> bool:
    return bool(_LINK.search(text[:_MOST_READ]))

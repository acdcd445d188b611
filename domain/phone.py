"""Mobile numbers of Việt Nam: every way of typing one becomes one E.164 form, and what is not one is told why.

The prefixes are those in use since the renumbering of 2018. The library `phonenumbers` is not asked, because it calls
the 055 range (Wintel) invalid.
"""

import re
import unicodedata

from domain.refused import Refused
from domain.wording import ascii_digits, seen

_MOBILE = re.compile(r"[35789]\d{8}")
_LANDLINE = re.compile(r"2\d{9}")
_OLD_ELEVEN = re.compile(r"1\d{9}")
_NEW_PREFIX = {
    **{"120": "70", "121": "79", "122": "77", "126": "76", "128": "78"},
    **{"123": "83", "124": "84", "125": "85", "127": "81", "129": "82"},
    **{f"16{last}": f"3{last}" for last in range(2, 10)},
    **{"186": "56", "188": "58", "199": "59"},
}
_E164_DIGITS = range(7, 16)
_MOST_TYPED = 200


def parse_phone(text: str) -> str:
    """The number as `+84912345678`. Words may stand around it, never inside it.

    Raises `Refused`, each with `seen`: `phone.old_eleven` (`new` is today's form: offer it, never take it silently),
    `phone.landline` (it takes no SMS), `phone.foreign`, `phone.unreadable`.
    """
    plus, digits = _typed(text)
    if plus and not digits.startswith("84"):
        raise Refused("phone.foreign" if len(digits) in _E164_DIGITS else "phone.unreadable", seen=seen(text))
    number = _without_trunk(digits, plus=plus)
    if _MOBILE.fullmatch(number):
        return f"+84{number}"
    if _OLD_ELEVEN.fullmatch(number) and number[:3] in _NEW_PREFIX:
        renewed = f"+84{_NEW_PREFIX[number[:3]]}{number[3:]}"
        raise Refused("phone.old_eleven", seen=seen(text), new=show_phone(renewed))
    raise Refused("phone.landline" if _LANDLINE.fullmatch(number) else "phone.unreadable", seen=seen(text))


def _typed(text: str) -> tuple[bool, str]:
    """Whether a country code was announced (+ or 00), and the digits; none if letters stand between them."""
    text = ascii_digits(unicodedata.normalize("NFKC", text)) if len(text) <= _MOST_TYPED else ""
    found = re.search(r"[0-9].*[0-9]", text, re.DOTALL)
    if not found or re.search(r"[^\W\d_]", found[0]):
        return False, ""
    digits = re.sub(r"[^0-9]", "", found[0])
    if digits.startswith("00"):
        return True, digits[2:]
    announced = text[: found.start()].rstrip(" (").endswith("+")
    return announced and not digits.startswith("0"), digits


def _without_trunk(digits: str, *, plus: bool) -> str:
    if digits.startswith("84") and (plus or len(digits) in (11, 12)):
        digits = digits[2:]
    return digits.removeprefix("0")


def show_phone(e164: str) -> str:
    """As people write it: `0912 345 678`. A number of another country is shown as it is."""
    if not e164.startswith("+84"):
        return e164
    number = "0" + e164.removeprefix("+84")
    return f"{number[:4]} {number[4:7]} {number[7:]}"


def mask_phone(e164: str) -> str:
    """Enough for its owner to know it, too little for another to call it: `0912***678`."""
    number = show_phone(e164).replace(" ", "")
    return f"{number[:4]}***{number[-3:]}"

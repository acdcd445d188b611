"""Text as people type it, made fit to keep, to compare and to measure. Vietnamese first: `đ` has no decomposition,
a tone may stand on either vowel, and phones send the same letter composed or in pieces."""

import re
import unicodedata
from functools import lru_cache

SEEN_UTF16 = 60
"""How much of what somebody typed is said back to them in a refusal."""

_MOST_MARKS = 6
_ELLIPSIS = "…"
_JOINER, _SKIN = "\u200d", "\U0001f3fb-\U0001f3ff"
_BLANK_LETTERS = "\u034f\u115f\u1160\u17b4\u17b5\u180b\u180c\u180d\u180f\u2800\u3164\uffa0"
_PICTURE = (
    "(?:[\U0001f000-\U0001faff\u2600-\u27bf](?:\ufe0f|[" + _SKIN + "])?"
    "|[0-9#*]\ufe0f\u20e3|[\xa9\xae\u203c\u2049\u2122\u2139\u2190-\u21ff\u2300-\u23ff\u25aa-\u25fe\u2900-\u2bff\u3030-\u3299]\ufe0f)"
)
_EMOJI_OR_STRAY = re.compile(f"({_PICTURE}(?:{_JOINER}{_PICTURE})*)|[{_JOINER}\ufe00-\ufe0f\U000e0100-\U000e01ef]")
_LINE_ENDS = re.compile("\r\n|[\r\x0b\x0c\x85\u2028\u2029]")
_CONTINUES = re.compile(f"[{_JOINER}\ufe00-\ufe0f\u20e3{_SKIN}]")
_TONES = frozenset("\u0300\u0301\u0303\u0309\u0323")
_WORD = re.compile(r"[^\W_]+")
_ALPHABET = {letter: rank for rank, letter in enumerate("0123456789aăâbcdđeêfghijklmnoôơpqrstuưvwxyz")}
_TONE_ORDER = {"": 0, "\u0300": 1, "\u0309": 2, "\u0303": 3, "\u0301": 4, "\u0323": 5}


def clean(text: str) -> str:
    """The text fit to be kept and shown: composed (NFC), without what cannot be seen.

    Controls, bidirectional marks, zero-width and blank letters and lone surrogates are cut; a joiner or variation
    selector stays only inside an emoji. Spaces run together, at most one empty line in a row. `clean` of the result is
    the result.
    """
    text = "".join(c for c in _LINE_ENDS.sub("\n", text).replace("\t", " ") if _visible(c))
    text = _EMOJI_OR_STRAY.sub(lambda found: found[1] or "", _composed(text))
    text = _composed(text)
    lines = [" ".join(line.split()) for line in text.split("\n")]
    return re.sub(r"\n{3,}", "\n\n", "\n".join(lines)).strip()


def _visible(c: str) -> bool:
    if c in ("\n", _JOINER):
        return True
    return unicodedata.category(c) not in ("Cc", "Cf", "Cs") and c not in _BLANK_LETTERS


def _composed(text: str) -> str:
    """NFC, a letter keeping at most `_MOST_MARKS` marks: normalising a tower of thousands takes a second."""
    kept: list[str] = []
    marks = 0
    for c in text:
        marks = marks + 1 if unicodedata.combining(c) else 0
        if marks <= _MOST_MARKS:
            kept.append(c)
    return unicodedata.normalize("NFC", "".join(kept))


def _decomposed(text: str) -> str:
    return unicodedata.normalize("NFD", unicodedata.normalize("NFD", text).casefold())


def _without_marks(text: str) -> str:
    return "".join(c for c in text if not unicodedata.combining(c))


@lru_cache(maxsize=4096)  # the words of the catalogues and the names of places are compared in every turn
def fold(text: str) -> str:
    """The text without case, marks or `đ`, for comparing: fold both sides. `fold("ĐỒNG  Ý") == "dong y"`."""
    bare = _without_marks(_decomposed(_without_marks(text)))
    return " ".join(bare.replace("đ", "d").split())


def spelled(text: str) -> str:
    """A key of the text with its marks, the tone of each word put last, so that `hoà` and `hòa` are one spelling."""
    return " ".join(
        "".join(c for c in word if c not in _TONES) + "".join(c for c in word if c in _TONES)
        for word in _decomposed(_composed(text)).split()
    )


def words(text: str) -> tuple[str, ...]:
    """The words of the text with their marks, composed; punctuation separates."""
    return tuple(_WORD.findall(_composed(text)))


def utf16(text: str) -> int:
    """Length in UTF-16 units, the measure of what messengers take; an emoji is two or more."""
    return len(text.encode("utf-16-le", "surrogatepass")) // 2


def ascii_digits(text: str) -> str:
    """The text with every decimal digit, full-width, Arabic, Khmer or other, as 0-9; other characters are kept."""
    return "".join(str(unicodedata.decimal(c, c)) for c in text)


def shorten(text: str, most_utf16: int) -> str:
    """At most `most_utf16` units of the text, ended by an ellipsis if cut: between words if it can, never inside a
    letter or an emoji."""
    if utf16(text) <= most_utf16:
        return text
    kept = _fitting(text, most_utf16 - utf16(_ELLIPSIS))
    space = text.rfind(" ", 0, kept + 1)
    if space > kept * 2 // 3:
        kept = space
    return (text[:kept].rstrip() + _ELLIPSIS) if most_utf16 > 0 else ""


def _fitting(text: str, most_utf16: int) -> int:
    """How many characters of a too long text fit without cutting through one that is drawn from several."""
    kept = room = 0
    while room + utf16(text[kept]) <= most_utf16:
        room += utf16(text[kept])
        kept += 1
    while kept > 0 and (_continues(text[kept]) or text[kept - 1] == _JOINER):
        kept -= 1
    return kept


def _continues(c: str) -> bool:
    return bool(unicodedata.combining(c) or _CONTINUES.match(c))


def seen(text: str) -> str:
    """The beginning of what was typed, cleaned, for a refusal to say back."""
    return shorten(clean(text[: 4 * SEEN_UTF16]), SEEN_UTF16)


def alphabetical(text: str) -> tuple[tuple[tuple[int, ...], int], ...]:
    """A sorting key in the order of Vietnamese dictionaries, syllable by syllable: a ă â … d đ …, and of two syllables
    with the same letters, level, falling, asking, tumbling, rising, heavy."""
    return tuple(_syllable(word) for word in spelled(text).split())


def _syllable(word: str) -> tuple[tuple[int, ...], int]:
    letters = unicodedata.normalize("NFC", "".join(c for c in word if c not in _TONES))
    tone = "".join(c for c in word if c in _TONES)
    return tuple(_ALPHABET.get(letter, ord(letter) + len(_ALPHABET)) for letter in letters), _TONE_ORDER.get(tone, 0)

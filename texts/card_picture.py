"""An alert as a picture to pass on: colour, word and number together, where, from when until when, three things to do,
who says so, and a QR code by which anyone can check it. The text message says the same.
"""

import io
import re
from dataclasses import dataclass
from functools import lru_cache
from importlib.util import find_spec
from pathlib import Path

import segno
from PIL import Image, ImageDraw, ImageFont

WIDTH, HEIGHT = 1080, 1350  # pixels: 4:5, which messengers show whole
MARGIN = 64
BAND = 250
QR = 220
ACTIONS = 3
INK, PALE, PAPER = "#1b1f24", "#57606a", "#ffffff"
STAMP = "#b42318"
_SENTENCE = re.compile(r"[.;\n]+")


@dataclass(frozen=True, slots=True, kw_only=True)
class Poster:
    """What stands on it, in words ready to be read; `colour` is the level's, `over` the stamp or nothing."""

    colour: str
    drill: str
    headline: str
    level: str
    title: str
    area: str
    window: str
    actions_label: str
    actions: tuple[str, ...]
    issuer: str
    check: str
    link: str
    over: str


def actions_of(advice: str) -> tuple[str, ...]:
    """The first three things to do: sentences, parts between semicolons, or lines."""
    parts = [part.strip() for part in _SENTENCE.split(advice) if part.strip()]
    return tuple(f"{part[0].upper()}{part[1:]}" for part in parts[:ACTIONS])


def draw(poster: Poster) -> bytes:
    """A PNG of 1080 × 1350 pixels."""
    image = Image.new("RGB", (WIDTH, HEIGHT), PAPER)
    pen = ImageDraw.Draw(image)
    _band(pen, poster)
    y = BAND + 44.0
    y = _lines(pen, poster.title, y, size=46, bold=True, most=2) + 22
    y = _lines(pen, poster.area, y, size=34, most=3) + 12
    y = _lines(pen, poster.window, y, size=34, bold=True, most=2) + 34
    y = _lines(pen, poster.actions_label, y, size=34, bold=True, colour=PALE, most=1) + 8
    for number, action in enumerate(poster.actions, 1):
        y = _lines(pen, f"{number}. {action}", y, size=36, most=3) + 12
    _foot(image, pen, poster)
    if poster.over:
        image = _stamped(image, poster.over)
    png = io.BytesIO()
    image.save(png, "PNG", optimize=True)
    return png.getvalue()


def _band(pen: ImageDraw.ImageDraw, poster: Poster) -> None:
    """The level's colour with its word and number on it, in the ink that can be read there."""
    pen.rectangle((0, 0, WIDTH, BAND), fill=poster.colour)
    ink = INK if _bright(poster.colour) else PAPER
    y = 34.0
    if poster.drill:
        y = _lines(pen, poster.drill, y, size=34, bold=True, colour=ink, most=1) + 6
    y = _lines(pen, poster.headline, y, size=60, bold=True, colour=ink, most=2 if not poster.drill else 1) + 6
    _lines(pen, poster.level, y, size=40, colour=ink, most=1)


def _foot(image: Image.Image, pen: ImageDraw.ImageDraw, poster: Poster) -> None:
    top = HEIGHT - MARGIN - QR
    pen.line((MARGIN, top - 30, WIDTH - MARGIN, top - 30), fill="#d0d7de", width=2)
    code = io.BytesIO()
    segno.make(poster.link, error="m", micro=False).save(code, kind="png", scale=8, border=0)
    image.paste(Image.open(code).convert("RGB").resize((QR, QR), Image.Resampling.NEAREST), (WIDTH - MARGIN - QR, top))
    width = WIDTH - 2 * MARGIN - QR - 40
    y = _lines(pen, poster.issuer, top, size=32, bold=True, most=3, width=width) + 10
    _lines(pen, poster.check, y, size=28, colour=PALE, most=4, width=width)


def _stamped(image: Image.Image, words: str) -> Image.Image:
    """The same picture, paled, with a stamp across it."""
    paled = Image.blend(image, Image.new("RGB", image.size, PAPER), 0.55)
    font = _font(84, bold=True)
    left, top, right, bottom = font.getbbox(words)
    stamp = Image.new("RGBA", (int(right - left) + 80, int(bottom - top) + 80))
    pen = ImageDraw.Draw(stamp)
    pen.rounded_rectangle((4, 4, stamp.width - 5, stamp.height - 5), 20, outline=STAMP, width=10)
    pen.text((40 - left, 40 - top), words, font=font, fill=STAMP)
    turned = stamp.rotate(18, expand=True, resample=Image.Resampling.BICUBIC)
    paled.paste(turned, ((WIDTH - turned.width) // 2, (HEIGHT - turned.height) // 2), turned)
    return paled


def _lines(
    pen: ImageDraw.ImageDraw,
    text: str,
    y: float,
    *,
    size: int,
    bold: bool = False,
    colour: str = INK,
    most: int,
    width: int = WIDTH - 2 * MARGIN,
) -> float:
    """Write a text in at most so many lines; where the next may begin."""
    font = _font(size, bold=bold)
    for line in _wrapped(text, font, width, most):
        pen.text((MARGIN, y), line, font=font, fill=colour)
        y += size * 1.3
    return y


def _wrapped(text: str, font: ImageFont.FreeTypeFont, width: int, most: int) -> list[str]:
    lines, line = list[str](), ""
    for word in text.split():
        longer = f"{line} {word}".strip()
        if font.getlength(longer) <= width or not line:
            line = longer
        else:
            lines.append(line)
            line = word
    lines = [*lines, line] if line else lines
    return lines if len(lines) <= most else [*lines[: most - 1], _cut(f"{lines[most - 1]}…", font, width)]


def _cut(line: str, font: ImageFont.FreeTypeFont, width: int) -> str:
    while font.getlength(line) > width and len(line) > 2:
        line = f"{line[:-2]}…"
    return line


def _bright(colour: str) -> bool:
    """Whether dark ink is the more readable on it (relative luminance, as in WCAG 2.2; large letters)."""
    red, green, blue = (_linear(int(colour[i : i + 2], 16) / 255) for i in (1, 3, 5))
    return 0.2126 * red + 0.7152 * green + 0.0722 * blue > 0.25


def _linear(part: float) -> float:
    return part / 12.92 if part <= 0.04045 else float(((part + 0.055) / 1.055) ** 2.4)


@lru_cache(maxsize=16)
def _font(size: int, *, bold: bool) -> ImageFont.FreeTypeFont:
    """DejaVu, which has every Vietnamese letter, from where matplotlib ships it, without importing that."""
    spec = find_spec("matplotlib")
    assert spec is not None
    assert spec.origin is not None
    fonts = Path(spec.origin).parent / "mpl-data" / "fonts" / "ttf"
    return ImageFont.truetype(fonts / ("DejaVuSans-Bold.ttf" if bold else "DejaVuSans.ttf"), size)

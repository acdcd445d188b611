"""Figures in words, and as tables: the same numbers under the picture, in the sheet and in the CSV file."""

import csv
import io
from collections.abc import Sequence

from domain.province import Province
from domain.statistics import Figures, Part, arrow, share
from texts.report_card import field_name
from texts.words import Safe, Words

SHOWN = 5
BOM = "\ufeff"  # spreadsheet programs take a CSV file without it for Latin-1
_FORMULA = ("=", "+", "-", "@", "\t", "\r")

Row = list[str | int]
Table = tuple[str, list[Row]]


def summary(figures: Figures, words: Words, province: Province) -> Safe:
    """What stands under the picture."""
    whose = words.say("desk.all_units") if figures.unit is None else province.units.name(figures.unit)
    now, before = figures.now, figures.before
    load, load_before = figures.load, figures.load_before
    lines = [
        words.say("statistics.title", unit=whose, days=figures.days, until=figures.until),
        _line(words, "received", now.received, before.received),
        _line(words, "in_hand", load.in_hand, load_before.in_hand),
        _line(words, "overdue", load.overdue, load_before.overdue),
        _line(words, "resolved", now.resolved, before.resolved),
        _percent(words, "on_time", share(now.on_time, now.resolved), share(before.on_time, before.resolved)),
        _percent(words, "satisfied", share(now.satisfied, now.rated), share(before.satisfied, before.rated)),
        _top(words, "fields", [(field_name(each.code, words, province), each) for each in figures.fields[:SHOWN]]),
        _top(words, "areas", [(province.areas.get(each.code).name, each) for each in figures.areas[:SHOWN]]),
    ]
    return Safe("\n".join(line for line in lines if line))


def tables(figures: Figures, words: Words, province: Province) -> list[Table]:
    """Every figure, as titled tables with a head row."""
    say = words.plain
    now, before = figures.now, figures.before
    head: list[Row] = [
        [say("statistics.figure"), say("statistics.this_span"), say("statistics.last_span")],
        [say("statistics.label.received"), now.received, before.received],
        [say("statistics.label.in_hand"), figures.load.in_hand, figures.load_before.in_hand],
        [say("statistics.label.overdue"), figures.load.overdue, figures.load_before.overdue],
        [say("statistics.label.resolved"), now.resolved, before.resolved],
        [say("statistics.label.on_time"), now.on_time, before.on_time],
        [say("statistics.label.rated"), now.rated, before.rated],
        [say("statistics.label.satisfied"), now.satisfied, before.satisfied],
    ]
    fields = [(field_name(each.code, words, province), each) for each in figures.fields]
    areas = [(province.areas.get(each.code).name, each) for each in figures.areas]
    weeks: list[Row] = [[say("statistics.week"), say("statistics.label.resolved"), say("statistics.label.on_time")]]
    for week in figures.weeks:
        weeks.append([f"{week.starts_at.astimezone(words.zone):%d/%m/%Y}", week.resolved, week.on_time])
    return [
        (say("statistics.sheet.all"), head),
        (say("statistics.sheet.fields"), _table(words, "statistics.field", fields)),
        (say("statistics.sheet.areas"), _table(words, "statistics.area", areas)),
        (say("statistics.sheet.weeks"), weeks),
    ]


def as_csv(found: Sequence[Table]) -> bytes:
    """UTF-8 with its mark; the tables one after the other, an empty line between."""
    text = io.StringIO(newline="")
    writer = csv.writer(text)
    for title, rows in found:
        writer.writerow([guarded(title)])
        writer.writerows([guarded(cell) for cell in row] for row in rows)
        writer.writerow([])
    return (BOM + text.getvalue()).encode()


def guarded(cell: str | int) -> str | int:
    """A cell that no spreadsheet program takes for a formula (OWASP, CSV injection)."""
    return f"'{cell}" if isinstance(cell, str) and cell.startswith(_FORMULA) else cell


def _table(words: Words, head: str, parts: Sequence[tuple[str, Part]]) -> list[Row]:
    say = words.plain
    rows: list[Row] = [[say(head), say("statistics.label.received"), say("statistics.label.overdue")]]
    for name, part in parts:
        rows.append([name, part.received, part.overdue])
    return rows


def _line(words: Words, key: str, now: int, before: int) -> Safe:
    return words.say(f"statistics.{key}", n=now, arrow=arrow(now, before), before=before)


def _percent(words: Words, key: str, now: int | None, before: int | None) -> Safe:
    shown = ["–" if each is None else f"{each} %" for each in (now, before)]
    return words.say(f"statistics.{key}", n=shown[0], arrow=arrow(now, before), before=shown[1])


def _top(words: Words, key: str, parts: Sequence[tuple[str, Part]]) -> Safe:
    if not parts:
        return Safe("")
    lines = [words.say("statistics.part", name=name, n=part.received, overdue=part.overdue) for name, part in parts]
    return words.say(f"statistics.{key}", lines=Safe("\n".join(lines)))

"""What is kept about a person, as a file for programs and as a page for people."""

import json
from html import escape
from typing import Any

from texts.words import Words

_PAGE = """<!doctype html>
<html lang="{language}"><meta charset="utf-8"><meta name="viewport" content="width=device-width">
<title>{title}</title>
<style>body{{font:16px/1.5 sans-serif;max-width:46rem;margin:2rem auto;padding:0 1rem}}
table{{border-collapse:collapse;width:100%;margin:0 0 1.5rem}}
th,td{{text-align:left;vertical-align:top;padding:.3rem .6rem;border-bottom:1px solid #ccc}}
th{{width:30%;font-weight:600}}</style>
<h1>{title}</h1>
{sections}
</html>
"""


def as_json(collected: dict[str, Any]) -> bytes:
    return json.dumps(collected, ensure_ascii=False, indent=2).encode()


def as_page(collected: dict[str, Any], words: Words) -> bytes:
    """Everything that a person wrote is escaped."""
    sections = "\n".join(_section(words.plain(f"data.part.{part}"), rows) for part, rows in collected.items() if rows)
    title = escape(words.plain("data.file_title"))
    return _PAGE.format(language=words.language, title=title, sections=sections).encode()


def _section(heading: str, rows: dict[str, Any] | list[dict[str, Any]]) -> str:
    tables = "\n".join(_table(row) for row in (rows if isinstance(rows, list) else [rows]))
    return f"<h2>{escape(heading)}</h2>\n{tables}"


def _table(row: dict[str, Any]) -> str:
    lines = [f"<tr><th>{escape(name)}<td>{escape(_written(value))}" for name, value in row.items() if value is not None]
    return f"<table>{''.join(lines)}</table>"


def _written(value: Any) -> str:
    """What holds several things as one line, part after part."""
    match value:
        case dict():
            return "; ".join(f"{name}: {_written(part)}" for name, part in value.items())
        case list():
            return ", ".join(_written(part) for part in value)
    return str(value)

"""SQL that can be read as SQL: each shelf's `.sql` file, loaded once, its named queries called as functions.

The suffix of a name says what comes back: `name` rows, `name^` one row or None, `name$` one value, `name!` the number
of rows changed, `name*!` many rows written at once. Each call is one hop to the driver's thread.
"""

from collections.abc import Awaitable, Callable
from pathlib import Path
from typing import Any

import aiosql
from aiosql.types import SQLOperationType

Query = Callable[..., Awaitable[Any]]


class Queries:
    """The named queries of one file, as attributes."""

    def __init__(self, queries: dict[str, Query]) -> None:
        self._queries = queries

    def __getattr__(self, name: str) -> Query:
        try:
            return self._queries[name]
        except KeyError:
            raise AttributeError(f"no query is named {name}") from None


def load(module: str) -> Queries:
    """The queries of the `.sql` file beside a module: `load(__file__)`."""
    parsed = aiosql.from_path(Path(module).with_suffix(".sql"), "aiosqlite", mandatory_parameters=False)
    names = [name for name in parsed.available_queries if not name.endswith("_cursor")]
    return Queries({name: _query(getattr(parsed, name)) for name in names})


def _query(parsed: Any) -> Query:
    sql: str = parsed.sql
    match parsed.operation:
        case SQLOperationType.SELECT:
            return lambda session, **values: session.rows(sql, values)
        case SQLOperationType.SELECT_ONE:
            return lambda session, **values: session.row(sql, values)
        case SQLOperationType.SELECT_VALUE:
            return lambda session, **values: session.value(sql, values)
        case SQLOperationType.INSERT_UPDATE_DELETE:
            return lambda session, **values: session.change(sql, values)
        case SQLOperationType.INSERT_UPDATE_DELETE_MANY:
            return lambda session, values: session.change_many(sql, values)
    raise ValueError(f"{parsed.__name__}: {parsed.operation} is not used in this house")

"""Brings the schema up to date, wholly or not at all. Killed at any line, the next start does it again.

Our own file lock is held by the caller, so a lock that yoyo left at a kill is dead.
"""

import sqlite3
import zlib
from contextlib import nullcontext
from pathlib import Path

MIGRATIONS = Path(__file__).parent / "migrations"


def migrate(database: Path) -> int:
    """Apply what is missing, in order and in one transaction; how many were applied."""
    if _stamp(database) == _wanted():
        return 0
    applied = _apply(database)
    _stamp(database, _wanted())
    return applied


def _apply(database: Path) -> int:
    """yoyo is loaded here: a start with nothing to apply, which is nearly every one, does not wait for it."""
    from yoyo import get_backend, read_migrations

    backend = get_backend(f"sqlite:///{database}")
    try:
        backend.break_lock()
        missing = backend.to_apply(read_migrations(str(MIGRATIONS)))
        # Left to itself, yoyo commits a migration on a second connection, and only then notes that it is done.
        backend.copy = lambda: nullcontext(backend)
        with backend.lock(), backend.transaction():
            backend.apply_migrations(missing)
        return len(missing)
    finally:
        backend.connection.close()


def _wanted() -> int:
    """A number for the whole set of migrations; 31 bits, as `user_version` keeps."""
    names = ",".join(sorted(file.name for file in MIGRATIONS.glob("*.sql")))
    return zlib.crc32(names.encode()) & 0x7FFFFFFF


def _stamp(database: Path, number: int | None = None) -> int:
    """The set of migrations that the database has been through; with `number`, write it down."""
    connection = sqlite3.connect(database)
    try:
        if number is not None:
            connection.execute(f"pragma user_version = {number}")
        return int(connection.execute("pragma user_version").fetchone()[0])
    finally:
        connection.close()

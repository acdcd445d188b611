"""A backup put in the database's place: copied beside it, looked through, and only then renamed."""

import os
import shutil
import sqlite3
from pathlib import Path

from domain.refused import Refused

TABLES = {"people", "audit", "broadcasts"}
COMPANIONS = ("-wal", "-shm", ".lock")  # what SQLite and our own lock lay beside a database


def copy_beside(database: Path, source: Path) -> Path:
    """The copy, for its owner alone. Raises `Refused` for a file that is no whole database of ours."""
    beside = database.with_name(database.name + ".restoring")
    forget(beside)
    shutil.copyfile(source, beside)
    beside.chmod(0o600)
    if not _whole(beside):
        forget(beside)
        raise Refused("backup.not_whole")
    return beside


def put_in_place(database: Path, beside: Path) -> None:
    """In one step, and for good: the copy is on the disk before it bears the database's name."""
    _to_disk(beside)
    for suffix in ("-wal", "-shm"):
        database.with_name(database.name + suffix).unlink(missing_ok=True)
    beside.replace(database)
    _to_disk(database.parent)
    forget(beside)


def forget(beside: Path) -> None:
    for suffix in ("", *COMPANIONS):
        beside.with_name(beside.name + suffix).unlink(missing_ok=True)


def _to_disk(path: Path) -> None:
    handle = os.open(path, os.O_RDONLY)
    try:
        os.fsync(handle)
    finally:
        os.close(handle)


def _whole(file: Path) -> bool:
    connection = sqlite3.connect(f"file:{file}?mode=ro&immutable=1", uri=True)
    try:
        tables = {name for (name,) in connection.execute("select name from sqlite_master")}
        (said,) = connection.execute("pragma integrity_check").fetchone()
        return tables >= TABLES and said == "ok"
    except sqlite3.DatabaseError:
        return False
    finally:
        connection.close()

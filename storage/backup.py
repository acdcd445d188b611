"""A backup beside the database whose place it is to take: copied there, for its owner alone, and looked through."""

import shutil
import sqlite3
from pathlib import Path

from domain.refused import Refused
from storage import swap

TABLES = {"people", "audit", "broadcasts"}


def copy_beside(database: Path, source: Path) -> Path:
    """The copy; none where the disk is too small. Raises `Refused` for a file that is no whole database of ours."""
    beside = swap.place_beside(database)
    try:
        beside.touch(0o600)
        shutil.copyfile(source, beside)
        if not _whole(beside):
            raise Refused("backup.not_whole")
    except BaseException:
        swap.forget(beside)
        raise
    return beside


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

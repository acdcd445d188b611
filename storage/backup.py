"""A backup put in the database's place: copied beside it, looked through, and only then renamed."""

import shutil
import sqlite3
from pathlib import Path

from domain.refused import Refused

TABLES = {"people", "audit", "broadcasts"}


def put_in_place(database: Path, source: Path) -> None:
    """Raises `Refused` for a file that is no whole database of ours, and leaves everything as it was."""
    beside = database.with_name(database.name + ".restoring")
    shutil.copyfile(source, beside)
    if not _whole(beside):
        beside.unlink()
        raise Refused("backup.not_whole")
    beside.chmod(0o600)
    for suffix in ("-wal", "-shm"):
        database.with_name(database.name + suffix).unlink(missing_ok=True)
    beside.replace(database)


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

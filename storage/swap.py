"""One database put in the place of another, in two renames: the first says that it is decided.

Killed before that, there is the database as it was, with what SQLite's log beside it holds; killed after, whoever opens
the database next does the rest, before anything of either is read.
"""

from pathlib import Path

from storage.whole import to_disk

LOGS = ("-wal", "-shm")  # what SQLite lays beside a database
COMPANIONS = (*LOGS, ".lock")  # and we


def place_beside(database: Path) -> Path:
    """Where the new one is made ready; a copy that a killed forerunner left there is gone."""
    beside = _named(database, ".restoring")
    forget(beside)
    return beside


def put_in_place(database: Path, beside: Path) -> None:
    """For good: the new one is on the disk before it is decided that it is the database from now on.

    Raises OSError while a part of it is still in its log, as a full disk would leave it.
    """
    if _named(beside, "-wal").exists():
        raise OSError(f"{beside} could not be finished: is the disk full?")
    to_disk(beside)
    beside.replace(_named(database, ".restored"))
    to_disk(database.parent)
    finish(database)


def finish(database: Path) -> None:
    """What a killed restore has left to do: change the files if that was decided, forget the copy if not.

    The old log goes first, and from the disk too, before there is a database that it does not belong to.
    """
    decided = _named(database, ".restored")
    if decided.exists():
        for suffix in LOGS:
            _named(database, suffix).unlink(missing_ok=True)
        to_disk(database.parent)
        decided.replace(database)
        to_disk(database.parent)
    forget(_named(database, ".restoring"))


def forget(beside: Path) -> None:
    for suffix in ("", *COMPANIONS):
        _named(beside, suffix).unlink(missing_ok=True)


def _named(file: Path, suffix: str) -> Path:
    return file.with_name(file.name + suffix)

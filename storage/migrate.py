"""Brings the schema up to date. Our own file lock is held by the caller, so a lock that yoyo left at a kill is dead."""

from pathlib import Path

from yoyo import get_backend, read_migrations

MIGRATIONS = Path(__file__).parent / "migrations"


def migrate(database: Path) -> int:
    """Apply what is missing, in order, each in its own transaction; how many were applied."""
    backend = get_backend(f"sqlite:///{database}")
    try:
        backend.break_lock()
        missing = backend.to_apply(read_migrations(str(MIGRATIONS)))
        with backend.lock():
            backend.apply_migrations(missing)
        return len(missing)
    finally:
        backend.connection.close()

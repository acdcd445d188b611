"""Opens what the configuration says everything is kept in: the database, under its keys, and the archive of files."""

import contextlib
from collections.abc import AsyncIterator

import aiohttp

from bot.clock import SystemClock
from bot.filing import Archive, Filing
from bot.settings import Settings
from bot.settings.keeping import key_bytes
from bot.settings.section import BadConfiguration
from channels.folder import Folder
from channels.s3 import S3
from storage import key_check
from storage.engine import Store
from storage.vault import CannotOpen, Vault


async def open_store(settings: Settings) -> Store:
    """Raises `AlreadyRunning` while another process holds the database, `BadConfiguration` for another's key."""
    store = await Store.open(settings.database.path, make_vault(settings))
    try:
        async with store.transaction() as tx:
            await key_check.check(tx)
    except CannotOpen:
        await store.close()
        raise BadConfiguration("secrets.key: not the key that this database was sealed with") from None
    return store


def make_vault(settings: Settings) -> Vault:
    secrets = settings.secrets
    return Vault(key_bytes(secrets.key), *(key_bytes(older) for older in secrets.older_keys))


def make_archive(settings: Settings, session: aiohttp.ClientSession) -> Archive:
    files = settings.files
    if files.s3_url is None:
        return Folder(files.folder)
    assert files.s3_access_key
    assert files.s3_secret_key
    return S3(
        session,
        files.s3_url,
        bucket=files.s3_bucket,
        region=files.s3_region,
        access=files.s3_access_key.get_secret_value(),
        secret=files.s3_secret_key.get_secret_value(),
    )


@contextlib.asynccontextmanager
async def files_of(settings: Settings, store: Store) -> AsyncIterator[Filing]:
    """The files of reports, for a command while no bot runs."""
    async with aiohttp.ClientSession() as session:
        yield Filing(store, make_archive(settings, session), {}, SystemClock())

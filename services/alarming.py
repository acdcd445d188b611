"""Calls the admins about what only people can put right: in every chat of theirs, about one matter not too often."""

from datetime import datetime, timedelta

from channels.message import Say
from domain.role import Role
from services.speaking import tell
from storage import chats, limits
from storage.engine import Tx
from texts.words import Catalogues


async def call_admins(
    tx: Tx, catalogues: Catalogues, matter: str, key: str, *, every: timedelta, now: datetime, **facts: object
) -> bool:
    """Say the sentence `key`; False: they were called about the matter within `every` already."""
    if not await limits.take(tx, "alarm", matter, burst=1, per=every, now=now):
        return False
    for admin in await chats.list_with_role(tx, Role.ADMIN):
        said = catalogues[admin.chat.language].say(key, **facts)
        await tell(tx, admin.chat, Say(text=said), now=now)
    return True

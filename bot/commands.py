"""What the command line can do to the store: the same functions, whether the bot runs (over its socket) or not."""

from collections.abc import Awaitable, Callable, Mapping
from datetime import datetime
from pathlib import Path
from typing import Any

from domain.refused import Refused
from domain.role import Role
from services import staffing
from storage import audit, broadcasts, chats, staff
from storage.engine import Store

BotName = Callable[[], Awaitable[str]]
Command = Callable[[Store, dict[str, Any], datetime, BotName], Awaitable[Any]]

BY = "command line"


async def invite(store: Store, arguments: dict[str, Any], now: datetime, bot_name: BotName) -> str:
    """The deep link of a new invitation."""
    name = await bot_name()
    async with store.transaction() as tx:
        token = await staffing.invite(
            tx, role=Role(arguments["role"]), unit=arguments["unit"], name=arguments["name"], by=BY, now=now
        )
    return f"https://t.me/{name}?start={token}"


async def list_staff(store: Store, arguments: dict[str, Any], now: datetime, bot_name: BotName) -> list[dict[str, Any]]:
    async with store.reading() as session:
        grants = await staff.list_grants(session)
    return [
        {
            "id": each.grant.id,
            "role": each.grant.role.value,
            "unit": each.grant.unit,
            "label": each.grant.label,
            "granted_by": each.granted_by,
            "granted_at": each.granted_at.isoformat(),
            "revoked_at": each.revoked_at.isoformat() if each.revoked_at else None,
            "revoked_by": each.revoked_by,
        }
        for each in grants
    ]


async def revoke(store: Store, arguments: dict[str, Any], now: datetime, bot_name: BotName) -> str:
    async with store.transaction() as tx:
        await staffing.revoke(tx, int(arguments["grant"]), by=BY, now=now)
    return "revoked"


async def mark_test_group(store: Store, arguments: dict[str, Any], now: datetime, bot_name: BotName) -> str:
    """Drills and tests are told to the chats that are marked so, and to nobody else."""
    async with store.transaction() as tx:
        marked = await chats.mark_test_group(
            tx, arguments["channel"], arguments["address"], member=bool(arguments["member"])
        )
        if not marked:
            raise Refused("chat.unknown")
        await audit.record(tx, "chat.test_group", actor=BY, subject="chat", now=now, member=arguments["member"])
    return "marked"


async def verify_audit(store: Store, arguments: dict[str, Any], now: datetime, bot_name: BotName) -> dict[str, Any]:
    async with store.reading() as session:
        good, bad = await audit.verify(session)
    return {"good": good, "first_bad": bad}


async def backup(store: Store, arguments: dict[str, Any], now: datetime, bot_name: BotName) -> str:
    """A consistent copy while everything goes on."""
    await store.copy_to(Path(arguments["to"]))
    return str(arguments["to"])


async def release(store: Store, arguments: dict[str, Any], now: datetime, bot_name: BotName) -> int:
    """Let broadcasts that a restore has held go on."""
    async with store.transaction() as tx:
        released = await broadcasts.release_all(tx)
        await audit.record(tx, "broadcasts.released", actor=BY, subject="all", now=now, count=released)
    return released


COMMANDS: Mapping[str, Command] = {
    "staff.invite": invite,
    "staff.list": list_staff,
    "staff.revoke": revoke,
    "test-group": mark_test_group,
    "audit.verify": verify_audit,
    "backup": backup,
    "broadcasts.release": release,
}

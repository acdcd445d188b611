"""What the command line can do to the store: the same functions, whether the bot runs (over its socket) or not."""

import asyncio
import json
from collections.abc import Awaitable, Callable, Mapping
from dataclasses import asdict
from datetime import datetime
from pathlib import Path
from typing import Any

from bot.filing import Filing
from domain.refused import Refused
from domain.role import Role
from handlers import revoking
from handlers.house import House
from services import releasing, staffing
from storage import audit, chats, rotation, staff, whole
from storage.engine import Store

BotName = Callable[[], Awaitable[str]]
Command = Callable[[Store, dict[str, Any], datetime, BotName], Awaitable[Any]]

BY = staffing.COMMAND_LINE


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
    """`heads` are those noted elsewhere; the present one is given back, to be noted in its turn."""
    heads = [audit.read_head(head) for head in arguments.get("heads", ())]
    async with store.reading() as session:
        good, bad = await audit.verify(session, heads)
        head = await audit.find_head(session)
    return {"good": good, "first_bad": bad, "head": str(head) if head else None}


async def export_audit(store: Store, arguments: dict[str, Any], now: datetime, bot_name: BotName) -> int:
    """Every entry as a line of JSON, in a new file that only its owner reads; how many there were.

    Killed in the middle, there is none: half an audit must not look like a whole one.
    """
    path, count = Path(arguments["to"]), 0
    if await asyncio.to_thread(path.exists):
        raise Refused("audit.file_exists")
    async with whole.making(path) as part, store.reading() as session:
        with part.open("w", encoding="utf-8") as file:
            async for entry in audit.read_all(session):
                line = asdict(entry) | {"at": entry.at.isoformat(), "mac": entry.mac.hex()}
                file.write(json.dumps(line, ensure_ascii=False) + "\n")
                count += 1
    return count


async def rotate_keys(store: Store, arguments: dict[str, Any], now: datetime, bot_name: BotName) -> int:
    """Seal everything with the present key, while the bot goes on; how many rows that was."""
    rows = await rotation.rotate(store)
    async with store.transaction() as tx:
        await audit.record(tx, "keys.rotated", actor=BY, subject="all", now=now, rows=rows)
    return rows


async def backup(store: Store, arguments: dict[str, Any], now: datetime, bot_name: BotName) -> str:
    """A consistent copy while everything goes on."""
    await store.copy_to(Path(arguments["to"]))
    return str(arguments["to"])


async def release(store: Store, arguments: dict[str, Any], now: datetime, bot_name: BotName) -> int:
    """Let broadcasts that a restore has held go on."""
    async with store.transaction() as tx:
        return await releasing.release(tx, by=BY, now=now)


COMMANDS: Mapping[str, Command] = {
    "staff.invite": invite,
    "staff.list": list_staff,
    "test-group": mark_test_group,
    "audit.verify": verify_audit,
    "audit.export": export_audit,
    "keys.rotate": rotate_keys,
    "backup": backup,
    "broadcasts.release": release,
}


def all_commands(house: House, filing: Filing) -> Mapping[str, Command]:
    """With those that tell people something, or reach the files of reports."""

    async def revoke(store: Store, arguments: dict[str, Any], now: datetime, bot_name: BotName) -> str:
        async with store.transaction() as tx:
            await revoking.revoke(tx, house, int(arguments["grant"]), by=BY, now=now)
        return "revoked"

    async def reseal(store: Store, arguments: dict[str, Any], now: datetime, bot_name: BotName) -> list[int]:
        """How many files were sealed with the present key, and how many could not be."""
        done, left = await filing.reseal()
        async with store.transaction() as tx:
            await audit.record(tx, "keys.rotated", actor=BY, subject="files", now=now, files=done, left=left)
        return [done, left]

    return {**COMMANDS, "staff.revoke": revoke, "files.reseal": reseal}

"""What each number means in a chat on a channel without buttons; it outlives a restart, as the message does."""

import json
from dataclasses import asdict
from datetime import datetime
from typing import Any

from domain.choice import Choice, Kind, Offered
from storage.engine import Session, Tx
from storage.queries import load
from storage.times import micros, moment_or_none

queries = load(__file__)


async def find(session: Session, channel: str, address: str) -> tuple[int, Offered] | None:
    """The chat's row and what is on offer there; None for a chat that we have never seen."""
    row = await queries.find(session, channel=channel, address=address)
    if row is None:
        return None
    if row["offered_sealed"] is None:
        return row["chat_id"], Offered()
    return row["chat_id"], _offered(
        json.loads(session.vault.open("choices.offered", row["chat_id"], row["offered_sealed"]))
    )


async def put(tx: Tx, chat: int, offered: Offered) -> None:
    document = {
        "live": [asdict(choice) for choice in offered.live],
        "since": micros(offered.since) if offered.since else None,
        "past": [asdict(choice) for choice in offered.past],
    }
    sealed = tx.vault.seal_text("choices.offered", chat, json.dumps(document, ensure_ascii=False))
    await queries.put(tx, chat_id=chat, offered_sealed=sealed)


async def drop(tx: Tx, chat: int) -> None:
    await queries.drop(tx, chat_id=chat)


async def find_last_told(session: Session, channel: str, address: str, *, since: datetime) -> dict[str, Any] | None:
    """The last message to many that this chat got, in its language, of those that held after `since`."""
    row = await queries.last_told(session, channel=channel, address=address, since=micros(since))
    if row is None:
        return None
    cards = json.loads(row["cards"])
    message: dict[str, Any] = cards.get(row["language"]) or next(iter(cards.values()))
    return message


def _offered(document: dict[str, Any]) -> Offered:
    return Offered(
        live=tuple(_choice(each) for each in document["live"]),
        since=moment_or_none(document["since"]),
        past=tuple(_choice(each) for each in document["past"]),
    )


def _choice(document: dict[str, Any]) -> Choice:
    return Choice(**{**document, "kind": Kind(document["kind"])})

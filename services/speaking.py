"""Notes what is to be said: an outgoing row in the transaction of the act it tells of."""

from collections.abc import Iterable
from datetime import datetime

from channels.message import Outgoing, to_json
from storage import outbox
from storage.chats import Chat
from storage.engine import Tx


async def post(tx: Tx, letters: Iterable[tuple[str, str, Outgoing]], *, now: datetime) -> None:
    """Each letter is (channel, address, message); sent after the commit, each chat's in this order."""
    await outbox.put(tx, [(channel, address, to_json(message)) for channel, address, message in letters], now=now)


async def tell(tx: Tx, chat: Chat, message: Outgoing, *, now: datetime) -> None:
    await post(tx, [(chat.channel, chat.address, message)], now=now)

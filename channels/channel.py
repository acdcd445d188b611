"""What every channel can do, and all that the rest of the house knows of one."""

from typing import Protocol

from channels.incoming import Incoming
from channels.message import Outgoing, Say


class Channel(Protocol):
    """An outside system that carries messages to chats."""

    name: str

    async def send(self, address: str, message: Outgoing) -> str | None:
        """Deliver one message; its id on the channel, where it has one. Raises `NotSent`."""

    def prepare(self, message: Say) -> bytes:
        """A message to many, built once: `tell` puts only the address in."""

    async def tell(self, address: str, prepared: bytes, *, reply_to: str | None = None) -> str | None:
        """Deliver a prepared message on the lane of the broadcasts, as a reply to one there. Raises `NotSent`."""


class Messenger(Channel, Protocol):
    """A channel on which people also write to us."""

    def read(self, raw: bytes) -> Incoming | None:
        """What came in, in our words; None for what no person did. Raises `ValueError` for what is nothing of it."""

    async def download(self, file: str, most_bytes: int) -> bytes:
        """A file that someone sent. `NotSent` (CONTENT): larger than `most_bytes`, or gone."""

"""Pictures and files go to Zalo by address: the other side fetches them when it likes, within a while."""

from collections.abc import Callable

from channels.message import Document, Picture

Link = Callable[[Picture | Document], str]
"""The public address of something that we make."""


def address_of(thing: Picture | Document | None, link: Link | None) -> str | None:
    """None also for what only another channel holds, and nothing says how to make."""
    return link(thing) if thing is not None and thing.subject and link is not None else None


def with_address(text: str, address: str | None) -> str:
    """A file is shown as words with its address under them."""
    if address is None:
        return text
    return f"{text}\n\n{address}" if text else address

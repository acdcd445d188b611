"""What each channel can carry, as data: asked by the one place that renders (`services/rendering.py`), and before a
message is sent where it would cost something or be refused."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import timedelta
from typing import TypeVar

T = TypeVar("T")


@dataclass(frozen=True, slots=True, kw_only=True)
class Ability:
    """`title` is what people call the channel. `most_buttons` under a message: None for as many as we like.

    `keyboard`: words below the chat, which may also share a contact or a place. `menu`: a list of commands by role.
    `toasts`: a short answer on the pressed button. `edits`: an earlier message can be changed.
    `most_characters` of one message, in UTF-16 units. `speaks_first`: a person may be written to who has not written.
    `window`: for how long after a person's message, and `free_replies`: how many times, answering is free; None without
    such a limit. `lasting_files`: what people send can still be fetched tomorrow.
    """

    title: str
    most_buttons: int | None = None
    keyboard: bool = True
    menu: bool = True
    toasts: bool = True
    edits: bool = True
    most_characters: int = 4096
    speaks_first: bool = False
    window: timedelta | None = None
    free_replies: int | None = None
    lasting_files: bool = True


TELEGRAM = Ability(title="Telegram")
"""Telegram's page "Bot API", 9.x."""

ZALO_BOT = Ability(
    title="Zalo Bot",
    most_buttons=0,
    keyboard=False,
    menu=False,
    toasts=False,
    edits=False,
    most_characters=2000,
    lasting_files=False,
)
"""The Zalo Bot Platform: text, pictures and stickers."""

ZALO_OA = Ability(
    title="Zalo",
    most_buttons=5,
    keyboard=False,
    menu=False,
    toasts=False,
    edits=False,
    most_characters=2000,
    speaks_first=True,
    window=timedelta(hours=48),
    free_replies=8,
    lasting_files=False,
)
"""A Zalo Official Account: answers for 48 hours, templates (at a price) to whoever has not written."""

ABILITIES: Mapping[str, Ability] = {"telegram": TELEGRAM, "zalo_bot": ZALO_BOT, "zalo_oa": ZALO_OA}


def ability_of(channel: str) -> Ability:
    """Raises KeyError for a channel that we do not have."""
    return ABILITIES[channel]


def by_title(found: Mapping[str, T]) -> dict[str, T]:
    """What was found by channel, by what people call each; in the order in which we name them."""
    return {ability.title: found[name] for name, ability in ABILITIES.items() if name in found}

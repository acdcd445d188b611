"""What we say on any channel, in the words that the rest of the house speaks.

Texts carry a small markup: the tags `<b> <i> <u> <s> <code> <a href> <blockquote> <blockquote expandable>` and the
entities `&lt; &gt; &amp;`; what a person wrote has been escaped before. Each channel turns that into its own.
"""

from dataclasses import dataclass
from enum import StrEnum

from domain.choice import Stand


class Style(StrEnum):
    PLAIN = "plain"
    PRIMARY = "primary"
    SUCCESS = "success"
    DANGER = "danger"


@dataclass(frozen=True, slots=True, kw_only=True)
class Button:
    """Under a message: sends `data` back (at most 64 bytes), or opens `url`, or copies `copy`."""

    text: str
    data: str | None = None
    url: str | None = None
    copy: str | None = None
    style: Style = Style.PLAIN
    stand: Stand = Stand.LISTED


class Ask(StrEnum):
    NOTHING = "nothing"
    CONTACT = "contact"
    PLACE = "place"


@dataclass(frozen=True, slots=True, kw_only=True)
class Key:
    """On the keyboard below the chat: types its own text, or shares what it asks for."""

    text: str
    ask: Ask = Ask.NOTHING
    stand: Stand = Stand.LISTED

    @property
    def types(self) -> bool:
        """Whether it types its own text."""
        return self.ask is Ask.NOTHING


@dataclass(frozen=True, slots=True, kw_only=True)
class Picture:
    """Drawn when it is sent (`kind` and `subject` say what of), or held by the channel already (`file`); with both, it
    is made only when the channel has lost it."""

    kind: str
    subject: str = ""
    file: str | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Document:
    """A file to keep, written when it is sent: `kind` and `subject` say what of, `name` what it is called; or held by
    the channel already (`file`), `kind` then being `video` or `document`; with both, as a `Picture` is."""

    kind: str
    subject: str
    name: str
    file: str | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Numbered:
    """A choice in the place of a button. `name` "" is the rest of a long list; one not `listed` stands below it."""

    number: int
    name: str
    listed: bool = True


@dataclass(frozen=True, slots=True, kw_only=True)
class Say:
    """A message to a chat. With `edit`, that message is changed instead (and sent anew where it cannot be).

    `slot` names a line that is kept up to date: the first message of that name in a chat is sent, later ones edit it.
    `keys` None leaves the keyboard below the chat alone, () takes it away. `choices`: what each number means, on a
    channel that has no buttons. `news`: worth a message of its own where an earlier one cannot be changed.
    """

    text: str
    buttons: tuple[tuple[Button, ...], ...] = ()
    keys: tuple[tuple[Key, ...], ...] | None = None
    picture: Picture | None = None
    document: Document | None = None
    silent: bool = False
    edit: str | None = None
    slot: str | None = None
    reply_to: str | None = None
    protect: bool = False
    choices: tuple[Numbered, ...] = ()
    news: bool = True


@dataclass(frozen=True, slots=True, kw_only=True)
class Acknowledge:
    """Ends the waiting ring on a pressed button, with a short plain text or none."""

    press: str
    text: str = ""
    alert: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class Menu:
    """The commands that a chat is shown: (command, description), in that order. Never a permission."""

    commands: tuple[tuple[str, str], ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class SendCode:
    """The one-time code of a request, derived when it is sent: no code is ever stored."""

    request: int
    language: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Mail:
    subject: str
    text: str


Outgoing = Say | Acknowledge | Menu | SendCode | Mail

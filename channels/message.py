"""What came in and what goes out, on any channel: the words that the rest of the house speaks.

Texts carry a small markup: the tags `<b> <i> <u> <s> <code> <a href> <blockquote> <blockquote expandable>` and the
entities `&lt; &gt; &amp;`; what a person wrote has been escaped before. Each channel turns that into its own.
"""

from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum
from typing import Any, Protocol

from domain.choice import Stand

# ---- in -----------------------------------------------------------------------------------------------------------


@dataclass(frozen=True, slots=True, kw_only=True)
class Text:
    text: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Command:
    """`/name arguments`, the name in lower case and without the slash or the bot's name."""

    name: str
    arguments: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Press:
    """A button under a message. `data` is whatever the client sent: hostile until parsed."""

    data: str
    press: str
    message: str | None


@dataclass(frozen=True, slots=True, kw_only=True)
class Contact:
    """A shared phone number; `own` when the channel vouches that it is the sender's."""

    phone: str
    own: bool


@dataclass(frozen=True, slots=True, kw_only=True)
class Place:
    """Degrees, WGS 84."""

    latitude: float
    longitude: float
    name: str | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class File:
    """A photo, video or document that the channel holds; `size` in bytes, 0 when it did not say."""

    kind: str
    file: str
    unique: str
    size: int
    name: str | None
    caption: str
    album: str | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Membership:
    """The person blocked the bot (`here` false) or let it in again."""

    here: bool


@dataclass(frozen=True, slots=True, kw_only=True)
class Edited:
    """The person changed a message that was already answered."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Other:
    """Something that no conversation takes: a sticker, a poll, a voice message; `kind` in the channel's word."""

    kind: str


Body = Text | Command | Press | Contact | Place | File | Membership | Edited | Other


@dataclass(frozen=True, slots=True, kw_only=True)
class Incoming:
    """One thing one person did. `chat`, `sender`: addresses on the channel; `language`: the client's, if known;
    `at`: when, by the channel's clock, where it says so."""

    channel: str
    chat: str
    sender: str
    private: bool
    name: str
    language: str | None
    message: str | None
    forwarded: bool
    body: Body
    at: datetime | None = None


# ---- out ----------------------------------------------------------------------------------------------------------


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

_OUT: dict[str, type[Any]] = {kind.__name__: kind for kind in (Say, Acknowledge, Menu, SendCode, Mail)}


def to_json(message: Outgoing) -> dict[str, Any]:
    """The message as plain data, for the outbox. `from_json` gives it back."""
    return {
        "kind": type(message).__name__,
        **{key: value for key, value in _plain(message).items() if value is not None},
    }


def _plain(value: Any) -> Any:
    """What `dataclasses.asdict` gives, in a third of the time: nothing in a message needs a copy."""
    if value is None or isinstance(value, str | int):
        return value
    if isinstance(value, tuple):
        return [_plain(each) for each in value]
    return {name: _plain(getattr(value, name)) for name in value.__slots__}


def from_json(document: dict[str, Any]) -> Outgoing:
    fields = dict(document)
    kind = _OUT[fields.pop("kind")]
    if kind is Say:
        fields["buttons"] = tuple(tuple(_button(b) for b in row) for row in fields.get("buttons", ()))
        if fields.get("keys") is not None:
            fields["keys"] = tuple(tuple(_key(k) for k in row) for row in fields["keys"])
        fields["choices"] = tuple(Numbered(**choice) for choice in fields.get("choices", ()))
        if fields.get("picture"):
            fields["picture"] = Picture(**fields["picture"])
        if fields.get("document"):
            fields["document"] = Document(**fields["document"])
    if kind is Menu:
        fields["commands"] = tuple((name, words) for name, words in fields["commands"])
    return kind(**fields)  # type: ignore[no-any-return]


def _button(document: dict[str, Any]) -> Button:
    return Button(**{**document, "style": Style(document["style"]), "stand": Stand(document.get("stand", "listed"))})


def _key(document: dict[str, Any]) -> Key:
    return Key(text=document["text"], ask=Ask(document["ask"]), stand=Stand(document.get("stand", "listed")))


# ---- and what became of it ----------------------------------------------------------------------------------------


class Fate(StrEnum):
    """What a failed send means. Everything but UNKNOWN is certain that nothing was delivered."""

    AGAIN = "again"  # never reached the other side, or it said "not now": try again
    THROTTLED = "throttled"  # "not before retry_after": try again then, and slow down
    UNKNOWN = "unknown"  # it may have been delivered: the kind of message decides
    BLOCKED = "blocked"  # this recipient has shut us out, until they let us in again
    GONE = "gone"  # this recipient, for good: deactivated, thrown out, no such chat
    SHUT = "shut"  # this recipient may not be written to now (a window that is over, a quota): only another way helps
    MOVED = "moved"  # the chat has a new address: once more, there
    CONTENT = "content"  # the message itself is refused, so for everyone
    STALE = "stale"  # what it was about is past (an old press, an edit that changes nothing): done
    FATAL = "fatal"  # the channel refuses us altogether (token, second instance): stop and call someone


class NotSent(Exception):
    """A message did not go. `reason`: the other side's words, no address, no token; `retry_after` in seconds."""

    def __init__(
        self, fate: Fate, reason: str, *, retry_after: float | None = None, moved_to: str | None = None
    ) -> None:
        super().__init__(f"{fate}: {reason}")
        self.fate = fate
        self.reason = reason
        self.retry_after = retry_after
        self.moved_to = moved_to


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

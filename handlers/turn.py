"""A turn: one thing that a person did, and the answers to it. Answers are noted here; nothing is sent."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from typing import TYPE_CHECKING

from channels.ability import ability_of
from channels.incoming import Incoming, Press, Text
from channels.message import Acknowledge, Button, Key, Outgoing, Say, Style
from domain.refused import Refused
from domain.role import Person
from domain.wording import fold
from handlers.house import House
from handlers.press import Pressed, button_data
from storage.chats import Chat
from storage.engine import Tx
from texts.words import Safe, Words

if TYPE_CHECKING:
    from handlers.step import Form

Buttons = Sequence[Sequence[Button]]


@dataclass(slots=True, kw_only=True)
class Turn:
    """`said` are the answers so far, as (channel, address, message); `first`: we have never heard of this chat."""

    tx: Tx
    house: House
    forms: Mapping[str, "Form"]
    incoming: Incoming
    chat: Chat
    person: Person
    now: datetime
    said: list[tuple[str, str, Outgoing]]
    first: bool = False

    @property
    def words(self) -> Words:
        catalogues, language = self.house.catalogues, self.chat.language
        return catalogues[language] if ability_of(self.chat.channel).keyboard else catalogues.typed(language)

    @property
    def typed(self) -> str | None:
        """What was typed; None for anything else, and for what nobody can see."""
        body = self.incoming.body
        return (body.text or None) if isinstance(body, Text) else None

    @property
    def pressed_message(self) -> str | None:
        """The message whose button was pressed: the answer takes its place."""
        body = self.incoming.body
        return body.message if isinstance(body, Press) else None

    def say(
        self, key: str, /, *, buttons: Buttons = (), keys: Sequence[Sequence[Key]] | None = None, **facts: object
    ) -> None:
        """A sentence of the catalogue, as a new message."""
        self.show(self.words.say(key, **facts), buttons=buttons, keys=keys)

    def show(self, text: Safe, *, buttons: Buttons = (), keys: Sequence[Sequence[Key]] | None = None) -> None:
        """A finished text, as a new message."""
        rows = None if keys is None else tuple(tuple(row) for row in keys)
        self.send(Say(text=text, buttons=tuple(tuple(row) for row in buttons), keys=rows))

    def redraw(self, text: Safe, *, buttons: Buttons = ()) -> None:
        """A finished text in place of the message whose button was pressed, or as a new one where none was."""
        self.send(Say(text=text, buttons=tuple(tuple(row) for row in buttons), edit=self.pressed_message))

    @property
    def has_spoken(self) -> bool:
        """Whether this turn has put a new message into its own chat: what is redrawn now would stand above it."""
        own = (self.chat.channel, self.chat.address)
        return any(
            (channel, address) == own and isinstance(message, Say) and message.edit is None
            for channel, address, message in self.said
        )

    def send(self, message: Outgoing) -> None:
        self.said.append((self.chat.channel, self.chat.address, message))

    def tell(self, chat: Chat, message: Outgoing) -> None:
        """Say something in somebody else's chat."""
        self.said.append((chat.channel, chat.address, message))

    def notify(self, chat: Chat, key: str, /, *, buttons: Buttons = (), **facts: object) -> None:
        """A sentence in somebody else's chat, in their language."""
        words = self.house.catalogues[chat.language]
        self.tell(chat, Say(text=words.say(key, **facts), buttons=tuple(tuple(row) for row in buttons)))

    def toast(self, key: str, /, *, alert: bool = False) -> None:
        """A short plain answer on the pressed button itself."""
        body = self.incoming.body
        if isinstance(body, Press):
            self.send(Acknowledge(press=body.press, text=self.words.plain(key), alert=alert))

    def refuse(self, no: Refused) -> None:
        self.show(self.words.say(no.key, **no.facts))

    def button(
        self, key: str, action: str, subject: str | int = "-", version: int = 0, *, style: Style = Style.PLAIN
    ) -> Button:
        """A button with a word of the catalogue."""
        return self.named_button(self.words.plain(key), action, subject, version, style=style)

    def named_button(
        self, name: str, action: str, subject: str | int = "-", version: int = 0, *, style: Style = Style.PLAIN
    ) -> Button:
        """A button that bears a name, such as a commune's."""
        pressed = Pressed(action=action, subject=str(subject), version=version)
        return Button(text=name, data=button_data(pressed), style=style)

    def is_word(self, key: str) -> bool:
        """Whether what was typed is this word of the catalogue, with or without its marks, in any language we speak."""
        if self.typed is None:
            return False
        spoken = (self.house.catalogues[language] for language in self.house.catalogues.languages)
        return fold(self.typed) in {fold(words.plain(key)) for words in spoken}

    def as_person(self, person: Person) -> None:
        """From here on, the turn is this person's: they have just signed in or been granted a role."""
        self.person = person

    def in_language(self, language: str) -> None:
        self.chat = replace(self.chat, language=language)

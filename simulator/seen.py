"""A message as someone sees it on a phone, with its buttons: what a test looks at."""

from dataclasses import dataclass

from simulator.chats import Chat
from simulator.messages import Message
from simulator.shapes import Json
from simulator.view import button_view, message_view


@dataclass(frozen=True, slots=True)
class Button:
    text: str
    data: str | None = None
    url: str | None = None
    copy: str | None = None
    style: str | None = None
    request: str | None = None


class Seen:
    """A message on a phone; it always shows what the message is now."""

    def __init__(self, message: Message, chat: Chat, viewer: int) -> None:
        self.message = message
        self.where = chat
        self.viewer = viewer

    def __repr__(self) -> str:
        side = "→" if self.out else "←"
        titles = " ".join(f"[{title}]" for title in self.titles)
        return f"<{side} {self.id} {self.kind} {self.text!r} {titles}>".replace(" >", ">")

    def __eq__(self, other: object) -> bool:
        return isinstance(other, Seen) and other.message is self.message

    def __hash__(self) -> int:
        return id(self.message)

    @property
    def id(self) -> int:
        return self.message.id

    @property
    def text(self) -> str:
        return self.message.text

    @property
    def kind(self) -> str:
        return self.message.kind

    @property
    def entities(self) -> list[Json]:
        return self.message.entities

    @property
    def edited(self) -> bool:
        return self.message.edited is not None

    @property
    def out(self) -> bool:
        """Whether the owner of the phone wrote it."""
        return self.message.by_bot is None and self.message.sender.get("id") == self.viewer

    @property
    def silent(self) -> bool:
        return self.message.silent

    @property
    def protected(self) -> bool:
        return self.message.protected

    @property
    def pinned(self) -> bool:
        return self.message.pinned

    @property
    def reactions(self) -> list[str]:
        return list(self.message.reactions.values())

    @property
    def location(self) -> Json | None:
        return self.message.content.get("location")

    @property
    def media(self) -> Json | None:
        """As on the page: url, file_id, name, mime, size, width, height, duration."""
        shown: Json | None = self.view["media"]
        return shown

    @property
    def reply_to(self) -> "Seen | None":
        target = self.message.reply_to
        return Seen(target, self.where, self.viewer) if target is not None else None

    @property
    def view(self) -> Json:
        return message_view(self.message, self.where, self.viewer)

    @property
    def buttons(self) -> list[list[Button]]:
        rows = (self.message.markup or {}).get("inline_keyboard", [])
        return [[as_button(button_view(button)) for button in row] for row in rows]

    @property
    def titles(self) -> list[str]:
        return [button.text for row in self.buttons for button in row]

    def button(self, title_or_data: str) -> Button:
        """The button of that title, data, or title that begins so; LookupError when there is none."""
        found = self.find_button(title_or_data)
        if found is None:
            raise LookupError(f"no button {title_or_data!r} in {self!r}")
        return found

    def find_button(self, title_or_data: str) -> Button | None:
        buttons = [button for row in self.buttons for button in row]
        exact = [button for button in buttons if title_or_data in (button.text, button.data)]
        part = [button for button in buttons if title_or_data in button.text]
        return next(iter(exact or part), None)


def as_button(view: Json) -> Button:
    return Button(**{name: view.get(name) for name in ("data", "url", "copy", "style")}, text=view["text"])


def reply_button(button: Json) -> Button:
    requests = [name.removeprefix("request_") for name in button if name.startswith("request_")]
    return Button(button["text"], request=next(iter(requests), None), style=button.get("style"))

"""Chats: private ones for each bot and person, groups, channels, forums; messages, members, pins and keyboards."""

from dataclasses import dataclass, field

from simulator.accounts import Account
from simulator.crowds import Crowd
from simulator.files import StoredFile
from simulator.invitations import InviteLink
from simulator.messages import Message
from simulator.shapes import Json

GENERAL = 1
INSIDE = ("creator", "administrator", "member", "restricted")


@dataclass(slots=True)
class Phone:
    """What a person's phone shows beside the messages: one for each person in each chat with a bot."""

    keyboard: Json | None = None
    force_reply: Json | None = None
    typing: Json | None = None
    unread: int = 0


@dataclass(slots=True)
class Topic:
    id: int
    name: str
    icon_color: int = 7322096
    icon_emoji: str | None = None
    closed: bool = False
    hidden: bool = False


@dataclass(slots=True)
class Chat:
    id: int
    type: str
    title: str = ""
    username: str | None = None
    person: Account | None = None
    bot_id: int | None = None
    crowd: Crowd | None = None
    started: bool = False
    blocked: bool = False
    forum: bool = False
    description: str = ""
    upgraded_to: int | None = None
    deleted: bool = False
    permissions: Json = field(default_factory=dict)
    last_id: int = 0
    messages: dict[int, Message] = field(default_factory=dict)
    members: dict[int, Json] = field(default_factory=dict)
    phones: dict[int, Phone] = field(default_factory=dict)
    topics: dict[int, Topic] = field(default_factory=dict)
    general: Topic = field(default_factory=lambda: Topic(GENERAL, "General"))
    pinned: list[int] = field(default_factory=list)
    photo: StoredFile | None = None
    banned_channels: set[int] = field(default_factory=set)
    links: dict[str, InviteLink] = field(default_factory=dict)
    open_until: float = 0.0

    @property
    def private(self) -> bool:
        return self.type == "private"

    @property
    def group(self) -> bool:
        return self.type in ("group", "supergroup")

    def phone(self, person_id: int) -> Phone:
        return self.phones.setdefault(person_id, Phone())

    def status(self, user_id: int) -> str:
        """The Bot API's word for what someone is here; `left` for whoever never came."""
        status: str = self.members.get(user_id, {}).get("status", "left")
        return status

    def inside(self, user_id: int) -> bool:
        return self.status(user_id) in INSIDE

    def as_json(self) -> Json:
        if self.person is not None:
            return self.person.as_chat()
        if self.crowd is not None:
            return {"id": self.id, "type": "private", "first_name": f"Số {self.id - self.crowd.first + 1}"}
        chat: Json = {"id": self.id, "type": self.type, "title": self.title}
        if self.username:
            chat["username"] = self.username
        if self.forum:
            chat["is_forum"] = True
        return chat

    @property
    def noun(self) -> str:
        """How Telegram's refusals name this kind of chat."""
        return {"group": "group chat", "supergroup": "supergroup chat", "channel": "channel chat"}.get(
            self.type, "chat"
        )

"""A message as the server keeps it, and as the Bot API shows it."""

from dataclasses import dataclass, field

from simulator.shapes import Json

MEDIA = ("photo", "document", "video", "voice", "audio", "animation", "sticker", "video_note")
CAPTIONED = ("photo", "document", "video", "voice", "audio", "animation")
PLAIN_KINDS = ("text", *MEDIA, "venue", "location", "contact", "dice", "poll", "invoice")


@dataclass(slots=True, eq=False)
class Message:
    """`content` holds the fields that the Bot API gives for what was said (text and entities, photo and caption, …).

    `shown` is what a phone shows of a text when that is less: not the payload of a deep link.
    """

    id: int
    chat_id: int
    sender: Json
    chat: Json
    date: int
    content: Json
    by_bot: int | None = None
    markup: Json | None = None
    edited: int | None = None
    edits: int = 0
    reply_to: "Message | None" = None
    thread: int | None = None
    album: str | None = None
    origin: Json | None = None
    silent: bool = False
    protected: bool = False
    pinned: bool = False
    sender_chat: Json | None = None
    terms: Json | None = None
    via: Json | None = None
    shown: str | None = None
    reactions: dict[int, str] = field(default_factory=dict)

    @property
    def kind(self) -> str:
        if "venue" in self.content:
            return "venue"
        if "animation" in self.content:
            return "animation"
        return next((kind for kind in PLAIN_KINDS if kind in self.content), "service")

    @property
    def text(self) -> str:
        text: str = self.content.get("text") or self.content.get("caption") or ""
        return text

    @property
    def entities(self) -> list[Json]:
        entities: list[Json] = self.content.get("entities") or self.content.get("caption_entities") or []
        return entities

    def as_json(self, *, nested: bool = False) -> Json:
        """What a bot gets; a message inside another (a reply) does not carry its own reply."""
        answer: Json = {"message_id": self.id}
        if self.sender_chat is not None:
            answer["sender_chat"] = self.sender_chat
        if self.sender:
            answer["from"] = self.sender
        answer |= {"chat": self.chat, "date": self.date, **self.content}
        if self.reply_to is not None and not nested:
            answer["reply_to_message"] = self.reply_to.as_json(nested=True)
        if self.markup is not None:
            answer["reply_markup"] = self.markup
        return answer | self.marks()

    def marks(self) -> Json:
        marks: Json = {}
        if self.thread is not None:
            marks |= {"message_thread_id": self.thread, "is_topic_message": True}
        if self.edited is not None:
            marks["edit_date"] = self.edited
        if self.album is not None:
            marks["media_group_id"] = self.album
        if self.origin is not None:
            marks["forward_origin"] = self.origin
        if self.via is not None:
            marks["via_bot"] = self.via
        if self.protected:
            marks["has_protected_content"] = True
        return marks

"""A message in a Zalo chat, as the phone shows it."""

from dataclasses import dataclass, field

from simulator.shapes import Json
from simulator.zalo.pictures import Picture

NO_PICTURE: Json = {"picture": None, "width": None, "height": None}


@dataclass(slots=True, eq=False)
class ZaloMessage:
    """`out` when the owner of the phone sent it; `raw` is what the bot wrote, `text` what is read of it.

    `styles` are Zalo's own: `{"start", "len", "st": ["b", "c_db342e"]}`, in UTF-16 units of `text`.
    """

    id: str
    time: float
    out: bool
    kind: str = "text"
    text: str = ""
    raw: str = ""
    styles: list[Json] = field(default_factory=list)
    picture: Picture | None = None
    link: str | None = None
    buttons: list[Json] = field(default_factory=list)
    elements: list[Json] = field(default_factory=list)

    def as_json(self) -> Json:
        return {
            "id": self.id,
            "time": self.time,
            "out": self.out,
            "kind": self.kind,
            "text": self.text,
            "raw": self.raw,
            "styles": self.styles,
            "link": self.link,
            "buttons": self.buttons,
            "elements": self.elements,
            **(self.picture.shown() if self.picture else NO_PICTURE),
        }

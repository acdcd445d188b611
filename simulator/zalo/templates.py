"""ZNS: messages to a phone number, from templates that Zalo has reviewed; who has no Zalo gets none."""

import re
from dataclasses import asdict, dataclass

from simulator.shapes import Json

BLANK = re.compile(r"<([a-z][a-z0-9_]*)>")
LENGTHS = range(9, 401)
VALUE_LIMIT = 200


@dataclass(frozen=True, slots=True)
class Template:
    """`text` with blanks in angle brackets: `Mã xác thực 1022 Tây Ninh: <otp>`; `price` in đồng."""

    id: str
    text: str
    price: int = 150

    @property
    def blanks(self) -> list[str]:
        return BLANK.findall(self.text)

    def fits(self, data: Json) -> bool:
        return set(self.blanks) == data.keys() and all(
            isinstance(value, str | int) and 0 < len(str(value)) <= VALUE_LIMIT for value in data.values()
        )

    def filled(self, data: Json) -> str:
        return BLANK.sub(lambda found: str(data[found[1]]), self.text)


@dataclass(frozen=True, slots=True)
class Letter:
    """A template message that was accepted; `number` is that of the person who has the phone."""

    msg_id: str
    time: float
    phone: str
    number: int
    template: str
    data: Json
    text: str
    tracking_id: str | None
    price: int

    def as_json(self) -> Json:
        return asdict(self)


class Templates(dict[str, Template]):
    """The templates by id; Zalo wants 9 to 400 characters."""

    def put(self, id: str, text: str, *, price: int = 150) -> Template:
        if len(text) not in LENGTHS:
            raise ValueError("a template has 9 to 400 characters")
        template = self[id] = Template(id, text, price)
        return template

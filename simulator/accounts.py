"""The people who have Telegram, as Telegram knows them."""

from dataclasses import dataclass

from simulator.shapes import Json

FIRST_ID = 1001


@dataclass(slots=True)
class Account:
    """`authenticator` is a TOTP secret in base32, for the page alone: no bot sees it."""

    id: int
    first_name: str
    last_name: str | None = None
    username: str | None = None
    language: str = "vi"
    phone: str | None = None
    email: str | None = None
    role: str | None = None
    deactivated: bool = False
    authenticator: str | None = None

    @property
    def name(self) -> str:
        return f"{self.first_name} {self.last_name}" if self.last_name else self.first_name

    def as_user(self) -> Json:
        user: Json = {"id": self.id, "is_bot": False, "first_name": self.first_name, "language_code": self.language}
        return user | self.optional_names()

    def as_chat(self) -> Json:
        return {"id": self.id, "type": "private", "first_name": self.first_name} | self.optional_names()

    def optional_names(self) -> Json:
        names = {"last_name": self.last_name, "username": self.username}
        return {key: value for key, value in names.items() if value}

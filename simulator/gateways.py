"""The SMS gateway's and the mailbox's memory: what was sent through them, oldest first."""

from collections.abc import Callable
from dataclasses import asdict, dataclass

from simulator.shapes import Json


@dataclass(frozen=True, slots=True)
class Sms:
    id: str
    time: float
    phone: str
    text: str
    person: int | None

    def as_json(self) -> Json:
        return asdict(self)


@dataclass(frozen=True, slots=True)
class Mail:
    id: str
    time: float
    to: str
    sender: str | None
    subject: str
    text: str
    html: str | None
    person: int | None

    def as_json(self) -> Json:
        shown = asdict(self)
        shown["from"] = shown.pop("sender")
        return shown


class SmsInbox(list[Sms]):
    """A list that says when something lands in it."""

    def __init__(self, landed: Callable[[Sms], None]) -> None:
        super().__init__()
        self.landed = landed
        self.landings = 0

    def receive(self, phone: str, text: str, *, time: float, person: int | None) -> Sms:
        self.landings += 1
        sms = Sms(str(self.landings), time, phone, text, person)
        self.append(sms)
        self.landed(sms)
        return sms


class MailInbox(list[Mail]):
    def __init__(self, landed: Callable[[Mail], None]) -> None:
        super().__init__()
        self.landed = landed
        self.landings = 0

    def receive(
        self, to: str, subject: str, text: str, *, html: str | None, sender: str | None, time: float, person: int | None
    ) -> Mail:
        self.landings += 1
        mail = Mail(str(self.landings), time, to, sender, subject, text, html, person)
        self.append(mail)
        self.landed(mail)
        return mail

"""Compares, person by person, what the simulator's journal says that people got with what the database says."""

import sqlite3
from collections import Counter
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from itertools import groupby
from pathlib import Path
from typing import Any, NamedTuple

CARD = "CẢNH BÁO"


@dataclass
class Ledger:
    """What was on the wire at each kill, as the database of the dead process has it: by address, how often."""

    database: Path
    cards_in_flight: Counter[str] = field(default_factory=Counter)
    letters_in_flight: Counter[str] = field(default_factory=Counter)
    kills: int = 0

    def note_kill(self) -> None:
        """Call between a kill and the next start."""
        self.kills += 1
        self.cards_in_flight.update(
            self._column(
                "select c.address from deliveries d join chats c on c.id = d.chat_id where d.state = 'sending'"
            )
        )
        self.letters_in_flight.update(self._column("select address from outbox where state = 'sending'"))

    def said_of(self, broadcast: int) -> dict[str, str | None]:
        """By address, the message that the database calls sent."""
        told = "select c.address, d.message from deliveries d join chats c on c.id = d.chat_id"
        return dict(self.rows(f"{told} where d.state = 'sent' and d.broadcast_id = {broadcast}"))

    def told(self) -> set[str]:
        """The addresses whose copy the database calls sent."""
        return set(
            self._column("select c.address from deliveries d join chats c on c.id = d.chat_id where d.state = 'sent'")
        )

    def count(self, sql: str) -> int:
        return int(self._column(sql)[0])

    def rows(self, sql: str) -> list[tuple[Any, ...]]:
        connection = sqlite3.connect(f"file:{self.database}?mode=ro", uri=True)
        try:
            return connection.execute(sql).fetchall()
        finally:
            connection.close()

    def _column(self, sql: str) -> list[str]:
        return [row[0] for row in self.rows(sql)]


class Line(NamedTuple):
    """One message that went: when (seconds), to whom, its number, the mark of its text, how that began, from whom."""

    at: float
    chat: str
    message: str
    mark: str
    text: str
    sender: str


@dataclass(frozen=True)
class Heard:
    """The journal of the simulator, in order."""

    lines: tuple[Line, ...]

    @classmethod
    def read(cls, journal: Path) -> "Heard":
        texts: dict[str, str] = {}
        lines = []
        for line in journal.read_text("utf-8").splitlines():
            at, sender, chat, message, _, mark, shown = line.split("\t", 6)
            texts[mark] = shown or texts[mark]
            lines.append(Line(float(at), chat, message, mark, texts[mark], sender))
        return cls(tuple(lines))

    def cards(self) -> Counter[str]:
        return Counter(line.chat for line in self.lines if CARD in line.text)

    def cards_at(self) -> list[float]:
        return [line.at for line in self.lines if CARD in line.text]

    def copies(self, mark: str) -> Counter[str]:
        """How often each chat got this very text."""
        return Counter(line.chat for line in self.lines if line.mark == mark)

    def last_at(self, mark: str) -> float:
        """When this very text went for the last time."""
        return max(line.at for line in self.lines if line.mark == mark)

    def mark_of(self, said: Mapping[str, str | None]) -> str:
        """The one text that these messages, by chat, all were: each of them must have gone."""
        marks = {(line.chat, line.message): line.mark for line in self.lines}
        (mark,) = {marks[chat, str(message)] for chat, message in said.items()}
        return mark

    def replies(self, chat: str) -> list[str]:
        """The marks of what a chat was answered."""
        return [line.mark for line in self.lines if line.chat == chat and CARD not in line.text]


def missed(audience: Iterable[str], cards: Counter[str]) -> set[str]:
    return {address for address in audience if not cards[address]}


def unexplained(copies: Counter[str], expected: int, in_flight: Counter[str]) -> dict[str, int]:
    """Whoever got more copies than were expected and on the wire at kills."""
    return {who: count for who, count in copies.items() if count > expected + in_flight[who]}


def without_echoes(marks: Iterable[str]) -> list[str]:
    """A second copy comes right after the first: one chat's messages go one after the other."""
    return [mark for mark, _ in groupby(marks)]

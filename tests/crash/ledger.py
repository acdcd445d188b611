"""Compares, person by person, what the simulator's journal says that people got with what the database says."""

import sqlite3
from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass, field
from itertools import groupby
from pathlib import Path

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

    def told(self) -> set[str]:
        """The addresses whose copy the database calls sent."""
        return set(
            self._column("select c.address from deliveries d join chats c on c.id = d.chat_id where d.state = 'sent'")
        )

    def count(self, sql: str) -> int:
        return int(self._column(sql)[0])

    def _column(self, sql: str) -> list[str]:
        connection = sqlite3.connect(f"file:{self.database}?mode=ro", uri=True)
        try:
            return [row[0] for row in connection.execute(sql)]
        finally:
            connection.close()


@dataclass(frozen=True)
class Heard:
    """The journal of the simulator: to whom, the mark of the text and how it began, in order."""

    lines: tuple[tuple[str, str, str], ...]

    @classmethod
    def read(cls, journal: Path) -> "Heard":
        texts: dict[str, str] = {}
        lines = []
        for line in journal.read_text("utf-8").splitlines():
            _, _, chat, _, _, mark, shown = line.split("\t", 6)
            texts[mark] = shown or texts[mark]
            lines.append((chat, mark, texts[mark]))
        return cls(tuple(lines))

    def cards(self) -> Counter[str]:
        return Counter(chat for chat, _, text in self.lines if CARD in text)

    def replies(self, chat: str) -> list[str]:
        """The marks of what a chat was answered."""
        return [mark for to, mark, text in self.lines if to == chat and CARD not in text]


def missed(audience: Iterable[str], cards: Counter[str]) -> set[str]:
    return {address for address in audience if not cards[address]}


def unexplained(copies: Counter[str], expected: int, in_flight: Counter[str]) -> dict[str, int]:
    """Whoever got more copies than were expected and on the wire at kills."""
    return {who: count for who, count in copies.items() if count > expected + in_flight[who]}


def without_echoes(marks: Iterable[str]) -> list[str]:
    """A second copy comes right after the first: one chat's messages go one after the other."""
    return [mark for mark, _ in groupby(marks)]

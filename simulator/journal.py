"""The append-only list of every message that was accepted.

A line is written before its answer leaves, so whatever a bot was told is in the file, whoever is killed afterwards.
In memory an entry takes 42 bytes, and each different text is kept once.
"""

import hashlib
import json
import os
from array import array
from collections import Counter, defaultdict
from collections.abc import Iterator
from pathlib import Path

from simulator.shapes import Json

SHOWN = 60


class Journal:
    def __init__(self, path: Path | None = None) -> None:
        self.path = path
        self.file: int | None = None
        self.hashes: dict[str, int] = {}
        self.texts: dict[int, str] = {}
        self.methods: list[str] = []
        self.method_numbers: dict[str, int] = {}
        self.empty()
        if path is not None:
            self.read_back(path)
            self.file = os.open(path, os.O_WRONLY | os.O_APPEND | os.O_CREAT, 0o600)

    def empty(self) -> None:
        self.times = array("d")
        self.bots = array("q")
        self.chats = array("q")
        self.message_ids = array("q")
        self.kinds = array("H")
        self.marks = array("q")

    def __len__(self) -> int:
        return len(self.times)

    def mark(self, text: str) -> int:
        """A 56-bit hash of a text."""
        found = self.hashes.get(text)
        if found is None:
            found = int.from_bytes(hashlib.blake2b(text.encode(), digest_size=7).digest())
            if len(self.hashes) > 4096:
                self.hashes.clear()
            self.hashes[text] = found
        return found

    def method_number(self, method: str) -> int:
        number = self.method_numbers.get(method)
        if number is None:
            number = self.method_numbers[method] = len(self.methods)
            self.methods.append(method)
        return number

    def record(self, time: float, bot: int, chat: int, message_id: int, method: str, text: str) -> None:
        mark = self.mark(text)
        fresh = mark not in self.texts
        if fresh:
            self.texts[mark] = text[:SHOWN]
        self.note(time, bot, chat, message_id, method, mark)
        if self.file is not None:
            shown = json.dumps(text[:SHOWN], ensure_ascii=False) if fresh else ""
            line = f"{time:.6f}\t{bot}\t{chat}\t{message_id}\t{method}\t{mark:014x}\t{shown}\n"
            os.write(self.file, line.encode())

    def note(self, time: float, bot: int, chat: int, message_id: int, method: str, mark: int) -> None:
        self.times.append(time)
        self.bots.append(bot)
        self.chats.append(chat)
        self.message_ids.append(message_id)
        self.kinds.append(self.method_number(method))
        self.marks.append(mark)

    def read_back(self, path: Path) -> None:
        """Takes up an earlier file; a last line that was cut off by a kill is dropped from it."""
        if not path.exists():
            return
        raw = path.read_bytes()
        whole = raw.rfind(b"\n") + 1
        if whole != len(raw):
            os.truncate(path, whole)
        for line in raw[:whole].decode().splitlines():
            time, bot, chat, message_id, method, mark, shown = line.split("\t", 6)
            if shown:
                self.texts[int(mark, 16)] = json.loads(shown)
            self.note(float(time), int(bot), int(chat), int(message_id), method, int(mark, 16))

    def clear(self) -> None:
        self.empty()
        self.texts.clear()
        if self.path is not None:
            os.truncate(self.path, 0)

    def close(self) -> None:
        if self.file is not None:
            os.close(self.file)
            self.file = None

    def last_message_ids(self) -> dict[int, int]:
        """The highest message id of each bot in private chats, so that a restarted server goes on counting."""
        last: dict[int, int] = {}
        for bot, chat, message_id in zip(self.bots, self.chats, self.message_ids, strict=True):
            if chat > 0 and message_id > last.get(bot, 0):
                last[bot] = message_id
        return last

    def pairs(self) -> set[tuple[int, int]]:
        """Each (bot, chat) that was ever written to."""
        return set(zip(self.bots, self.chats, strict=True))

    def places(
        self, *, chat: int | None = None, containing: str | None = None, bot: int | None = None
    ) -> Iterator[int]:
        """Where the matching entries are; `containing` looks at the kept beginning of each text."""
        marks = {mark for mark, text in self.texts.items() if containing in text} if containing else None
        for place in range(len(self.times)):
            if chat is not None and self.chats[place] != chat:
                continue
            if bot is not None and self.bots[place] != bot:
                continue
            if marks is None or self.marks[place] in marks:
                yield place

    def entry(self, place: int) -> Json:
        mark = self.marks[place]
        return {
            "n": place + 1,
            "time": self.times[place],
            "bot": self.bots[place],
            "chat": self.chats[place],
            "message_id": self.message_ids[place],
            "method": self.methods[self.kinds[place]],
            "hash": f"{mark:014x}",
            "text": self.texts.get(mark, ""),
        }

    def entries(
        self,
        *,
        chat: int | None = None,
        containing: str | None = None,
        hash: str | None = None,
        bot: int | None = None,
        after: int = 0,
        limit: int | None = None,
    ) -> list[Json]:
        found = []
        for place in self.places(chat=chat, containing=containing, bot=bot):
            if place < after or (hash is not None and f"{self.marks[place]:014x}" != hash):
                continue
            found.append(self.entry(place))
            if limit is not None and len(found) >= limit:
                break
        return found

    def per_chat(self, containing: str | None = None) -> dict[int, int]:
        """How many messages each chat got."""
        return dict(Counter(self.chats[place] for place in self.places(containing=containing)))

    def copies(self, containing: str | None = None) -> dict[tuple[int, int], list[int]]:
        """Where the same text came to the same chat more than once."""
        found: dict[tuple[int, int], list[int]] = defaultdict(list)
        for place in self.places(containing=containing):
            found[self.chats[place], self.marks[place]].append(place)
        return {key: places for key, places in found.items() if len(places) > 1}

    def duplicates(self, containing: str | None = None, limit: int | None = None) -> list[Json]:
        answer = []
        for (chat, mark), places in list(self.copies(containing).items())[:limit]:
            answer.append(
                {
                    "chat": chat,
                    "hash": f"{mark:014x}",
                    "text": self.texts.get(mark, ""),
                    "times": [self.times[place] for place in places],
                    "message_ids": [self.message_ids[place] for place in places],
                }
            )
        return answer

    def summary(self, containing: str | None = None) -> Json:
        chats = self.per_chat(containing)
        copies = self.copies(containing)
        return {
            "messages": sum(chats.values()),
            "chats": len(chats),
            "duplicates": len(copies),
            "extra": sum(len(places) - 1 for places in copies.values()),
        }

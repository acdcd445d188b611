"""The people's phones, over the simulator's control API: they say, press and hear, with real messages."""

import asyncio
import re
from typing import Any

import aiohttp

PATIENCE = 15.0  # seconds
LOOK_AGAIN = 0.02


class NotHeard(OSError):
    """The bot did not answer a person of the cast as it should."""


class Phones:
    """The control API of one simulator."""

    def __init__(self, session: aiohttp.ClientSession, url: str) -> None:
        self._session = session
        self._url = url

    async def ask(self, verb: str, path: str, **body: Any) -> Any:
        """Raises OSError with the simulator's own sentence when it says no."""
        async with self._session.request(verb, f"{self._url}/sim/{path}", json=body or None) as response:
            answer = await response.json()
        if response.status != 200:
            raise OSError(f"the simulator refused {path}: {answer.get('error')}")
        return answer

    async def person(self, **facts: Any) -> "Phone":
        made = await self.ask("POST", "people", **facts)
        return Phone(self, made["id"], made["name"], made["phone"])

    async def people(self) -> list[dict[str, Any]]:
        found: list[dict[str, Any]] = await self.ask("GET", "people")
        return found


class Phone:
    """One person's chat with the bot. What the bot says is heard once, in order."""

    def __init__(self, phones: Phones, person: int, name: str, number: str) -> None:
        self.person = person
        self.name = name
        self.number = number
        self._phones = phones
        self._heard: dict[int, str] = {}

    async def start(self, payload: str | None = None) -> None:
        await self._act("start", payload=payload)

    async def say(self, text: str) -> None:
        await self._act("say", text=text)

    async def press(self, title: str) -> None:
        """The newest inline button whose title contains this."""
        for message in reversed(await self._messages()):
            for row, buttons in enumerate(message["buttons"]):
                for column, button in enumerate(buttons):
                    if title in button["text"]:
                        return await self._act("press", message_id=message["id"], row=row, column=column)
        raise NotHeard(f"{self.name} has no button {title!r}")

    async def erase(self, message: int) -> None:
        await self._act("delete", message_id=message)

    async def hears(self, text: str) -> dict[str, Any]:
        """The next message of the bot, new or edited, that contains the text."""
        for _ in range(int(PATIENCE / LOOK_AGAIN)):
            for message in await self._messages():
                fresh = self._heard.get(message["id"]) != message["text"]
                if fresh and not message["out"] and text in message["text"]:
                    self._heard[message["id"]] = message["text"]
                    return message
            await asyncio.sleep(LOOK_AGAIN)
        last = [message["text"] for message in await self._messages()][-1:]
        raise NotHeard(f"{self.name} did not hear {text!r} but {last}")

    async def code(self) -> str:
        """The code in the newest SMS to this person."""
        for _ in range(int(PATIENCE / LOOK_AGAIN)):
            letters = await self._phones.ask("GET", "sms")
            codes = [re.search(r"\b\d{6,8}\b", each["text"]) for each in letters if each["person"] == self.person]
            if codes and codes[-1]:
                return codes[-1][0]
            await asyncio.sleep(LOOK_AGAIN)
        raise NotHeard(f"{self.name} got no SMS")

    async def _act(self, act: str, **facts: Any) -> None:
        await self._phones.ask("POST", f"people/{self.person}/{act}", **facts)

    async def _messages(self) -> list[dict[str, Any]]:
        chat = await self._phones.ask("GET", f"people/{self.person}/chat?limit=10")
        found: list[dict[str, Any]] = chat["messages"]
        return found

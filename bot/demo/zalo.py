"""Somebody on Zalo in the demo, who follows warnings there: an alert is seen to arrive on both messengers at once."""

import asyncio
from typing import Any

from bot.demo.phones import LOOK_AGAIN, PATIENCE, NotHeard, Phones

NUMBER = 2001
NAME = "Nguyễn Thị Tám"
PHONE = "+84908901234"
DOES = "follows warnings on Zalo: answers by number"


class ZaloPhone:
    """One person's chat with the bot on Zalo: what the bot says is heard once, in order."""

    def __init__(self, phones: Phones) -> None:
        self._phones = phones
        self._heard: set[str] = set()

    async def writes(self, text: str) -> None:
        await self._phones.ask("POST", f"zalo/people/{NUMBER}/say", text=text)

    async def hears(self, text: str) -> None:
        for _ in range(int(PATIENCE / LOOK_AGAIN)):
            for message in await self._messages():
                if not message["out"] and text in message["text"] and message["id"] not in self._heard:
                    self._heard.add(message["id"])
                    return
            await asyncio.sleep(LOOK_AGAIN)
        raise NotHeard(f"{NAME} did not hear {text!r}")

    async def _messages(self) -> list[dict[str, Any]]:
        chat = await self._phones.ask("GET", f"zalo/people/{NUMBER}/chat?limit=10")
        found: list[dict[str, Any]] = chat["messages"]
        return found


async def enlist(phones: Phones) -> ZaloPhone:
    """Give her a phone, once the bot has been seen."""
    for _ in range(int(PATIENCE / LOOK_AGAIN)):
        if (await phones.ask("GET", "zalo/state"))["bots"]:
            break
        await asyncio.sleep(LOOK_AGAIN)
    await phones.ask("POST", "zalo/people", name=NAME, phone=PHONE, number=NUMBER)
    return ZaloPhone(phones)


async def join(tam: ZaloPhone) -> None:
    """By words and numbers, as everybody does there."""
    for said, answer in (
        ("Xin chào", "xin chào"),
        ("/theodoi", "Muốn nhận cảnh báo của những xã"),
        ("Tân Biên, Tân Châu", "Đã chọn"),
        ("Xong", "cấp độ rủi ro nào"),
        ("1", "loại thiên tai, sự cố nào"),
        ("Bỏ qua", "Xem lại"),
        ("1", "Đã đăng ký nhận cảnh báo"),
    ):
        await tam.writes(said)
        await tam.hears(answer)

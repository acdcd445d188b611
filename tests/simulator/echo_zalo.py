"""An echo bot for Zalo with nothing but aiohttp, as developers write one. Run: python echo_zalo.py TOKEN URL"""

import asyncio
import sys
from typing import Any

import aiohttp


async def call(session: aiohttp.ClientSession, method: str, **params: Any) -> Any:
    async with session.post(method, json=params) as response:
        answer = await response.json()
        return answer["result"] if answer["ok"] else None


async def main(token: str, url: str) -> None:
    timeout = aiohttp.ClientTimeout(total=40)
    async with aiohttp.ClientSession(f"{url}/bot{token}/", timeout=timeout) as session:
        print((await call(session, "getMe"))["account_name"], flush=True)
        while True:
            event = await call(session, "getUpdates", timeout=30)
            if event is None:
                continue
            chat, text = event["message"]["chat"]["id"], event["message"].get("text")
            await call(session, "sendChatAction", chat_id=chat, action="typing")
            if text is None:
                await call(session, "sendMessage", chat_id=chat, text="Chỉ nhận **chữ**", parse_mode="markdown")
            else:
                await call(session, "sendMessage", chat_id=chat, text=text)


if __name__ == "__main__":
    asyncio.run(main(sys.argv[1], sys.argv[2]))

"""A broadcast with aiogram's `Bot`. A last argument `uvloop` puts it on that loop."""

import asyncio
import sys

from aiogram import Bot
from aiogram.client.session.aiohttp import AiohttpSession
from aiogram.client.telegram import TelegramAPIServer
from aiogram.types import InlineKeyboardMarkup, LinkPreviewOptions

from tests.benchmarks.rivals.sending import Task, send_all


async def main() -> None:
    task = Task.read()
    card = dict(task.card)
    under = card.pop("reply_markup", None)
    markup = InlineKeyboardMarkup.model_validate(under) if under else None
    preview = LinkPreviewOptions.model_validate(card.pop("link_preview_options"))
    session = AiohttpSession(api=TelegramAPIServer.from_base(task.url))
    async with Bot(task.token, session=session) as bot:
        await send_all(
            task, lambda chat: bot.send_message(chat, reply_markup=markup, link_preview_options=preview, **card)
        )


if __name__ == "__main__":
    if sys.argv[-1] == "uvloop":
        import uvloop

        uvloop.run(main())
    else:
        asyncio.run(main())

"""A broadcast with python-telegram-bot's `Bot` and the request that it makes by itself."""

import asyncio

from telegram import Bot, InlineKeyboardMarkup, LinkPreviewOptions

from tests.benchmarks.rivals.sending import Task, send_all


async def main() -> None:
    task = Task.read()
    card = dict(task.card)
    markup = InlineKeyboardMarkup.de_json(card.pop("reply_markup")) if "reply_markup" in card else None
    preview = LinkPreviewOptions.de_json(card.pop("link_preview_options"))
    async with Bot(task.token, base_url=f"{task.url}/bot") as bot:
        await send_all(
            task, lambda chat: bot.send_message(chat, reply_markup=markup, link_preview_options=preview, **card)
        )


if __name__ == "__main__":
    asyncio.run(main())

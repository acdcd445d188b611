"""A form of five steps with `ConversationHandler`, as python-telegram-bot's `conversationbot.py` builds it.

Its documentation asks for updates one at a time; what was said is in memory alone.
"""

import sys
from typing import Any

from telegram import Update
from telegram.ext import Application, CommandHandler, ContextTypes, ConversationHandler, MessageHandler, filters

from tests.benchmarks.rivals.form import DONE, QUESTIONS

Context = ContextTypes.DEFAULT_TYPE


async def start(update: Update, context: Context) -> int:
    assert update.message
    await update.message.reply_text(QUESTIONS[0])
    return 0


def step(number: int) -> MessageHandler[Any, Any]:
    async def answered(update: Update, context: Context) -> int:
        assert update.message
        assert context.user_data is not None
        context.user_data[number] = update.message.text
        if number + 1 < len(QUESTIONS):
            await update.message.reply_text(QUESTIONS[number + 1])
            return number + 1
        await update.message.reply_text(DONE)
        return ConversationHandler.END

    return MessageHandler(filters.TEXT & ~filters.COMMAND, answered)


def main(url: str, token: str) -> None:
    application = Application.builder().token(token).base_url(f"{url}/bot").build()
    states: dict[object, list[Any]] = {number: [step(number)] for number in range(len(QUESTIONS))}
    application.add_handler(
        ConversationHandler(entry_points=[CommandHandler("start", start)], states=states, fallbacks=[])
    )
    application.run_polling()


if __name__ == "__main__":
    main(*sys.argv[1:3])

"""An echo bot as python-telegram-bot's own examples write it. Run: python echo_ptb.py TOKEN URL"""

import sys

from telegram import InlineKeyboardButton, InlineKeyboardMarkup, Update
from telegram.ext import Application, CallbackQueryHandler, CommandHandler, ContextTypes, MessageHandler, filters

Context = ContextTypes.DEFAULT_TYPE
BUTTON = InlineKeyboardMarkup([[InlineKeyboardButton("Press me", callback_data="pressed")]])


async def start(update: Update, context: Context) -> None:
    assert update.message
    await update.message.reply_html("Hi <b>there</b>!", reply_markup=BUTTON)


async def echo(update: Update, context: Context) -> None:
    assert update.message
    assert update.message.text
    await update.message.reply_text(update.message.text)


async def pressed(update: Update, context: Context) -> None:
    assert update.callback_query
    await update.callback_query.answer("Thanks")
    await update.callback_query.edit_message_text("You pressed")


def main(token: str, url: str) -> None:
    app = Application.builder().token(token).base_url(f"{url}/bot").base_file_url(f"{url}/file/bot").build()
    app.add_handler(CommandHandler("start", start))
    app.add_handler(CallbackQueryHandler(pressed))
    app.add_handler(MessageHandler(filters.TEXT & ~filters.COMMAND, echo))
    app.run_polling()


if __name__ == "__main__":
    main(sys.argv[1], sys.argv[2])

"""An echo bot as aiogram's own examples write it. Run: python echo_aiogram.py TOKEN URL"""

import asyncio
import sys

from aiogram import Bot, Dispatcher, F
from aiogram.client.default import DefaultBotProperties
from aiogram.client.session.aiohttp import AiohttpSession
from aiogram.client.telegram import TelegramAPIServer
from aiogram.filters import CommandStart
from aiogram.types import CallbackQuery, InlineKeyboardButton, InlineKeyboardMarkup, Message

dispatcher = Dispatcher()
BUTTON = InlineKeyboardMarkup(inline_keyboard=[[InlineKeyboardButton(text="Press me", callback_data="pressed")]])


@dispatcher.message(CommandStart())
async def start(message: Message) -> None:
    await message.answer("Hi <b>there</b>!", reply_markup=BUTTON)


@dispatcher.message(F.text)
async def echo(message: Message) -> None:
    await message.send_copy(chat_id=message.chat.id)


@dispatcher.callback_query()
async def pressed(query: CallbackQuery) -> None:
    await query.answer("Thanks")
    assert isinstance(query.message, Message)
    await query.message.edit_text("You pressed")


async def main(token: str, url: str) -> None:
    session = AiohttpSession(api=TelegramAPIServer.from_base(url))
    bot = Bot(token, session=session, default=DefaultBotProperties(parse_mode="HTML"))
    await dispatcher.start_polling(bot, handle_signals=True)


if __name__ == "__main__":
    asyncio.run(main(sys.argv[1], sys.argv[2]))

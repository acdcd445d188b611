"""A form of five steps with aiogram's states, as its documentation builds it, kept in SQLite.

aiogram brings no storage in SQLite; this one is of the usual make: a row a key, each change committed at once.
"""

import asyncio
import json
import sys
from collections.abc import Mapping
from typing import Any

import aiosqlite
from aiogram import Bot, Dispatcher
from aiogram.client.session.aiohttp import AiohttpSession
from aiogram.client.telegram import TelegramAPIServer
from aiogram.filters import CommandStart
from aiogram.fsm.context import FSMContext
from aiogram.fsm.state import State, StatesGroup
from aiogram.fsm.storage.base import BaseStorage, StateType, StorageKey
from aiogram.types import Message

from tests.benchmarks.rivals.form import DONE, QUESTIONS

TABLE = "create table if not exists fsm (key text primary key, state text, data text not null default '{}')"


class Form(StatesGroup):
    name = State()
    phone = State()
    area = State()
    level = State()
    confirm = State()


STEPS = (Form.name, Form.phone, Form.area, Form.level, Form.confirm)


class SqliteStorage(BaseStorage):
    def __init__(self, connection: aiosqlite.Connection) -> None:
        self._connection = connection

    async def set_state(self, key: StorageKey, state: StateType = None) -> None:
        value = state.state if isinstance(state, State) else state
        await self._write("state", key, value)

    async def get_state(self, key: StorageKey) -> str | None:
        return await self._read("state", key)

    async def set_data(self, key: StorageKey, data: Mapping[str, Any]) -> None:
        await self._write("data", key, json.dumps(dict(data)))

    async def get_data(self, key: StorageKey) -> dict[str, Any]:
        return dict(json.loads(await self._read("data", key) or "{}"))

    async def close(self) -> None:
        await self._connection.close()

    async def _read(self, column: str, key: StorageKey) -> str | None:
        rows = await self._connection.execute_fetchall(f"select {column} from fsm where key = ?", (_name(key),))
        return next((row[0] for row in rows), None)

    async def _write(self, column: str, key: StorageKey, value: str | None) -> None:
        await self._connection.execute("insert into fsm (key) values (?) on conflict do nothing", (_name(key),))
        await self._connection.execute(f"update fsm set {column} = ? where key = ?", (value, _name(key)))
        await self._connection.commit()


def _name(key: StorageKey) -> str:
    return f"{key.bot_id}:{key.chat_id}:{key.user_id}"


async def start(message: Message, state: FSMContext) -> None:
    await state.set_state(STEPS[0])
    await message.answer(QUESTIONS[0])


def step(number: int) -> Any:
    async def answered(message: Message, state: FSMContext) -> None:
        await state.update_data({str(number): message.text})
        if number + 1 < len(STEPS):
            await state.set_state(STEPS[number + 1])
            await message.answer(QUESTIONS[number + 1])
        else:
            await state.clear()
            await message.answer(DONE)

    return answered


async def main(url: str, token: str, database: str) -> None:
    connection = await aiosqlite.connect(database)
    await connection.execute("pragma journal_mode = wal")
    await connection.execute(TABLE)
    dispatcher = Dispatcher(storage=SqliteStorage(connection))
    dispatcher.message.register(start, CommandStart())
    for number, state in enumerate(STEPS):
        dispatcher.message.register(step(number), state)
    bot = Bot(token, session=AiohttpSession(api=TelegramAPIServer.from_base(url)))
    await dispatcher.start_polling(bot)


if __name__ == "__main__":
    asyncio.run(main(*sys.argv[1:4]))

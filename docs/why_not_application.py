"""The measurements behind `why-not-application.md`: `python docs/why_not_application.py` prints them for this machine.

They run against the simulator in a process of its own, and take about a minute.
"""

# ruff: noqa: ASYNC110, E402, S105, S603, T201 - a script that prints, started from anywhere

import asyncio
import json
import multiprocessing
import os
import platform
import socket
import subprocess
import sys
import time
import timeit
from collections.abc import Awaitable, Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any
from urllib.parse import quote

ROOT = Path(__file__).resolve().parent.parent
sys.path.insert(0, str(ROOT))

import aiohttp
import telegram
from telegram import Bot, Update
from telegram.ext import AIORateLimiter, Application, ConversationHandler, ExtBot, MessageHandler, filters
from telegram.request import HTTPXRequest

from channels.message import Document, Picture, Say
from channels.telegram import Telegram
from channels.telegram_http import LaneRequest, RawClient
from channels.telegram_updates import read

TOKEN = "1022:measuring"
WORK = 0.05  # seconds that a handler spends on its database and the network
UPDATES = 200
SEEN = 20  # updates answered when the bot is killed
PEOPLE = 50
ANSWERS = ("Hoa", "0912345678", "Hòa Thành")
QUEUED = 150  # sends of a broadcast before a reply
SENDS = 2_000
FIRST_CHAT = 7_000_000_000
SPAWN = multiprocessing.get_context("spawn")

Send = Callable[[int], Awaitable[object]]


async def main() -> None:
    print(
        f"{platform.machine()}, {os.cpu_count()} cores, Python {platform.python_version()}, PTB {telegram.__version__}"
    )
    for concurrent in (1, 256):
        lost = await killed(concurrent)
        print(f"killed with {SEEN} of {UPDATES} updates answered, {concurrent} at once: {lost} lost for good")
    for concurrent in (1, 256):
        right, seconds = await conversations(concurrent)
        pace = PEOPLE * (1 + len(ANSWERS)) / seconds
        print(f"ConversationHandler, {concurrent} at once: {right} of {PEOPLE} right, {pace:.0f} steps a second")
    print("a press under twelve buttons, read: {:.0f} µs as PTB's objects, {:.0f} µs as it is".format(*readings()))
    print(f"AIORateLimiter: {await behind_a_broadcast()}")
    with simulator("--counting") as url:
        for name, in_flight, rate in await throughputs(url):
            print(f"{name}, {in_flight} in flight: {rate:,.0f} sends a second")


# ---- updates that PTB has confirmed and not yet handled -------------------------------------------------------------


async def killed(concurrent: int) -> int:
    """The bot is killed with SIGKILL once it has answered some, and started again: how many get no answer, ever?"""
    with simulator() as url:
        crowd = await a_crowd(url, UPDATES)
        await control(url, f"/sim/crowds/{crowd}/act", {"count": UPDATES, "text": "Đường ngập"})
        with bot(answering, url, concurrent) as running:
            while (await counted(url, crowd, "reached")) < SEEN:
                await asyncio.sleep(0.01)
            running.kill()
        with bot(answering, url, concurrent):
            await quiet(url, crowd)
        return UPDATES - await counted(url, crowd, "reached")


def answering(url: str, concurrent: int) -> None:
    async def answer(update: Update, context: object) -> None:
        await asyncio.sleep(WORK)
        assert update.message is not None
        await update.message.reply_text("Đã nhận")

    run(url, concurrent, MessageHandler(filters.TEXT, answer))


# ---- an update made into objects ------------------------------------------------------------------------------------


def readings() -> tuple[float, float]:
    """Microseconds for one update, by PTB and by `channels/telegram_updates.py`: the best of five."""
    chat, person = {"id": 1, "type": "private", "first_name": "Hoa"}, {"id": 1, "is_bot": False, "first_name": "Hoa"}
    keyboard = [[{"text": f"Xã {number}", "callback_data": f"form:{number}"}] for number in range(12)]
    shown = {"message_id": 7, "chat": chat, "date": 1, "text": "Xã nào?", "reply_markup": {"inline_keyboard": keyboard}}
    pressed = {"id": "1", "from": person, "chat_instance": "1", "data": "form:3", "message": shown}
    raw = json.dumps({"update_id": 1, "callback_query": pressed}).encode()
    best = [
        min(timeit.repeat(work, number=500, repeat=5)) / 500 * 1e6
        for work in (lambda: Update.de_json(json.loads(raw)), lambda: read(raw))
    ]
    return best[0], best[1]


# ---- three quick messages to a ConversationHandler ------------------------------------------------------------------


async def conversations(concurrent: int) -> tuple[int, float]:
    """People who answer before they are asked: how many end with the right answers, and how long it took."""
    with simulator() as url:
        crowd = await a_crowd(url, PEOPLE)
        for text in ("Bắt đầu", *ANSWERS):
            await control(url, f"/sim/crowds/{crowd}/act", {"count": PEOPLE, "text": text})
        started = time.perf_counter()
        with bot(conversing, url, concurrent):
            seconds = await quiet(url, crowd) - started
        right = await control(url, f"/sim/journal/chats?containing={quote(_all(dict(enumerate(ANSWERS, 1))))}")
        return len(right["chats"]), seconds


def conversing(url: str, concurrent: int) -> None:
    """A form of three steps, as PTB's documentation builds it."""

    def step(number: int) -> MessageHandler[Any, Any]:
        async def taken(update: Update, context: Any) -> int:
            assert update.message is not None
            await asyncio.sleep(WORK)
            context.user_data[number] = update.message.text
            last = number == len(ANSWERS)
            await update.message.reply_text(_all(context.user_data) if last else "Xin câu tiếp theo")
            return ConversationHandler.END if last else number + 1

        return MessageHandler(filters.TEXT, taken)

    steps: dict[object, list[Any]] = {number: [step(number)] for number in (1, 2, 3)}
    run(url, concurrent, ConversationHandler(entry_points=[step(0)], states=steps, fallbacks=[]))


def _all(answers: dict[int, str]) -> str:
    return ", ".join(str(answers.get(number)) for number in (1, 2, 3))


# ---- a reply behind a broadcast -------------------------------------------------------------------------------------


async def behind_a_broadcast() -> str:
    """How long a reply takes that is asked for just after a broadcast, both through PTB's rate limiter."""
    try:
        limiter = AIORateLimiter()
    except RuntimeError:
        return "not measured; it needs `pip install 'python-telegram-bot[rate-limiter]'`"
    with simulator("--counting") as url:
        async with ExtBot(TOKEN, base_url=f"{url}/bot", rate_limiter=limiter) as bot:
            asked = time.perf_counter()
            broadcast = [asyncio.create_task(bot.send_message(FIRST_CHAT + n, "Bão")) for n in range(QUEUED)]
            await asyncio.sleep(0)
            await bot.send_message(FIRST_CHAT - 1, "Trả lời")
            waited = time.perf_counter() - asked
            await asyncio.gather(*broadcast)
        worst = (await control(url, "/sim/stats"))["worst_second"]
    return f"a reply behind {QUEUED} sends waited {waited:.1f} s; {worst} sends in one second, at a limit of 30"


# ---- sends a second -------------------------------------------------------------------------------------------------


async def throughputs(url: str) -> list[tuple[str, int, float]]:
    async def draw(picture: Picture | Document) -> bytes:
        raise NotImplementedError

    def through(bot: Bot) -> Send:
        return lambda chat: bot.send_message(chat, "Bão số 9")

    figures = []
    for in_flight in (5, 50):
        httpx = HTTPXRequest(connection_pool_size=in_flight)
        async with Bot(TOKEN, base_url=f"{url}/bot", request=httpx) as bot:
            figures.append(("PTB's Bot over HTTPXRequest", in_flight, await rate(through(bot), in_flight)))
    async with RawClient(TOKEN, api_url=url) as lane:
        request = LaneRequest(lane)
        bot = Bot(TOKEN, request=request, get_updates_request=request)
        figures.append(("PTB's Bot over our aiohttp lane", 50, await rate(through(bot), 50)))
        ours = Telegram(lane, lane, draw=draw)
        prepared = ours.prepare(Say(text="Bão số 9"))
        figures.append(("a body built once, on the lane", 50, await rate(lambda c: ours.tell(str(c), prepared), 50)))
    return figures


async def rate(send: Send, in_flight: int) -> float:
    chats = iter(range(FIRST_CHAT, FIRST_CHAT + SENDS))

    async def sender() -> None:
        for chat in chats:
            await send(chat)

    await send(FIRST_CHAT)
    started = time.perf_counter()
    await asyncio.gather(*(sender() for _ in range(in_flight)))
    return SENDS / (time.perf_counter() - started)


# ---- the far side ---------------------------------------------------------------------------------------------------


@contextmanager
def simulator(*options: str) -> Iterator[str]:
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        port = free.getsockname()[1]
    command = [sys.executable, "-m", "simulator", "--port", str(port), "--token", TOKEN, *options]
    process = subprocess.Popen(command, cwd=ROOT, stdout=subprocess.PIPE)
    try:
        assert process.stdout is not None
        process.stdout.readline()
        yield f"http://127.0.0.1:{port}"
    finally:
        process.terminate()
        process.communicate()


@contextmanager
def bot(built: Callable[[str, int], None], url: str, concurrent: int) -> Iterator[Any]:
    process = SPAWN.Process(target=built, args=(url, concurrent), daemon=True)
    process.start()
    try:
        yield process
    finally:
        process.kill()
        process.join()


def run(url: str, concurrent: int, handler: Any) -> None:
    at_once = concurrent if concurrent > 1 else False
    application = Application.builder().token(TOKEN).base_url(f"{url}/bot").concurrent_updates(at_once).build()
    application.add_handler(handler)
    application.run_polling(timeout=1)


async def control(url: str, path: str, body: object = None) -> Any:
    method = "GET" if body is None else "POST"
    async with aiohttp.ClientSession() as session, session.request(method, url + path, json=body) as answer:
        answer.raise_for_status()
        return await answer.json()


async def a_crowd(url: str, count: int) -> int:
    await control(url, f"/bot{TOKEN}/getMe")
    return int((await control(url, "/sim/crowds", {"first": FIRST_CHAT, "count": count}))["id"])


async def counted(url: str, crowd: int, what: str) -> int:
    return int((await control(url, f"/sim/crowds/{crowd}"))[what])


async def quiet(url: str, crowd: int) -> float:
    """Waits until something has come, and then nothing for three seconds; when the last message came."""
    before, since = 0, time.perf_counter()
    while not before or time.perf_counter() - since < 3:
        now = await counted(url, crowd, "received")
        if now != before:
            before, since = now, time.perf_counter()
        await asyncio.sleep(0.05)
    return since


if __name__ == "__main__":
    asyncio.run(main())

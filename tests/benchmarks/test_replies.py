"""What people who talk with the bot notice of a broadcast at the ceiling."""

import asyncio
import statistics
import time
from collections import defaultdict
from collections.abc import Sequence
from datetime import timedelta
from pathlib import Path

import pytest

from tests.benchmarks.figures import Figures
from tests.benchmarks.running import telling, until
from tests.crash.ledger import CARD
from tests.stage.processes import Telegram

PEOPLE = 15_000
RATE = 1_000
LATENCY = 0.05
TALKERS = 8_000_000_000
TOGETHER = 10  # people who say the same at the same moment
STORY = ("/theodoi", "Tân Biên", "4", "1", "Bỏ qua", "2")  # 2: changed their minds, and follow nothing
STORIES = 5  # one after the other
PAUSE = 0.25  # seconds between what is said
STARTS_IN = timedelta(seconds=20)

pytestmark = [pytest.mark.bench, pytest.mark.timeout(300)]

Said = list[tuple[float, int]]


async def test_a_broadcast_at_the_ceiling_delays_no_reply(tmp_path: Path, figures: Figures) -> None:
    async with telling(tmp_path, PEOPLE, rate=RATE, latency=LATENCY, starts_in=[STARTS_IN]) as (far, _):
        await conversations(far, TALKERS + 2_000_000, stories=1)  # the first turns after a start are slower
        alone = await conversations(far, TALKERS)
        await until(far, await far.accepted() + RATE, within=60)
        beside = await conversations(far, TALKERS + 1_000_000)
        assert await far.accepted() < PEOPLE, "the broadcast went on to the end"
    heard = replies(tmp_path)
    before, during = (p95(waits(said, heard)) * 1000 for said in (alone, beside))
    about = f"from a person's word to the answer, {LATENCY * 1000:.0f} ms of latency included"
    figures.note("reply_p95_alone", before, "ms", about)
    figures.note("reply_p95_beside", during, "ms", f"the same while {RATE:,} a second are told")
    figures.note("reply_extra_p95", during - before, "ms", "reply_p95_beside less reply_p95_alone", most=200)
    assert during - before < 1_000


async def conversations(far: Telegram, first: int, stories: int = STORIES) -> Said:
    """Stories one after the other, each by new people; when what was said, and to whom it matters."""
    said: Said = []
    for story in range(stories):
        begins = first + story * TOGETHER
        crowd = (await far.tell("crowds", first=begins, count=TOGETHER))["id"]
        for text in STORY:
            moment = time.time()
            await far.tell(f"crowds/{crowd}/act", count=TOGETHER, text=text)
            said += [(moment, chat) for chat in range(begins, begins + TOGETHER)]
            await asyncio.sleep(PAUSE)
    await asyncio.sleep(1)
    return said


def replies(folder: Path) -> dict[int, list[float]]:
    """When each person who talked was answered."""
    found, cards = defaultdict[int, list[float]](list), set[str]()
    for line in (folder / "journal.tsv").read_text("utf-8").splitlines():
        moment, _, chat, _, _, mark, text = line.split("\t", 6)
        if CARD in text:
            cards.add(mark)
        if int(chat) >= TALKERS and mark not in cards:
            found[int(chat)].append(float(moment))
    return found


def waits(said: Said, heard: dict[int, list[float]]) -> list[float]:
    """From each word to the next answer in its chat."""
    return [next(moment for moment in heard[chat] if moment > spoken) - spoken for spoken, chat in said]


def p95(values: Sequence[float]) -> float:
    return statistics.quantiles(values, n=20)[-1]

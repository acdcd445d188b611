"""The loop that sends letters: at once where it is quiet, together where much is under way, and never for nothing."""

import asyncio
from datetime import timedelta

import pytest

from bot.carriers import MessageCarrier
from bot.outbox import OutboxLoop
from channels.fate import Fate, NotSent
from channels.message import Outgoing, Say
from channels.message_json import to_json
from storage import outbox
from storage.engine import Store, StoreAway
from tests.people.conftest import store
from tests.people.living import HOUSE
from tests.people.test_gateways import HandClock

__all__ = ["store"]

CLAIMED = 3  # statements: begin, claim, commit
SETTLED = 4  # begin, done, claim, commit
MANY = 16


class Far:
    """The far side of the wire. Each message is answered when the test says so."""

    name = "telegram"

    def __init__(self) -> None:
        self.heard: list[str] = []
        self._waiting: dict[str, asyncio.Future[str]] = {}

    async def send(self, address: str, message: Outgoing) -> str | None:
        assert isinstance(message, Say)
        self.heard.append(message.text)
        self._waiting[message.text] = asyncio.get_running_loop().create_future()
        return await self._waiting[message.text]

    async def answers(self, *texts: str, no: NotSent | None = None) -> None:
        """The messages have gone, or not, and the answers have come back."""
        for text in texts:
            answer = self._waiting.pop(text)
            if no:
                answer.set_exception(no)
            else:
                answer.set_result("1")
        await breath()

    def prepare(self, message: Say) -> bytes:
        return message.text.encode()

    async def tell(self, address: str, prepared: bytes, *, reply_to: str | None = None) -> str | None:
        return None


class Post:
    """A store, the loop and the far side, on a clock set by hand."""

    def __init__(self, store: Store) -> None:
        self.store, self.far, self.clock = store, Far(), HandClock()
        self.bell = store.bell("outbox.telegram")
        self.loop = OutboxLoop(store, MessageCarrier(self.far, store, self.clock, HOUSE), self.clock)

    async def put(self, *texts: str) -> None:
        """The first letter of each text names its chat."""
        letters = [("telegram", text[0], to_json(Say(text=text))) for text in texts]
        async with self.store.transaction() as tx:
            await outbox.put(tx, letters, now=self.clock.now())

    async def step(self) -> int:
        """How much the loop did, until what it launched is on the wire."""
        did = await self.loop.step()
        await breath()
        return did

    async def waiting(self) -> int:
        async with self.store.reading() as session:
            return await outbox.count(session)


async def breath() -> None:
    for _ in range(5):
        await asyncio.sleep(0)


@pytest.fixture
def post(store: Store) -> Post:
    return Post(store)


def chats(count: int) -> list[str]:
    """A text for each of so many chats."""
    return [chr(ord("一") + n) for n in range(count)]


async def test_a_quiet_house_opens_no_transaction(post: Post) -> None:
    before = post.store.statements
    for _ in range(5):
        assert await post.step() == 0
        post.clock.time += timedelta(seconds=1)
    assert post.store.statements == before


async def test_a_lone_letter_goes_and_is_settled_at_once_with_two_commits(post: Post) -> None:
    await post.put("a1")
    before = post.store.statements
    assert [await post.step(), await post.step()] == [1, 0]
    assert post.far.heard == ["a1"]
    await post.far.answers("a1")
    assert [await post.step(), await post.step()] == [1, 0]
    assert post.store.statements - before == CLAIMED + SETTLED
    assert await post.waiting() == 0


async def test_the_next_letter_of_a_chat_goes_as_soon_as_the_answer_to_the_one_before_is_there(post: Post) -> None:
    await post.put("a1", "a2")
    await post.step()
    await post.far.answers("a1")
    await post.step()
    assert post.far.heard == ["a1", "a2"]


async def test_where_much_is_under_way_an_answer_waits_a_moment_for_others(post: Post) -> None:
    texts = chats(MANY)
    await post.put(*texts)
    await post.step()
    before = post.store.statements
    await post.far.answers(texts[0])
    assert await post.step() == 0
    assert post.store.statements == before
    async with asyncio.timeout(5):
        await post.bell.wait()
    assert await post.step() == 1


async def test_a_quarter_of_what_is_under_way_is_settled_at_once(post: Post) -> None:
    texts = chats(MANY)
    await post.put(*texts)
    await post.step()
    await post.far.answers(*texts[: MANY // 4])
    assert await post.step() == MANY // 4


async def test_what_comes_back_during_a_commit_is_settled_soon(post: Post) -> None:
    texts = chats(MANY)
    await post.put(*texts)
    await post.step()
    await post.far.answers(texts[0])
    async with asyncio.timeout(5):
        await post.bell.wait()
        settling = asyncio.create_task(post.loop.step())
        await asyncio.sleep(0)
        await post.far.answers(texts[1])
        assert await settling == 1
        await post.bell.wait()
    assert await post.step() == 1


async def test_a_hundred_answers_one_by_one_cost_less_than_a_statement_each(post: Post) -> None:
    texts = chats(100)
    await post.put(*texts)
    await post.step()
    before = post.store.statements
    for text in texts:
        await post.far.answers(text)
        await post.step()
    await post.loop.drain()
    assert await post.waiting() == 0
    assert post.store.statements - before < len(texts)


async def test_a_letter_that_was_kept_goes_when_its_time_has_come_though_nobody_rings(post: Post) -> None:
    await post.put("a1")
    await post.step()
    await post.far.answers("a1", no=NotSent(Fate.THROTTLED, "slow down", retry_after=30))
    assert await post.step() == 1
    post.clock.time += timedelta(seconds=29)
    assert await post.step() == 0
    post.clock.time += timedelta(seconds=1)
    assert await post.step() == 1
    assert post.far.heard == ["a1", "a1"]


async def test_what_was_put_while_the_channel_was_away_goes_when_it_may_be_back(post: Post) -> None:
    await post.put("a1")
    await post.step()
    await post.far.answers("a1", no=NotSent(Fate.AGAIN, "away"))
    await post.step()
    await post.put("b1")
    before = post.store.statements
    assert await post.step() == 0
    assert post.store.statements == before
    async with asyncio.timeout(10):
        while len(post.far.heard) == 1:
            await post.loop.rest(asyncio.Event())
            post.clock.time += timedelta(seconds=1)
            await post.step()
    assert "b1" in post.far.heard


async def test_answers_outlive_a_disk_that_cannot_be_written(post: Post) -> None:
    await post.put("a1")
    await post.step()
    await post.far.answers("a1")
    await writable(post.store, False)
    with pytest.raises(StoreAway):
        await post.step()
    await writable(post.store, True)
    assert await post.step() == 1
    assert (post.far.heard, await post.waiting()) == (["a1"], 0)


async def test_at_the_end_everything_is_written_down_as_it_comes_back(post: Post) -> None:
    texts = chats(MANY)
    await post.put(*texts)
    await post.step()
    await post.far.answers(texts[0])
    ending = asyncio.create_task(post.loop.drain())
    async with asyncio.timeout(5):
        while await post.waiting() == MANY:
            await breath()
    await post.far.answers(*texts[1:])
    await ending
    assert await post.waiting() == 0


async def test_what_was_not_written_down_at_a_kill_goes_once_more_and_nothing_else(post: Post) -> None:
    texts = chats(MANY)
    await post.put(*texts)
    await post.step()
    await post.far.answers(*texts[:4])
    await post.step()
    await post.far.answers(texts[4])
    reborn = Post(post.store)
    await reborn.loop.recover()
    await reborn.step()
    assert sorted(reborn.far.heard) == texts[4:]


async def writable(store: Store, yes: bool) -> None:
    """Let the writing connection write, or not, as on a disk that has turned read-only."""
    await store._writer.execute_fetchall(f"pragma query_only = {0 if yes else 1}")

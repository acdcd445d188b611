"""Whatever is sent while a report is being written: every turn is answered, none breaks, and few statements are run."""

import asyncio
import tempfile
from pathlib import Path

from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from channels.incoming import Body, Contact, File, Incoming, Other, Place, Press, Text
from domain.wording import clean
from handlers.router import Router
from storage import reports
from storage.engine import Store
from tests.reports.conftest import NOW, TEXT, Cast, a_cast

MOST_STATEMENTS = 12
ACTIONS = ("report.show", "report.add", "report.follow", "desk.show", "desk.to", "rate.not", "form.pick")

TEXTS = st.text(max_size=80).map(clean) | st.sampled_from(
    ("1", "2", TEXT, "Tân Biên", "bỏ qua", "quay lại", "0", "x" * 2100, "11.5694, 105.9250", "https://goo.gl/maps/x")
)
PLACES = st.builds(
    Place,
    latitude=st.floats(-90, 90) | st.floats(11.0, 11.6),
    longitude=st.floats(-180, 180) | st.floats(105.8, 106.4),
    name=st.none() | st.text(max_size=400).map(clean),
)
FILES = st.builds(
    File,
    kind=st.sampled_from(("photo", "video", "document")),
    file=st.text(min_size=1, max_size=10),
    unique=st.sampled_from("abcdefgh"),
    size=st.integers(0, 30 * 1024 * 1024),
    name=st.none() | st.text(max_size=80).map(clean),
    caption=st.text(max_size=500).map(clean),
    album=st.none() | st.just("1"),
)
PRESSES = st.builds(
    Press,
    data=st.text(max_size=64)
    | st.builds(
        "{}:{}:{}".format,
        st.sampled_from(
            ("report.show", "report.add", "report.follow", "desk.show", "desk.to", "rate.not", "form.pick")
        ),
        st.sampled_from(("-", "1", "confirm", "public", "9" * 19, "1-0")),
        st.integers(0, 3),
    ),
    press=st.just("1"),
    message=st.just("5"),
)
OTHERS = st.builds(Other, kind=st.just("sticker")) | st.builds(Contact, phone=st.just("1"), own=st.booleans())
BODIES = st.lists(TEXTS.map(lambda text: Text(text=text)) | PLACES | FILES | PRESSES | OTHERS, max_size=12)


@settings(max_examples=40, deadline=None, suppress_health_check=list(HealthCheck))
@given(BODIES)
def test_every_turn_is_answered_whatever_is_sent(bodies: list[Body]) -> None:
    with tempfile.TemporaryDirectory() as folder:
        asyncio.run(_answered(Path(folder), bodies))


async def test_filing_a_report_takes_few_statements_a_turn(cast: Cast) -> None:
    router = Router(cast.house)
    counts = {
        text: await _turn(cast.store, router, "hoa", Text(text=text)) for text in (TEXT, "2", "bỏ qua", "Tân Biên")
    }
    assert max(counts.values()) <= MOST_STATEMENTS, counts
    filing = await _turn(cast.store, router, "hoa", Text(text="1"))
    assert filing <= MOST_STATEMENTS
    async with cast.store.transaction() as tx:
        assert len(await reports.list_own(tx, (await cast.person(tx, "hoa")).id)) == 1


async def _answered(folder: Path, bodies: list[Body]) -> None:
    async with a_cast(folder) as cast:
        router = Router(cast.house)
        for body in (Text(text=TEXT), *bodies):
            before = await _said(cast.store)
            await _turn(cast.store, router, "hoa", body)
            assert await _said(cast.store) > before


async def _turn(store: Store, router: Router, chat: str, body: Body) -> int:
    """How many statements it took, with its begin and before its commit."""
    incoming = Incoming(
        channel="telegram",
        chat=chat,
        sender=chat,
        private=True,
        name=chat,
        language="vi",
        message="1",
        forwarded=False,
        body=body,
    )
    async with store.transaction() as tx:
        await router.handle(tx, incoming, now=NOW)
        return tx.statements


async def _said(store: Store) -> int:
    async with store.reading() as session:
        return int(await session.value("select count(*) from outbox", {}))


async def test_an_officers_act_takes_few_statements_a_turn(cast: Cast) -> None:
    router = Router(cast.house)
    for text in ("/start", TEXT, "2", "bỏ qua", "Tân Biên", "1"):
        await _turn(cast.store, router, "hoa", Text(text=text))
    async with cast.store.transaction() as tx:
        (report,) = await reports.list_own(tx, (await cast.person(tx, "hoa")).id)
    for action, version in (("desk.show", 1), ("desk.accept", 1), ("desk.start", 2)):
        press = Press(data=f"{action}:{report.id}:{version}", press="1", message="5")
        assert await _turn(cast.store, router, "binh", press) <= MOST_STATEMENTS

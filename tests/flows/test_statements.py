"""A turn is short: each statement is a hop to the database's thread."""

from pathlib import Path

from channels.incoming import Command as Typed
from channels.incoming import Incoming, Text
from handlers.router import Router
from tests.alerts.conftest import NOW, open_office

MOST = 12
AROUND = 2  # the end of the inbox row, and the commit
STEPS = ("/theodoi", "Tân Biên", "4", "1", "Bỏ qua", "1")


async def test_an_ordinary_turn_takes_at_most_12_statements(tmp_path: Path) -> None:
    taken: list[int] = []
    async with open_office(tmp_path) as office:
        router = Router(office.house)
        for said in ("/start", *STEPS):
            async with office.store.transaction() as tx:
                await router.handle(tx, by_hoa(said), now=NOW)
                taken.append(tx.statements + AROUND)
    print(f"\nstatements a turn: {dict(zip(('/start', *STEPS), taken, strict=True))}")
    between = taken[2:-1]
    assert max(between) <= MOST, "neither somebody's first word nor the deed at the end is an ordinary turn"


def by_hoa(said: str) -> Incoming:
    body = Typed(name=said[1:]) if said.startswith("/") else Text(text=said)
    return Incoming(
        channel="telegram",
        chat="1001",
        sender="1001",
        private=True,
        name="Hoa",
        language="vi",
        message="1",
        forwarded=False,
        body=body,
    )

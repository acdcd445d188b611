"""The picture of reach: a few dozen spans, whether it took a minute or a day, and nobody left out of it."""

from datetime import timedelta

import pytest

from bot.reaching import SPANS_MOST, drawing_of
from storage import broadcasts, tallies
from storage.tallies import Cell
from tests.alerts.conftest import NOW, TAN_BIEN, Office
from tests.alerts.telling import make_telling

EACH = 3


@pytest.mark.parametrize("minutes", [1, 2, 17, 61, 559, 3 * 24 * 60])
async def test_everybody_who_was_told_is_in_the_picture(office: Office, minutes: int) -> None:
    telling = await make_telling(office, "tu")
    alert = await telling.approved()
    async with office.store.transaction() as tx:
        live = await broadcasts.find_of_alert(tx, alert.id)
        assert live is not None
        for minute in {0, minutes // 3, minutes // 2, minutes - 1}:
            for channel in ("telegram", "zalo_bot"):
                cells = {Cell(live.id, TAN_BIEN, channel, "told"): EACH, Cell(live.id, TAN_BIEN, channel, "gone"): 1}
                await tallies.add(tx, cells, now=NOW + timedelta(minutes=minute))
    async with office.store.reading() as session:
        drawing = await drawing_of(session, live.id, office.house.catalogues["vi"], office.house)
    told = len({0, minutes // 3, minutes // 2, minutes - 1}) * EACH
    assert [(name, sums[-1]) for name, sums in drawing.channels] == [("Telegram", told), ("Zalo Bot", told)]
    assert all(list(sums) == sorted(sums) for _, sums in drawing.channels)
    assert {len(sums) for _, sums in drawing.channels} == {len(drawing.moments)}
    assert 1 <= len(drawing.moments) <= max(SPANS_MOST, 1)

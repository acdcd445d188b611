"""An alert as people get it where there are no buttons: still one message, with its answers below."""

from dataclasses import replace
from datetime import timedelta

import pytest

from channels.ability import ABILITIES
from channels.message import Button, Say
from channels.message_json import from_json
from channels.zalo_markup import TEXT
from channels.zalo_markup import messages as on_zalo
from domain.alert import Alert, State
from domain.alert_content import Content, Kind
from domain.wording import utf16
from handlers.issuing import messages
from services.rendering import render, to_many
from tests.reports.conftest import HOUSE, NOW, UNIT
from texts.alert_card import LONGEST, card, issue_of, unmarked

CONTENT = Content(
    kind=Kind.ACTUAL,
    hazard="mua_lon",
    level=4,
    title="Mưa rất to đêm nay",
    text="x",
    advice="Kê cao đồ đạc.",
    areas=(UNIT,),
    source="Đài KTTV tỉnh Tây Ninh",
    starts_at=NOW,
    ends_at=NOW + timedelta(hours=6),
)


def alert_of(text: str) -> Alert:
    return Alert(
        id=9_007_199_254_740_993,
        code="CB-S2Z2-ZF",
        state=State.APPROVED,
        unit="UBND tỉnh Tây Ninh",
        content=replace(CONTENT, text=text),
        revision=1,
        version=1,
        created_by=1,
        touched_by=frozenset({1}),
    )


def as_read(alert: Alert, language: str) -> str:
    return unmarked(card(alert.content, HOUSE.catalogues[language], HOUSE.province, issue_of(alert)))


@pytest.mark.parametrize("language", HOUSE.catalogues.languages)
@pytest.mark.parametrize("channel", [name for name, ability in ABILITIES.items() if ability.most_buttons is not None])
def test_the_longest_alert_is_one_message_with_its_answers(language: str, channel: str) -> None:
    room = LONGEST - utf16(as_read(alert_of(""), language))
    alert = alert_of("ngập " * (room // 5))
    assert LONGEST - 5 <= utf16(as_read(alert, language)) <= LONGEST
    say = from_json(messages(alert, HOUSE, earlier=None)[language])
    assert isinstance(say, Say)
    said = to_many(say, ABILITIES[channel], HOUSE.catalogues[language])
    (only,) = on_zalo(said.text)
    assert utf16(only.text) <= TEXT
    assert ("91. " in only.text) is (ABILITIES[channel].most_buttons == 0)


def test_an_address_in_the_place_of_a_button_comes_whole() -> None:
    """Its `&lt` and `&copy` are no entities of ours."""
    address = "https://1022.example.vn/?q=11.5&lt=3&copy=1"
    say = Say(text="Bản đồ", buttons=((Button(text="<Mở>", url=address),),))
    (only,) = on_zalo(render(say, ABILITIES["zalo_bot"], HOUSE.catalogues["vi"]).text)
    assert only.text == f"Bản đồ\n\n<Mở>: {address}"

"""Method by method against aiogram's models: every documented parameter is either acted on or named as left aside."""

import inspect
from pathlib import Path

import aiogram.methods
import pytest
from aiogram.methods.base import TelegramMethod
from telegram.constants import ReactionEmoji

from simulator.methods.all import METHODS
from simulator.methods.reactions import EMOJIS
from simulator.methods.unplayed import SUBJECTS
from tests.simulator.samples import Api

DOCUMENTED = {
    model.__api_method__.lower(): model
    for _, model in inspect.getmembers(aiogram.methods, inspect.isclass)
    if issubclass(model, TelegramMethod) and isinstance(getattr(model, "__api_method__", None), str)
}


@pytest.mark.parametrize("name", sorted(METHODS))
def test_every_documented_parameter_is_taken_or_left_aside_by_name(name: str) -> None:
    method = METHODS[name]
    assert method.name == DOCUMENTED[name].__api_method__
    assert method.takes | method.ignores == set(DOCUMENTED[name].model_fields)
    assert not method.takes & method.ignores


def test_every_method_of_the_bot_api_is_played_or_named_as_not_played() -> None:
    assert not set(METHODS) & set(SUBJECTS)
    assert set(METHODS) | set(SUBJECTS) == set(DOCUMENTED)
    assert {name for name, _ in SUBJECTS.values()} == {DOCUMENTED[name].__api_method__ for name in SUBJECTS}


def test_the_readme_says_how_many_are_played() -> None:
    assert f" {len(METHODS)} methods, " in Path("simulator/README.md").read_text("utf-8")


async def test_a_method_that_is_not_played_says_so(api: Api) -> None:
    for method in ("sendGift", "SENDGIFT"):
        answer = await api(method, user_id=1)
        assert answer["error_code"] == 501
        assert answer["description"] == "Not Implemented: this simulator does not play sendGift (gifts)"


def test_every_reaction_that_telegram_allows_is_allowed() -> None:
    assert {emoji.value.replace("\ufe0f", "") for emoji in ReactionEmoji} == EMOJIS

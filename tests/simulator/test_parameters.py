"""Method by method against aiogram's models: every documented parameter is either acted on or named as left aside."""

import inspect
import re

import aiogram.methods
import pytest
from aiogram.methods.base import TelegramMethod
from telegram.constants import ReactionEmoji

from simulator.methods.all import METHODS
from simulator.methods.reactions import EMOJIS

DOCUMENTED = {
    model.__api_method__.lower(): model
    for _, model in inspect.getmembers(aiogram.methods, inspect.isclass)
    if issubclass(model, TelegramMethod) and isinstance(getattr(model, "__api_method__", None), str)
}
# Parts of Telegram that this server does not play at all; their methods are answered with 404.
NOT_PLAYED = (
    r"business|gift|star|story|sticker|invoice|game|checklist|rich|ephemeral|suggested|managed|passport|verif|paid|"
    r"inlinequery|guest|draft|shipping|precheckout|joinrequest|invitelink|boosts|emojistatus|webapp|livephoto|"
    r"senderchat|customtitle|chatphoto|profile|membertag|prepared|generalforumtopic|personalchat"
)
MISSED = {"getcustomemojistickers", "getforumtopiciconstickers", "deletemessagereaction", "deleteallmessagereactions"}


@pytest.mark.parametrize("name", sorted(METHODS))
def test_every_documented_parameter_is_taken_or_left_aside_by_name(name: str) -> None:
    method = METHODS[name]
    assert method.name == DOCUMENTED[name].__api_method__
    assert method.takes | method.ignores == set(DOCUMENTED[name].model_fields)
    assert not method.takes & method.ignores


def test_what_is_not_played_is_known() -> None:
    missing = set(DOCUMENTED) - set(METHODS) - MISSED
    assert {name for name in missing if not re.search(NOT_PLAYED, name)} == set()


def test_every_reaction_that_telegram_allows_is_allowed() -> None:
    assert {emoji.value.replace("\ufe0f", "") for emoji in ReactionEmoji} == EMOJIS

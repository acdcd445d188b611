"""The configuration: what is lacking or wrong is named before anything starts, and no secret is said."""

from math import inf
from pathlib import Path
from typing import Any

import pytest

from bot.settings import make_settings, read_settings
from bot.settings.section import BadConfiguration
from tests.rules.tree import HOUSE

TELEGRAM = {"token": "1022:" + "A" * 35}
WEB = {"public_url": "https://1022.example.vn"}
WEBHOOK = {"mode": "webhook", "webhook_secret": "a-secret"}
GOOD: dict[str, Any] = {
    "telegram": TELEGRAM,
    "secrets": {"key": "5a" * 32},
    "web": WEB,
}
BOT = {"token": "461022:a-secret-of-the-bot"}
ACCOUNT = {"app_id": "1", "app_secret": "s1", "refresh_token": "s2", "webhook_secret": "s3"}


def test_without_its_section_there_is_no_zalo() -> None:
    settings = make_settings(GOOD)
    assert (settings.zalo_bot, settings.zalo_oa, settings.rates, settings.prices) == (None, None, {}, {})


def test_the_environment_alone_can_bring_the_tokens(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("BOT_ZALO_BOT__TOKEN", BOT["token"])
    monkeypatch.setenv("BOT_ZALO_OA__REFRESH_TOKEN", "s2")
    account = {name: value for name, value in ACCOUNT.items() if name != "refresh_token"}
    settings = make_settings({**GOOD, "zalo_oa": account})
    assert settings.zalo_bot
    assert settings.zalo_oa
    assert settings.zalo_bot.token.get_secret_value() == BOT["token"]
    assert settings.zalo_oa.refresh_token.get_secret_value() == "s2"


WRONG = [
    ({"telegram": {**TELEGRAM, "mode": "webhook"}}, "telegram.webhook_secret"),
    ({"telegram": {**TELEGRAM, **WEBHOOK}, "web": {}}, "web.public_url"),
    ({"telegram": {**TELEGRAM, **WEBHOOK}, "web": {**WEB, "enabled": False}}, "web.public_url"),
    ({"telegram": {**TELEGRAM, "webhook_secret": "a-secret, or two"}}, "telegram.webhook_secret"),
    ({"broadcast": {"rate": inf}}, "broadcast.rate"),
    ({"retention": {"report_words_days": 999_999}}, "retention.report_words_days"),
    ({"web": {"public_url": "1022.example.vn"}}, "web.public_url"),
    ({"files": {"s3_url": "https://s3.example.vn", "s3_access_key": "a-secret"}}, "s3_secret_key"),
    ({"audit": {"head_mail": ["thanh-tra@example.vn"]}}, "smtp.host"),
    ({"zalo_bot": {"token": "a-secret-without-a-number"}}, "zalo_bot.token"),
    ({"zalo_bot": {**BOT, "mode": "webhook"}}, "zalo_bot.webhook_secret"),
    ({"zalo_bot": {**BOT, **WEBHOOK}, "web": {}}, "web.public_url"),
    ({"zalo_bot": {**BOT, "webhook_secret": "short"}}, "zalo_bot.webhook_secret"),
    ({"zalo_bot": {**BOT, "colour": "blue"}}, "zalo_bot.colour"),
    ({"zalo_oa": {**ACCOUNT}, "web": {}}, "web.public_url"),
    ({"zalo_oa": {"app_id": "1"}}, "zalo_oa.refresh_token"),
    ({"zalo_oa": {**ACCOUNT, "webhook_secret": ""}}, "zalo_oa.webhook_secret"),
    ({"sms": {"provider": "zns"}}, "zalo_oa.code_template"),
    ({"sms": {"provider": ["zns", "http"]}, "zalo_oa": ACCOUNT}, "zalo_oa.code_template"),
]


@pytest.mark.parametrize(("sections", "key"), WRONG, ids=lambda value: value if isinstance(value, str) else "")
def test_what_is_wrong_is_named_and_no_secret_is_said(sections: dict[str, Any], key: str) -> None:
    with pytest.raises(BadConfiguration) as caught:
        make_settings({**GOOD, **sections})
    assert key in str(caught.value)
    assert "a-secret" not in str(caught.value)


@pytest.mark.parametrize("content", ["[telegram]".encode("utf-16"), b"telegram", None])
def test_a_file_that_cannot_be_read_is_named(tmp_path: Path, content: bytes | None) -> None:
    """Without content, a folder stands there."""
    file = tmp_path / "config.toml"
    file.mkdir() if content is None else file.write_bytes(content)
    with pytest.raises(BadConfiguration, match=r"config\.toml"):
        read_settings(file)


def test_a_file_may_begin_with_the_mark_of_an_editor_on_windows(tmp_path: Path) -> None:
    (tmp_path / "config.toml").write_bytes(b"\xef\xbb\xbf" + (HOUSE / "config.example.toml").read_bytes())
    read_settings(tmp_path / "config.toml")


def test_an_address_may_end_with_a_slash() -> None:
    """Telegram is told `public_url` and a path: with two slashes between them, nobody would answer."""
    assert make_settings({**GOOD, "web": {"public_url": "https://1022.example.vn/"}}).web.address == WEB["public_url"]


@pytest.mark.parametrize(
    ("keys", "dearest"),
    [
        ({}, 0),
        ({"paid_messages": True}, 55),
        ({"alert_template": "7"}, 200),
        ({"paid_messages": True, "alert_template": "7", "template_price": 30}, 55),
    ],
)
def test_what_a_person_may_cost_is_what_the_province_has_allowed(keys: dict[str, Any], dearest: int) -> None:
    assert make_settings({**GOOD, "zalo_oa": {**ACCOUNT, **keys}}).prices == {"zalo_oa": dearest}

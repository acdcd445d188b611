"""The messages that an approval sends out: a card a language, with the buttons that stand under it."""

from dataclasses import replace
from datetime import datetime
from typing import Any

from channels.message import Button, Picture, Say, Style
from channels.message_json import to_json
from domain.alert import Alert, Change
from domain.choice import Stand
from domain.role import Role
from handlers.house import House
from handlers.press import Pressed, button_data
from services.speaking import tell
from storage import chats
from storage.engine import Tx
from texts import alert_card
from texts.words import Words

ANSWERED_FROM_LEVEL = 3
LOUD_FROM_LEVEL = 3


def messages(alert: Alert, house: House, *, earlier: Alert | None) -> dict[str, dict[str, Any]]:
    """By language, as data. Levels 1 and 2, and what ends an alert, come without a sound."""
    issue = alert_card.issue_of(alert, earlier)
    silent = alert.content.level < LOUD_FROM_LEVEL or alert.change is Change.FINAL
    made = {}
    for language in house.catalogues.languages:
        words = house.catalogues[language]
        card = alert_card.card(alert.content, words, house.province, issue)
        made[language] = to_json(
            Say(text=card, picture=picture_of(alert), buttons=_buttons(alert, words), silent=silent)
        )
    return made


def picture_of(alert: Alert) -> Picture | None:
    """The picture that the author sent, if one: its channel has it, the others get it from there."""
    held = alert.content.picture
    return Picture(kind="held", subject=held, file=held) if held else None


def withdrawals(alert: Alert, house: House, *, reason: str) -> dict[str, dict[str, Any]]:
    """That an alert is void, for those who got it."""
    made = {}
    for language in house.catalogues.languages:
        issue = alert_card.issue_of(alert)
        words = house.catalogues[language]
        text = alert_card.withdrawal(alert.content, words, house.province, issue, reason=reason)
        made[language] = to_json(Say(text=text))
    return made


def _buttons(alert: Alert, words: Words) -> tuple[tuple[Button, ...], ...]:
    """One tap away: to say that one is safe or needs help, and to hear no more."""
    stop = replace(_button(words, "following.stop", "follow.stop", alert), stand=Stand.ALWAYS)
    if alert.content.level < ANSWERED_FROM_LEVEL:
        return ((stop,),)
    safe = _button(words, "answers.say_safe", "answer.safe", alert, Style.SUCCESS)
    help_ = _button(words, "answers.say_help", "answer.help", alert, Style.DANGER)
    return ((safe, help_), (stop,))


def _button(words: Words, key: str, action: str, alert: Alert, style: Style = Style.PLAIN) -> Button:
    pressed = Pressed(action=action, subject=str(alert.id), version=0)
    return Button(text=words.plain(key), data=button_data(pressed), style=style)


async def tell_approvers(tx: Tx, house: House, alert: Alert, key: str, *, now: datetime, **facts: object) -> None:
    """A sentence about an alert to its unit's approvers and those above, each in their language."""
    for approver in await chats.list_with_role(tx, Role.APPROVER):
        if house.policy.concerns(approver.unit, alert):
            words = house.catalogues[approver.chat.language]
            headline = alert_card.headline(alert.content, words, house.province)
            look = _button(words, "alert.look", "alert.review", alert, Style.PRIMARY)
            text = words.say(key, headline=headline, **facts)
            await tell(tx, approver.chat, Say(text=text, buttons=((look,),)), now=now)

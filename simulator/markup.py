"""Keyboards as a bot sends them, checked as the Bot API server checks them."""

from dataclasses import dataclass
from typing import Any
from urllib.parse import urlparse

from simulator.html import checked_link
from simulator.params import Params
from simulator.refusals import bad
from simulator.shapes import Json

DATA_BYTES = 64
LOOPBACK = ("127.0.0.1", "localhost", "::1")
BUTTONS_LIMIT = 100
STYLES = ("primary", "success", "danger")
BUTTON_ACTIONS = (
    "pay",
    "callback_data",
    "url",
    "copy_text",
    "web_app",
    "login_url",
    "switch_inline_query",
    "switch_inline_query_current_chat",
    "switch_inline_query_chosen_chat",
    "callback_game",
)
LOOKS = ("style", "icon_custom_emoji_id")
REQUESTS = ("request_contact", "request_location", "request_poll", "request_users", "request_chat", "web_app")


@dataclass(frozen=True, slots=True)
class Markup:
    """`kind` is `none`, `inline`, `keyboard`, `remove` or `force_reply`."""

    kind: str = "none"
    body: Json | None = None

    @property
    def inline(self) -> Json | None:
        return self.body if self.kind == "inline" else None


def read_markup(params: Params, *, private: bool) -> Markup:
    body = params.object("reply_markup", "reply markup")
    if not body:
        return Markup()
    if "inline_keyboard" in body:
        rows = inline_rows(body["inline_keyboard"])
        return Markup("inline", {"inline_keyboard": rows}) if rows else Markup()
    if "keyboard" in body:
        return Markup("keyboard", {**body, "keyboard": keyboard_rows(body["keyboard"], private=private)})
    if body.get("remove_keyboard"):
        return Markup("remove", body)
    if body.get("force_reply"):
        return Markup("force_reply", body)
    return Markup()


def inline_rows(given: Any) -> list[list[Json]]:
    rows = []
    for row in rows_of(given, "inline_keyboard", "InlineKeyboardMarkup"):
        buttons = [inline_button(button) for button in row]
        if buttons:
            rows.append(buttons)
    if sum(len(row) for row in rows) > BUTTONS_LIMIT:
        raise bad("reply markup is too long")
    return rows


def rows_of(given: Any, name: str, kind: str) -> list[list[Any]]:
    if not isinstance(given, list):
        raise bad(f'Field "{name}" of the {kind} must be an Array')
    if not all(isinstance(row, list) for row in given):
        raise bad(f'Field "{name}" of the {kind} must be an Array of Arrays')
    return given


def inline_button(button: Any) -> Json:
    complaint = "can't parse inline keyboard button: "
    if not isinstance(button, dict):
        raise bad(complaint + "InlineKeyboardButton must be an Object")
    check_text(button, complaint)
    action = next(
        (name for name in BUTTON_ACTIONS if button.get(name) not in (None, "") or has_empty_query(button, name)), None
    )
    if action is None:
        raise bad(complaint + "Text buttons are unallowed in the inline keyboard")
    value = button[action]
    if action == "callback_data" and not (isinstance(value, str) and len(value.encode()) <= DATA_BYTES):
        raise bad("BUTTON_DATA_INVALID")
    if action == "web_app":
        check_web_app(value, "inline keyboard button Web App URL '{}' is invalid: ")
    if action == "url":
        value = checked_url(str(value))
    if action == "copy_text":
        check_copy_text(value, complaint)
    return {"text": button["text"], action: value} | looks(button, complaint)


def has_empty_query(button: Json, name: str) -> bool:
    return name.startswith("switch_inline_query") and button.get(name) == ""


def check_text(button: Json, complaint: str) -> None:
    if "text" not in button:
        raise bad(complaint + 'Can\'t find field "text"')
    if not isinstance(button["text"], str):
        raise bad(complaint + 'Field "text" must be of type String')
    if not button["text"].strip():
        raise bad("BUTTON_TEXT_INVALID")


def looks(button: Json, complaint: str) -> Json:
    if button.get("style") not in (None, "", *STYLES):
        raise bad(complaint + "invalid button style specified")
    return {name: button[name] for name in LOOKS if button.get(name)}


def checked_url(url: str) -> str:
    checked = checked_link(url)
    if checked is None:
        raise bad(f"inline keyboard button URL '{url}' is invalid: Wrong HTTP URL")
    host = urlparse(checked).hostname
    if not host and not checked.startswith("tg:"):
        raise bad(f"inline keyboard button URL '{url}' is invalid: URL host is empty")
    return checked


def check_web_app(value: Any, complaint: str) -> None:
    """Telegram takes HTTPS only; so do we, but for loopback."""
    url = str(value.get("url", "")) if isinstance(value, dict) else ""
    parts = urlparse(url)
    if parts.scheme != "https" and parts.hostname not in LOOPBACK:
        raise bad(complaint.format(url) + "Only HTTPS links are allowed")


def check_copy_text(value: Any, complaint: str) -> None:
    if not isinstance(value, dict) or not isinstance(value.get("text"), str):
        raise bad(complaint + 'Can\'t find field "text"')
    if not 1 <= len(value["text"]) <= 256:
        raise bad("BUTTON_COPY_TEXT_INVALID")


def keyboard_rows(given: Any, *, private: bool) -> list[list[Json]]:
    rows = []
    for row in rows_of(given, "keyboard", "ReplyKeyboardMarkup"):
        buttons = [keyboard_button(button, private=private) for button in row]
        if buttons:
            rows.append(buttons)
    return rows


def keyboard_button(button: Any, *, private: bool) -> Json:
    complaint = "can't parse keyboard button: "
    if isinstance(button, str):
        return {"text": button}
    if not isinstance(button, dict):
        raise bad(complaint + "KeyboardButton must be an Object")
    check_text(button, complaint)
    if not private and button.get("request_contact"):
        raise bad("phone number can be requested in private chats only")
    if not private and button.get("request_location"):
        raise bad("location can be requested in private chats only")
    if "web_app" in button:
        check_web_app(button["web_app"], "keyboard button Web App URL '{}' is invalid: ")
        if not private:
            raise bad("web App buttons can be used in private chats only")
    kept = {name: button[name] for name in REQUESTS if button.get(name)}
    return {"text": button["text"], **kept} | looks(button, complaint)

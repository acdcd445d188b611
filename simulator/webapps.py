"""What Telegram signs for a Mini App or a site that is opened by a button: who it is, with a hash to check."""

import hashlib
import hmac
import json
from urllib.parse import parse_qsl, urlencode, urlsplit, urlunsplit

from simulator.accounts import Account
from simulator.bots import Bot
from simulator.composing import NotPossible, compose, ready, tell_bots
from simulator.messages import Message
from simulator.shapes import Json
from simulator.world import World

VERSION = "9.1"
DATA_BYTES = 4096


def check_string(facts: dict[str, str]) -> bytes:
    return "\n".join(f"{name}={facts[name]}" for name in sorted(facts)).encode()


def init_data(bot: Bot, account: Account, now: float) -> str:
    """`Telegram.WebApp.initData`, with the hash that the bot's own server can check."""
    user = {name: value for name, value in account.as_user().items() if name != "is_bot"}
    facts = {
        "user": json.dumps(user, ensure_ascii=False, separators=(",", ":")),
        "chat_instance": str(abs(hash((bot.id, account.id)))),
        "chat_type": "private",
        "auth_date": str(int(now)),
    }
    key = hmac.new(b"WebAppData", bot.token.encode(), hashlib.sha256).digest()
    return urlencode(facts | {"hash": hmac.new(key, check_string(facts), hashlib.sha256).hexdigest()})


def app_address(world: World, bot: Bot, account: Account, url: str) -> str:
    """The address that opens a Mini App as this person."""
    start = {"tgWebAppData": init_data(bot, account, world.clock.now()), "tgWebAppVersion": VERSION}
    return f"{url.partition('#')[0]}#{urlencode(start | {'tgWebAppPlatform': 'web', 'tgWebAppThemeParams': '{}'})}"


def login_address(world: World, bot: Bot, account: Account, url: str) -> str:
    """The address behind a login button: the site learns who came, and can check it (core.telegram.org/widgets)."""
    user = account.as_user()
    known = {name: str(user[name]) for name in ("id", "first_name", "last_name", "username") if user.get(name)}
    facts = known | {"auth_date": str(int(world.clock.now()))}
    key = hashlib.sha256(bot.token.encode()).digest()
    facts["hash"] = hmac.new(key, check_string(facts), hashlib.sha256).hexdigest()
    parts = urlsplit(url)
    return urlunsplit(parts._replace(query=urlencode([*parse_qsl(parts.query), *facts.items()])))


def send_data(world: World, account: Account, bot: Bot, data: str, button_text: str) -> Message:
    """What a Mini App opened from the keyboard sends to the bot."""
    if not 0 < len(data.encode()) <= DATA_BYTES:
        raise NotPossible(f"a Mini App sends 1 to {DATA_BYTES} bytes")
    chat = ready(world, account, bot, None)
    body: Json = {"web_app_data": {"data": data, "button_text": button_text}}
    message = compose(world, account, chat, body)
    tell_bots(world, chat, message)
    return message

"""getUpdates and the webhook: two ways to hear, of which only one holds at a time."""

import re
from typing import Any
from urllib.parse import urlparse

from simulator.methods.call import Call, Told, method
from simulator.refusals import WEBHOOK_ACTIVE, bad, conflict
from simulator.webhooks import Webhook

SECRET = re.compile(r"[A-Za-z0-9_-]+")
PORTS = (80, 88, 443, 8443)
LOOPBACK = ("127.0.0.1", "localhost", "::1")


def read_allowed(call: Call) -> list[str] | None:
    if "allowed_updates" not in call.params.fields:
        return None
    return [str(kind) for kind in call.params.array("allowed_updates", "String")]


@method("getUpdates", "offset limit timeout allowed_updates")
async def get_updates(call: Call) -> Any:
    if call.bot.webhook is not None:
        raise await call.bot.updates.no(conflict(WEBHOOK_ACTIVE))
    call.bot.updates.allow(read_allowed(call))
    params = call.params
    return await call.bot.updates.get(
        params.integer("offset"), params.integer("limit", 100), max(0, params.integer("timeout"))
    )


@method(
    "setWebhook",
    "url max_connections allowed_updates drop_pending_updates secret_token ip_address",
    ignores="certificate",
)
async def set_webhook(call: Call) -> Any:
    url = call.params.text("url")
    if not url:
        return await delete_webhook(call)
    check_url(url)
    secret = call.params.text("secret_token")
    if len(secret) > 256:
        raise bad("secret token is too long")
    if secret and not SECRET.fullmatch(secret):
        raise bad("secret token contains unallowed characters")
    bot = call.bot
    bot.updates.allow(read_allowed(call))
    drop_pending(call)
    already = bot.webhook is not None and (bot.webhook.url, bot.webhook.secret) == (url, secret)
    if already:
        return Told(True, "Webhook is already set")
    if bot.webhook is not None:
        await bot.webhook.stop()
    bot.updates.cut("terminated by setWebhook request")
    most = call.params.integer("max_connections", 40)
    bot.webhook = Webhook(call.world, bot, url, secret, most if 1 <= most <= 100 else 40)
    bot.webhook.ip_address = call.params.text("ip_address") or None
    bot.webhook.start()
    call.world.tell_bot(bot)
    return Told(True, "Webhook was set")


def check_url(url: str) -> None:
    """Telegram's rules, but for loopback, where plain HTTP and any port will do."""
    parts = urlparse(url)
    if not parts.hostname:
        raise bad("invalid webhook URL specified")
    if parts.hostname in LOOPBACK:
        return
    if parts.scheme != "https":
        raise bad("bad webhook: An HTTPS URL must be provided for webhook")
    if (parts.port or 443) not in PORTS:
        raise bad("bad webhook: Webhook can be set up only on ports 80, 88, 443 or 8443")


def drop_pending(call: Call) -> None:
    if call.params.flag("drop_pending_updates"):
        call.bot.updates.waiting.clear()


@method("deleteWebhook", "drop_pending_updates")
async def delete_webhook(call: Call) -> Any:
    drop_pending(call)
    if call.bot.webhook is None:
        return Told(True, "Webhook is already deleted")
    await call.bot.webhook.stop()
    call.bot.webhook = None
    call.world.tell_bot(call.bot)
    return Told(True, "Webhook was deleted")


@method("getWebhookInfo")
async def get_webhook_info(call: Call) -> Any:
    webhook, updates = call.bot.webhook, call.bot.updates
    info = {"url": "", "has_custom_certificate": False, "pending_update_count": len(updates.waiting)}
    if updates.allowed:
        info["allowed_updates"] = sorted(updates.allowed)
    return info if webhook is None else info | webhook.info()

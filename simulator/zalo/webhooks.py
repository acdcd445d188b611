"""A bot's webhook: the secret in a header, the event wrapped or bare, and a trial that says how it went."""

import json

from simulator.shapes import Json
from simulator.zalo.bots import ZaloBot
from simulator.zalo.courier import NO_ANSWER, TAKEN, TLS_FAILED, Courier
from simulator.zalo.wire import note
from simulator.zalo.world import Zalo

OUTCOMES = {
    NO_ANSWER: "webhook.err.unreachable",
    TLS_FAILED: "webhook.err.tls",
    TAKEN: "webhook.ok",
    403: "webhook.http.403",
    404: "webhook.http.404",
}


class ZaloWebhook:
    def __init__(self, zalo: Zalo, bot: ZaloBot, url: str, secret: str) -> None:
        self.zalo = zalo
        self.url = url
        self.secret = secret
        self.updated = zalo.clock.now()
        self.courier = Courier(url, bot.incoming, chat_of, self.sealed, self.tries, self.told)

    def start(self) -> None:
        self.courier.start()

    async def stop(self) -> None:
        await self.courier.stop()

    def info(self) -> Json:
        return {"url": self.url, "updated_at": int(self.updated * 1000)}

    def sealed(self, event: Json) -> tuple[bytes, dict[str, str]]:
        body = {"ok": True, "result": event} if self.zalo.manner.wrapped else event
        return json.dumps(body, ensure_ascii=False).encode(), {"X-Bot-Api-Secret-Token": self.secret}

    def tries(self) -> int:
        return self.zalo.manner.webhook_tries

    def told(self, event: Json, status: int) -> None:
        note(self.zalo, "webhook", event, status, {}, direction="webhook")

    async def verify(self) -> Json:
        """Calls the webhook with an event that means nothing, and says how it went."""
        outcome = outcome_of(await self.courier.post({"event_name": "webhook.test"}))
        return {"ok": outcome == OUTCOMES[TAKEN], "url": self.url, "outcome": outcome, "hint": ""}


def chat_of(event: Json) -> str:
    return str(event["message"]["chat"]["id"])


def outcome_of(status: int) -> str:
    return "webhook.http.5xx" if status >= 500 else OUTCOMES.get(status, "webhook.http.other")

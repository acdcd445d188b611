"""The address to which an Official Account's events go; it is named in Zalo's console, here in the control API."""

from simulator.shapes import Json
from simulator.zalo import oa_events
from simulator.zalo.courier import Courier
from simulator.zalo.wire import note
from simulator.zalo.world import Zalo


class OaWebhook:
    def __init__(self, zalo: Zalo, url: str) -> None:
        self.zalo = zalo
        self.url = url
        self.courier = Courier(url, zalo.oa.incoming, oa_events.person_of, self.sealed, self.tries, self.told)

    def start(self) -> None:
        self.courier.start()

    async def stop(self) -> None:
        await self.courier.stop()

    def sealed(self, event: Json) -> tuple[bytes, dict[str, str]]:
        return oa_events.sealed(self.zalo.oa, event)

    def tries(self) -> int:
        return self.zalo.manner.webhook_tries

    def told(self, event: Json, status: int) -> None:
        note(self.zalo, "oa webhook", event, status, {}, direction="webhook")


async def set_webhook(zalo: Zalo, url: str) -> None:
    """An empty address takes it away."""
    if zalo.oa.webhook is not None:
        await zalo.oa.webhook.stop()
    zalo.oa.webhook = OaWebhook(zalo, url) if url else None
    if zalo.oa.webhook is not None:
        zalo.oa.webhook.start()

"""All that runs for an Official Account of Zalo, put together; none of it unless `[zalo_oa]` is configured."""

from functools import partial

from bot.allowances import Allowances
from bot.clock import Clock
from bot.lines.line import Line
from bot.loops import Round
from bot.renewal import Renewal
from bot.settings import Settings
from bot.settings.zalo import ZaloOaSection
from bot.web.proofs import Signature
from bot.web.webhook import Webhook, numbered
from channels.lane import Lane
from channels.pace import Pace
from channels.sms import CodeSender
from channels.zalo_links import Link
from channels.zalo_oa import AlertTemplate, ZaloOa
from channels.zalo_oa_events import CHANNEL, PROOF_HEADER, event_id, signature
from channels.zalo_oa_http import ZaloOaLane
from channels.zalo_oauth import Renewed, renew
from channels.zalo_zns import ZnsCodes
from handlers.house import House
from storage.engine import Store

RENEWALS, REPLIES, BROADCASTS = 1, 50, 100  # connections
RENEWAL_REST = 1.0  # seconds


class ZaloOaLine(Line):
    """The channel, its lanes, its renewed key, and the webhook by which events come in: its address is entered once in
    Zalo's console."""

    def __init__(
        self,
        section: ZaloOaSection,
        store: Store,
        clock: Clock,
        house: House,
        *,
        link: Link | None,
    ) -> None:
        self._section = section
        self._renewals = Lane(connections=RENEWALS, proxy=section.proxy)
        seed = section.refresh_token.get_secret_value()
        self.renewal = Renewal(store, clock, house, self._renew, channel=CHANNEL, seed=seed)
        replies, broadcasts = (_lane(section, self.renewal, each) for each in (REPLIES, BROADCASTS))
        self.lanes = (self._renewals, replies, broadcasts)
        allowances = Allowances(store, clock, CHANNEL, pays=section.paid_messages)
        self.channel = ZaloOa(replies, broadcasts, allowances, link=link, template=_alert_template(section))
        self.pace = Pace(section.rate)
        self.codes = _codes(section, replies)
        webhook = _webhook(section, store, clock)
        self.routes = [("POST", webhook.path, webhook.take)]
        self.rounds = [Round("renewal", self.renewal.step, rest=RENEWAL_REST)]

    async def _renew(self, refresh: str) -> Renewed:
        own = self._section
        secret = own.app_secret.get_secret_value()
        return await renew(self._renewals, own.oauth_url, app=own.app_id, secret=secret, refresh=refresh)


def zalo_oa_line(
    settings: Settings, store: Store, clock: Clock, house: House, *, link: Link | None
) -> ZaloOaLine | None:
    """None without a section."""
    section = settings.zalo_oa
    return None if section is None else ZaloOaLine(section, store, clock, house, link=link)


def _lane(section: ZaloOaSection, renewal: Renewal, connections: int) -> ZaloOaLane:
    return ZaloOaLane(
        renewal,
        api_url=section.api_url,
        zns_url=section.zns_url,
        proxy=section.proxy,
        connections=connections,
        proving=section.app_secret.get_secret_value() if section.appsecret_proof else None,
    )


def _webhook(section: ZaloOaSection, store: Store, clock: Clock) -> Webhook:
    """What comes in is known by its signature: the path may be known to the world."""
    sign = partial(signature, app=section.app_id, secret=section.webhook_secret.get_secret_value())
    proof, number = Signature(PROOF_HEADER, sign), numbered(store.vault, CHANNEL, event_id)
    return Webhook(store, clock, channel=CHANNEL, path="/zalo/oa", proof=proof, number=number)


def _alert_template(section: ZaloOaSection) -> AlertTemplate | None:
    return AlertTemplate(id=section.alert_template, blank=section.alert_blank) if section.alert_template else None


def _codes(section: ZaloOaSection, lane: ZaloOaLane) -> CodeSender | None:
    return ZnsCodes(lane, template=section.code_template, blank=section.code_blank) if section.code_template else None

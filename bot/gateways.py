"""The gateways that bring one-time codes, as the configuration names them: SMS in its order, and e-mail."""

from collections.abc import Callable, Mapping

import aiohttp
from pydantic import SecretStr

from bot.settings import Settings
from bot.settings.codes import SmsSection
from channels.ability import TELEGRAM, ZALO_OA
from channels.email import Smtp
from channels.sms import Chain, CodeSender
from channels.sms_esms import Esms
from channels.sms_http import DEFAULT_BODY, HttpSms
from channels.sms_speedsms import SpeedSms
from channels.sms_stringee import Stringee
from channels.sms_telegram_gateway import TelegramGateway
from handlers.house import House

Make = Callable[[SmsSection, aiohttp.ClientSession, House], CodeSender]


def code_senders(
    settings: Settings, session: aiohttp.ClientSession, house: House, *, made: Mapping[str, CodeSender]
) -> dict[str, CodeSender]:
    """By the outbox channel that the codes go on: `sms`, and `mail` where there is a mail server.

    `made` are gateways that a channel of ours brings along, by name.
    """
    sms = [made.get(name) or _MAKERS[name](settings.sms, session, house) for name in settings.sms.chain]
    senders: dict[str, CodeSender] = {"sms": sms[0] if len(sms) == 1 else Chain(sms)}
    mail = mail_server(settings, house)
    if mail is not None:
        senders["mail"] = mail
    return senders


def ways_of(providers: tuple[str, ...]) -> tuple[str, ...]:
    """What people call the ways by which codes come through these gateways, each once."""
    return tuple(dict.fromkeys(_CALLED.get(name, "SMS") for name in providers))


def mail_server(settings: Settings, house: House) -> Smtp | None:
    smtp = settings.smtp
    if not smtp.host:
        return None
    return Smtp(
        smtp.host,
        smtp.port,
        sender=smtp.sender,
        code_subject=house.catalogues["vi"].plain("code.mail_subject"),
        user=smtp.username,
        password=smtp.password.get_secret_value() if smtp.password else None,
        security=smtp.security,
    )


def _http(sms: SmsSection, session: aiohttp.ClientSession, house: House) -> CodeSender:
    return HttpSms(
        session,
        sms.url,
        method=sms.method,
        headers=sms.headers,
        body=sms.body or DEFAULT_BODY,
        path=sms.accepted_path,
        expect=sms.accepted_value,
    )


def _esms(sms: SmsSection, session: aiohttp.ClientSession, house: House) -> CodeSender:
    own = sms.esms
    assert own
    return Esms(
        session, key=_open(own.key), secret=_open(own.secret), brand=own.brand, url=own.url, sandbox=own.sandbox
    )


def _speedsms(sms: SmsSection, session: aiohttp.ClientSession, house: House) -> CodeSender:
    own = sms.speedsms
    assert own
    return SpeedSms(session, token=_open(own.token), brand=own.brand, url=own.url)


def _stringee(sms: SmsSection, session: aiohttp.ClientSession, house: House) -> CodeSender:
    own = sms.stringee
    assert own
    return Stringee(session, key=own.key, secret=_open(own.secret), brand=own.brand, url=own.url)


def _telegram_gateway(sms: SmsSection, session: aiohttp.ClientSession, house: House) -> CodeSender:
    own = sms.telegram_gateway
    assert own
    life = int(house.codes.lifetime.total_seconds())
    return TelegramGateway(session, token=_open(own.token), life=life, url=own.url)


def _open(secret: SecretStr) -> str:
    return secret.get_secret_value()


_CALLED = {"zns": ZALO_OA.title, "telegram_gateway": TELEGRAM.title}
_MAKERS: Mapping[str, Make] = {
    "http": _http,
    "esms": _esms,
    "speedsms": _speedsms,
    "stringee": _stringee,
    "telegram_gateway": _telegram_gateway,
}

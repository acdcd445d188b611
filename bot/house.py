"""Tables, words and rules, as the configuration settles them: what every conversation leans on."""

from datetime import timedelta

from bot.gateways import ways_of
from bot.limits import read_limits
from bot.settings import Settings
from bot.settings.keeping import RetentionSection
from bot.settings.province import AlertsSection
from bot.tables import read_province, read_reports
from domain.alert import Policy
from domain.limit import CodeLimits
from domain.passcode import CodePolicy
from domain.retention import Retention
from handlers.house import House
from texts.words import Catalogues


def make_house(settings: Settings) -> House:
    """Raises `BadConfiguration` for a table that cannot be read, or a name that the tables do not have."""
    province, limits = read_province(settings.province), read_limits(settings.limits)
    return House(
        province=province,
        catalogues=Catalogues(province.zone),
        issuer=settings.province.name,
        policy=_policy(settings.alerts),
        codes=_codes(settings, limits.codes),
        reports=read_reports(settings.reports, province),
        limits=limits,
        retention=_retention(settings.retention),
        rate=settings.broadcast.ceiling,
        rates=settings.rates,
        prices=settings.prices,
        contact_is_proof=settings.otp.contact_is_proof,
    )


def _policy(section: AlertsSection) -> Policy:
    return Policy(
        two_person_from_level=section.two_person_from_level,
        remind_after=timedelta(minutes=section.remind_minutes),
        pending_for=timedelta(hours=section.pending_hours),
        head_units=frozenset(section.head_units),
    )


def _codes(settings: Settings, limits: CodeLimits) -> CodePolicy:
    otp = settings.otp
    return CodePolicy(
        digits=otp.digits,
        lifetime=timedelta(seconds=otp.lifetime_seconds),
        tries=otp.tries,
        by_mail=settings.smtp.host is not None,
        ways=ways_of(settings.sms.chain),
        limits=limits,
    )


def _retention(section: RetentionSection) -> Retention:
    return Retention(
        at=section.at,
        quarantined=timedelta(days=section.quarantined_days),
        codes=timedelta(days=section.codes_days),
        invitations=timedelta(days=section.invitations_days),
        letters=timedelta(days=section.letters_days),
        data_requests=timedelta(days=section.data_requests_days),
        deliveries=timedelta(days=section.deliveries_days),
        report_files=timedelta(days=section.report_files_days),
        report_words=timedelta(days=section.report_words_days),
        consents=timedelta(days=section.consents_days),
    )

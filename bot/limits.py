"""The limits that the configuration settles, in the words of `domain/limit.py`."""

from datetime import timedelta

from bot.settings.limits import LimitsSection
from domain.limit import CodeLimits, Limit, Limits, Lock

MINUTE, DAY = timedelta(minutes=1), timedelta(days=1)


def read_limits(section: LimitsSection) -> Limits:
    return Limits(
        messages=Limit(burst=section.messages_a_minute, per=MINUTE),
        presses=Limit(burst=section.presses_a_minute, per=MINUTE),
        notices=Limit(burst=1, per=timedelta(seconds=section.notice_seconds)),
        reports=Limit(burst=section.reports_a_day, per=DAY),
        data_requests=Limit(burst=section.data_requests_a_day, per=DAY),
        authenticator=Lock(tries=section.authenticator_tries, lasts=section.authenticator_lock_minutes * MINUTE),
        codes=CodeLimits(
            pause=timedelta(seconds=section.code_pause_seconds),
            number_an_hour=section.codes_per_number_an_hour,
            number_a_day=section.codes_per_number_a_day,
            prefix_an_hour=section.codes_per_prefix_an_hour,
            chat_a_day=section.codes_per_chat_a_day,
            all_an_hour=section.codes_an_hour,
            wrong_number_a_day=section.wrong_codes_per_number_a_day,
            wrong_chat_a_day=section.wrong_codes_per_chat_a_day,
            wrong_all_an_hour=section.wrong_codes_an_hour,
        ),
    )

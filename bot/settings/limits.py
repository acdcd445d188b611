"""`[limits]`: how often people may do things. All limits stand here, also those that once stood in `[otp]`."""

from collections.abc import Mapping
from typing import Any

from pydantic import Field

from bot.settings.section import Section


class LimitsSection(Section):
    messages_a_minute: int = Field(default=60, ge=10)
    presses_a_minute: int = Field(default=60, ge=10)
    notice_seconds: int = Field(default=60, ge=1)
    codes_per_chat_a_day: int = Field(default=5, ge=1)
    wrong_codes_per_chat_a_day: int = Field(default=15, ge=1)
    reports_a_day: int = Field(default=20, ge=1)
    data_requests_a_day: int = Field(default=3, ge=1)
    authenticator_tries: int = Field(default=5, ge=1, le=10)
    authenticator_lock_minutes: int = Field(default=15, ge=1)
    code_pause_seconds: int = Field(default=60, ge=1)
    codes_per_number_an_hour: int = Field(default=3, ge=1)
    codes_per_number_a_day: int = Field(default=5, ge=1)
    wrong_codes_per_number_a_day: int = Field(default=10, ge=1)
    codes_per_prefix_an_hour: int = Field(default=20, ge=1)
    codes_an_hour: int = Field(default=2000, ge=1)
    wrong_codes_an_hour: int = Field(default=100, ge=1)


LIMITS_ONCE_IN_OTP: Mapping[str, str] = {
    "pause_seconds": "code_pause_seconds",
    "per_number_an_hour": "codes_per_number_an_hour",
    "per_number_a_day": "codes_per_number_a_day",
    "per_prefix_an_hour": "codes_per_prefix_an_hour",
    "per_chat_a_day": "codes_per_chat_a_day",
    "all_an_hour": "codes_an_hour",
    "failures_an_hour": "wrong_codes_an_hour",
}
"""What stood in `[otp]` before all limits stood in `[limits]`: taken there still, under the new name."""


def together(document: dict[str, Any]) -> dict[str, Any]:
    """The configuration with the limits of `[otp]` where they belong; what stands in `[limits]` itself wins."""
    otp, limits = document.get("otp"), document.get("limits", {})
    if not isinstance(otp, dict) or not isinstance(limits, dict):
        return document
    moved = {LIMITS_ONCE_IN_OTP[key]: value for key, value in otp.items() if key in LIMITS_ONCE_IN_OTP}
    kept = {key: value for key, value in otp.items() if key not in LIMITS_ONCE_IN_OTP}
    return {**document, "otp": kept, "limits": {**moved, **limits}}

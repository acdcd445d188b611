"""Zalo's OAuth v4: a refresh token is good for one use, and its answer holds the next one.

Whoever loses that answer has lost the account until its owner consents anew: say so, and never ask twice at once.
"""

import json
from dataclasses import dataclass, field
from datetime import timedelta

import aiohttp
from yarl import URL

from channels.fate import Fate, NotSent
from channels.lane import Lane
from channels.zalo_errors import LONGEST_REASON, envelope

ZALO = "https://oauth.zaloapp.com"
PATH = "/v4/oa/access_token"
LASTS = timedelta(hours=25)  # of an access token, when the answer does not say


@dataclass(frozen=True, slots=True, kw_only=True)
class Renewed:
    access: str = field(repr=False)
    refresh: str = field(repr=False)
    lasts: timedelta


async def renew(lane: Lane, oauth_url: str, *, app: str, secret: str, refresh: str) -> Renewed:
    """Raises `NotSent`: FATAL for a refusal, AGAIN when it never left, UNKNOWN when the answer was lost."""
    form = aiohttp.FormData({"app_id": app, "grant_type": "refresh_token", "refresh_token": refresh})
    status, answer = await lane.request(URL(oauth_url.rstrip("/") + PATH), form, headers={"secret_key": secret})
    document = envelope(answer)
    match document:
        case {"access_token": str(access), "refresh_token": str(following)} if access and following:
            return Renewed(access=access, refresh=following, lasts=_lasts(document.get("expires_in")))
    if "error" in document:
        raise NotSent(Fate.FATAL, json.dumps([document["error"], document.get("error_name")])[:LONGEST_REASON])
    raise NotSent(Fate.UNKNOWN, f"HTTP {status}")


def _lasts(seconds: object) -> timedelta:
    """Zalo writes the number as a text."""
    try:
        return timedelta(seconds=int(str(seconds)))
    except ValueError:
        return LASTS

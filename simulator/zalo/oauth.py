"""OAuth v4 of an Official Account: access tokens that expire, and refresh tokens that are good for one use.

Whoever loses the answer to a refresh has lost the account: the old refresh token is spent, the new one unknown.
"""

import base64
import hashlib
import hmac
import secrets
from dataclasses import dataclass, field

from simulator.clock import Clock
from simulator.shapes import Json
from simulator.zalo.manner import Manner

REFRESH_SECONDS = 90 * 24 * 3600
BAD_APP, BAD_SECRET, BAD_GRANT, BAD_CODE, BAD_REFRESH = -14001, -14002, -14003, -14004, -14014


class OauthRefusal(Exception):
    """`{"error", "error_name", …}`, with HTTP 200. The numbers but -14014 are ours."""

    def __init__(self, code: int, name: str) -> None:
        super().__init__(name)
        self.code = code
        self.name = name

    def as_json(self) -> Json:
        return {"error": self.code, "error_name": self.name, "error_description": self.name, "error_reason": self.name}


@dataclass(slots=True)
class Keys:
    """What an app of Zalo for Developers is given, and the tokens that are about; times are Unix seconds."""

    clock: Clock
    manner: Manner
    app_id: str = "1022102210221022102"
    secret_key: str = "app-secret-of-1022"  # noqa: S105 - it guards nothing
    access: dict[str, float] = field(default_factory=dict)
    refresh: dict[str, float] = field(default_factory=dict)
    codes: dict[str, str | None] = field(default_factory=dict)
    refreshed: int = 0

    @property
    def refresh_token(self) -> str:
        """The newest refresh token that holds; one is made when there is none."""
        return next(reversed(self.refresh)) if self.refresh else self.issue()["refresh_token"]

    def issue(self) -> Json:
        now, lasts = self.clock.now(), self.manner.token_seconds
        access, refresh = secrets.token_urlsafe(48), secrets.token_urlsafe(48)
        self.access[access], self.refresh[refresh] = now + lasts, now + REFRESH_SECONDS
        return {"access_token": access, "refresh_token": refresh, "expires_in": str(lasts)}

    def permit(self, challenge: str | None) -> str:
        """The code that the owner's consent gives, good for one exchange."""
        code = secrets.token_urlsafe(32)
        self.codes[code] = challenge
        return code

    def grant(self, secret_key: str | None, given: Json) -> Json:
        form = {name: value for name, value in given.items() if isinstance(value, str)}
        if form.get("app_id") != self.app_id:
            raise OauthRefusal(BAD_APP, "Invalid app id")
        if secret_key != self.secret_key:
            raise OauthRefusal(BAD_SECRET, "Invalid secret key")
        kind = form.get("grant_type")
        if kind == "authorization_code":
            self.spend_code(form.get("code", ""), form.get("code_verifier", ""))
        elif kind == "refresh_token":
            self.spend_refresh(form.get("refresh_token", ""))
        else:
            raise OauthRefusal(BAD_GRANT, "Invalid grant type")
        return self.issue()

    def spend_code(self, code: str, verifier: str) -> None:
        if code not in self.codes:
            raise OauthRefusal(BAD_CODE, "Invalid code")
        challenge = self.codes.pop(code)
        digest = base64.urlsafe_b64encode(hashlib.sha256(verifier.encode()).digest()).rstrip(b"=").decode()
        if challenge is not None and digest != challenge:
            raise OauthRefusal(BAD_CODE, "Invalid code verifier")

    def spend_refresh(self, token: str) -> None:
        if self.clock.now() >= self.refresh.pop(token, 0.0):
            raise OauthRefusal(BAD_REFRESH, "Invalid refresh token")
        self.refreshed += 1

    def expire(self) -> None:
        """Every access token that is about ends now."""
        self.access = dict.fromkeys(self.access, 0.0)

    def proof_of(self, access_token: str) -> str:
        """What `appsecret_proof` must be where the app asks for it."""
        return hmac.new(self.secret_key.encode(), access_token.encode(), hashlib.sha256).hexdigest()

    def state_of(self, access_token: str | None) -> str:
        """`good`, `expired`, or `unknown`."""
        if access_token not in self.access:
            return "unknown"
        return "good" if self.clock.now() < self.access[access_token] else "expired"

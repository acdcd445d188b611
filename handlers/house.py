"""What every conversation leans on: the province's tables, the words, the rules that the configuration has settled."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime

from channels.ability import by_title
from domain.alert import Policy
from domain.alert_content import Content
from domain.limit import Limits
from domain.office import Office, ReportPolicy
from domain.passcode import CodePolicy
from domain.province import Province
from domain.retention import Retention
from texts.reach import reach_line
from texts.words import Catalogues, Safe, Words


@dataclass(frozen=True, slots=True, kw_only=True)
class House:
    """`rate` is how many people a second a broadcast tells at most, None without a ceiling; `rates` says so of channels
    that have one of their own, `prices` what a person there may cost at most, in đồng."""

    province: Province
    catalogues: Catalogues
    issuer: str
    policy: Policy = field(default_factory=Policy)
    codes: CodePolicy = field(default_factory=CodePolicy)
    reports: ReportPolicy = field(default_factory=ReportPolicy)
    limits: Limits = field(default_factory=Limits)
    retention: Retention = field(default_factory=Retention)
    rate: float | None = 30.0
    rates: Mapping[str, float] = field(default_factory=dict)
    prices: Mapping[str, int] = field(default_factory=dict)
    contact_is_proof: bool = False

    @property
    def office(self) -> Office:
        return Office(province=self.province, policy=self.reports)

    def reach(
        self, audience: int | None, content: Content, words: Words, *, channels: Mapping[str, int], now: datetime
    ) -> Safe:
        """Whom an alert would reach, how, in what time, at what cost; `channels` are people by the channel's name."""
        return reach_line(
            audience,
            content,
            words,
            rate=self._rate(channels),
            now=now,
            channels=by_title(channels),
            cost=sum(people * self.prices.get(name, 0) for name, people in channels.items()),
        )

    def _rate(self, channels: Mapping[str, int]) -> float | None:
        """Of all channels together: they go side by side, so the one that takes longest counts."""
        if not self.rates or not channels:
            return self.rate
        rates = ((people, self.rates.get(name, self.rate)) for name, people in channels.items())
        longest = max(people / rate if rate else 0.0 for people, rate in rates)
        return sum(channels.values()) / longest if longest else None

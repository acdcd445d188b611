"""What every conversation leans on: the province's tables, the words, the rules that the configuration has settled."""

from dataclasses import dataclass, field

from domain.alert import Policy
from domain.limit import Limits
from domain.office import Office, ReportPolicy
from domain.passcode import CodePolicy
from domain.province import Province
from domain.retention import Retention
from texts.words import Catalogues


@dataclass(frozen=True, slots=True, kw_only=True)
class House:
    """`rate` is how many people a second a broadcast tells at most, None without a ceiling."""

    province: Province
    catalogues: Catalogues
    issuer: str
    policy: Policy = field(default_factory=Policy)
    codes: CodePolicy = field(default_factory=CodePolicy)
    reports: ReportPolicy = field(default_factory=ReportPolicy)
    limits: Limits = field(default_factory=Limits)
    retention: Retention = field(default_factory=Retention)
    rate: float | None = 30.0
    contact_is_proof: bool = False

    @property
    def office(self) -> Office:
        return Office(province=self.province, policy=self.reports)

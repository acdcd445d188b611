"""Who may do what: the four roles, and the label that unit accounts of leaders bear."""

from dataclasses import dataclass
from enum import StrEnum

from domain.refused import Refused


class Role(StrEnum):
    ADMIN = "admin"
    APPROVER = "approver"
    OFFICER = "officer"
    OPERATOR = "operator"


@dataclass(frozen=True, slots=True, kw_only=True)
class Grant:
    """A role that a person holds in one chat, on behalf of a unit."""

    id: int
    role: Role
    unit: str
    label: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Person:
    """Someone as this turn knows them: `id` 0 for a chat that has not said who it is.

    `withdrew`: has taken back the consent to the account, and not given it again.
    """

    id: int
    chat: int
    language: str
    registered: bool
    area: str | None
    grants: tuple[Grant, ...] = ()
    withdrew: bool = False

    @property
    def recipient(self) -> int:
        """To whom a warning is owed once: the person, or the chat of someone who has not said who they are."""
        return self.id or self.chat

    def may(self, role: Role) -> bool:
        return any(grant.role is role for grant in self.grants)

    def unit_as(self, role: Role) -> str:
        """The unit on whose behalf the person acts. Raises `Refused` for a role that they do not hold, or no more."""
        for grant in self.grants:
            if grant.role is role:
                return grant.unit
        raise Refused("access.no_such_right")


def account_label(name: str, role: Role) -> str:
    """The label of a staff account: approvers' end in `_pheduyet`, as the unit accounts do. It grants nothing."""
    suffix = "_pheduyet"
    return name if role is not Role.APPROVER or name.endswith(suffix) else f"{name}{suffix}"

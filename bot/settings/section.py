"""What every section of the configuration is: keys that nobody knows are refused, values never change."""

from pydantic import BaseModel, ConfigDict


class BadConfiguration(Exception):
    """The configuration cannot be used; the message names the key."""


class Section(BaseModel):
    model_config = ConfigDict(extra="forbid", frozen=True, allow_inf_nan=False)

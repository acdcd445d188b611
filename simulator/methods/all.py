"""Every method file, brought in so that its methods are in the table."""

from simulator.methods import (
    callbacks,
    chats,
    commands,
    copying,
    editing,
    inline,
    invitations,
    media,
    payments,
    pins,
    profile,
    reactions,
    receiving,
    sending,
    topics,
)
from simulator.methods.call import METHODS

FILES = (
    callbacks,
    chats,
    commands,
    copying,
    editing,
    inline,
    invitations,
    media,
    payments,
    pins,
    profile,
    reactions,
    receiving,
    sending,
    topics,
)

__all__ = ["FILES", "METHODS"]

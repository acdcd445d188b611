"""Zalo on your own machine: the Bot Platform, an Official Account with ZNS, and the people who have Zalo."""

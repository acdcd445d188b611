"""Telegram on one's own machine: a Bot API server, people, an SMS gateway, a mailbox and a page with phones."""

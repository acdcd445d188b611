"""The demo: simulator, bot and a cast of invented people, for someone with no Telegram account."""

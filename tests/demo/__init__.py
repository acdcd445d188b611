"""The demo, as somebody without a Telegram account starts it."""

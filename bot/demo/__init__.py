"""The demo: simulator, bot and a cast of invented people, for someone with no Telegram account."""

from pathlib import Path

PORT = 8022
FOLDER = Path("var/demo")
CROWD = 2_000
CROWD_LEAST = 1_000
CROWD_MOST = 1_000_000

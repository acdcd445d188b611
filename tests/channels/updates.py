"""Updates as Telegram writes them: Hoa (1001) in her private chat with the bot, unless it says otherwise."""

import json
from typing import Any

HOA = {"id": 1001, "is_bot": False, "first_name": "Lê Thị", "last_name": "Hoa", "language_code": "vi"}
GROUP = {"id": -1001234, "type": "supergroup", "title": "Tổ 5"}
PRIVATE = {"id": 1001, "type": "private", "first_name": "Lê Thị", "last_name": "Hoa"}
BOT = {"id": 1022, "is_bot": True, "first_name": "1022", "username": "tn1022_bot"}


def message(**fields: Any) -> dict[str, Any]:
    return {"message_id": 7, "from": HOA, "chat": PRIVATE, "date": 1763800000, **fields}


def update(**fields: Any) -> bytes:
    return json.dumps({"update_id": 42, **fields}).encode()


def said(text: str, **fields: Any) -> bytes:
    return update(message=message(text=text, **fields))

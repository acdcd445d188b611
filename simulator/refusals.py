"""How the Bot API says no: a status, Telegram's own sentence, and sometimes parameters.

The sentences are those of telegram-bot-api's Client.cpp and of TDLib, letter for letter: clients compare them.
"""

from simulator.shapes import Json

NOT_MODIFIED = (
    "message is not modified: specified new message content and reply markup are exactly the same as a current "
    "content and reply markup of the message"
)
QUERY_TOO_OLD = "query is too old and response timeout expired or query ID is invalid"
OTHER_POLL = "terminated by other getUpdates request; make sure that only one bot instance is running"
WEBHOOK_ACTIVE = "can't use getUpdates method while webhook is active; use deleteWebhook to delete the webhook first"

PREFIXES = {
    400: "Bad Request",
    401: "Unauthorized",
    403: "Forbidden",
    404: "Not Found",
    409: "Conflict",
    429: "Too Many Requests",
    500: "Internal Server Error",
    501: "Not Implemented",
    502: "Bad Gateway",
    503: "Service Unavailable",
    504: "Gateway Timeout",
}


class Refusal(Exception):
    """A definite answer that is not `ok`."""

    def __init__(self, status: int, description: str, **parameters: int) -> None:
        super().__init__(description)
        self.status = status
        self.description = description
        self.parameters = parameters

    def as_json(self) -> Json:
        answer: Json = {"ok": False, "error_code": self.status, "description": self.description}
        if self.parameters:
            answer["parameters"] = self.parameters
        return answer


def refusal(status: int, sentence: str = "") -> Refusal:
    """The refusal with Telegram's prefix for that status."""
    prefix = PREFIXES.get(status, "Error")
    return Refusal(status, f"{prefix}: {sentence}" if sentence else prefix)


def bad(sentence: str) -> Refusal:
    return refusal(400, sentence)


def forbidden(sentence: str) -> Refusal:
    return refusal(403, sentence)


def conflict(sentence: str) -> Refusal:
    return refusal(409, sentence)


def flooded(seconds: int) -> Refusal:
    return Refusal(429, f"Too Many Requests: retry after {seconds}", retry_after=seconds)


def upgraded(to: int) -> Refusal:
    return Refusal(400, "Bad Request: group chat was upgraded to a supergroup chat", migrate_to_chat_id=to)

"""How the Bot Platform says no: a number, and a few words that its reference gives for that number.

Only the number is documented to be relied upon; what stands after the colon is ours, for whoever reads the wire.
"""

from simulator.shapes import Json

WORDS = {
    400: "Bad Request",
    401: "Unauthorized",
    403: "Internal server error",
    404: "Not Found",
    408: "Request timeout",
    426: "Upgrade required",
    429: "Quota exceeded",
    500: "Internal Server Error",
}


class ZaloRefusal(Exception):
    """An answer with `ok: false`."""

    def __init__(self, code: int, why: str = "", *, number_named: str = "error_code") -> None:
        words = WORDS.get(code, "Error")
        super().__init__(f"{words}: {why}" if why else words)
        self.code = code
        self.number_named = number_named

    def as_json(self) -> Json:
        return {"ok": False, self.number_named: self.code, "description": str(self)}

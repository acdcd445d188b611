"""How the Official Account's API and ZNS say no: HTTP 200, a negative number and a sentence.

-216, -124 and the numbers of ZNS up to -112 are from Zalo's pages, the others as developers remember them.
"""

from simulator.shapes import Json

WORDS = {
    -32: "Rate limit exceeded",
    -201: "Params is invalid",
    -210: "Params exceed limit",
    -211: "Out of quota",
    -213: "User has not followed OA",
    -216: "Access token is invalid",
    -230: "User has not interacted with the OA in the past 7 days",
    -234: "This message cannot be sent between 22:00 and 06:00",
    -100: "Unknown error",
    -108: "Phone number invalid",
    -109: "Template ID invalid",
    -111: "Template data empty",
    -112: "Template data invalid",
    -114: "User is inactive or refuses the message",
    -115: "Out of quota",
    -118: "Zalo account not existed",
    -124: "Access token invalid",
    -1241: "Appsecret_proof invalid",
}


class OaRefusal(Exception):
    """An answer whose `error` is not 0; a positive code is an HTTP status, when the front of Zalo is out of order."""

    def __init__(self, code: int, why: str = "") -> None:
        words = WORDS.get(code, "Internal server error")
        super().__init__(f"{words}: {why}" if why else words)
        self.code = code

    @property
    def status(self) -> int:
        return self.code if self.code > 0 else 200

    def as_json(self) -> Json:
        return {"error": self.code, "message": str(self)}

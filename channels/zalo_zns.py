"""One-time codes by a reviewed template of Zalo's (ZNS), to a phone number: a gateway like those of SMS.

No Zalo, or no wish for such messages, is a clear no: the next gateway is asked.
"""

from channels.sms import digits
from channels.zalo_oa_http import ZaloOaLane


class ZnsCodes:
    """`blank` is the template's name for the code."""

    name = "zns"

    def __init__(self, lane: ZaloOaLane, *, template: str, blank: str) -> None:
        self._lane = lane
        self._template = template
        self._blank = blank

    async def send_code(self, to: str, text: str, *, code: str, request: int) -> None:
        await self._lane.template(
            {
                "phone": digits(to),
                "template_id": self._template,
                "template_data": {self._blank: code},
                "tracking_id": str(request),
            }
        )

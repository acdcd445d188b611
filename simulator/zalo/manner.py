"""What Zalo is known to do in more than one way, or may change without notice: each is a switch.

`layer`         where a bot sees a refusal: `status` (HTTP status too), `body` (with HTTP 200), `both` (in turn).
`wrapped`       webhook bodies as `{"ok", "result": event}`, or the bare event.
`photo_field`   where the link of a picture stands: `photo_url` (live), `photo` (documented), `both`.
`lost_after`    seconds without a poll after which what people write is lost; null keeps it.
`link_seconds`  how long the link of a picture, a voice or a sticker can be opened.
`unspoken`      the code for a chat whose person has not written first.
`webhook_tries` how often an event is offered to a webhook that does not answer 2xx.
`tests_a_day`   testWebhook calls in a day.
`users`, `messages` the plan: people who talk to one bot, and messages of one bot in a month; null lifts it.
`free_replies`, `reply_hours` what an Official Account may answer for nothing after somebody has written.
`oa_messages`   messages of the Official Account's plan beyond those, in a month; null lifts it.
`zns_messages`  template messages that are paid for; null lifts it.
`token_seconds` how long an access token of the Official Account holds.
`proof`         whether each call must prove the app's secret too, in the header `appsecret_proof`.
`press_event`   what a pressed button that asks the bot is told as: `user_send_text`, `user_click_button`.
`fetches`       whether Zalo opens the address of a photo before it accepts the message.
"""

from dataclasses import asdict, dataclass, fields

from simulator.shapes import Json

LAYERS = ("status", "body", "both")
PRESS_EVENTS = ("user_send_text", "user_click_button")
PHOTO_FIELDS = ("photo_url", "photo", "both")


CHOICES = {"layer": LAYERS, "photo_field": PHOTO_FIELDS, "press_event": PRESS_EVENTS}


@dataclass(slots=True)
class Manner:
    layer: str = "status"
    wrapped: bool = True
    photo_field: str = "photo_url"
    lost_after: float | None = None
    link_seconds: float = 3600.0
    unspoken: int = 403
    webhook_tries: int = 3
    tests_a_day: int = 10
    users: int | None = 50
    messages: int | None = 3000
    free_replies: int = 8
    reply_hours: float = 48.0
    oa_messages: int | None = 2000
    zns_messages: int | None = 500
    token_seconds: int = 90_000
    proof: bool = False
    press_event: str = "user_send_text"
    fetches: bool = True

    def change(self, changes: Json) -> None:
        """Raises ValueError for a switch that is not there, or cannot stand so."""
        unknown = changes.keys() - {field.name for field in fields(self)}
        if unknown:
            raise ValueError(f"no such switch: {', '.join(sorted(unknown))}")
        for name, among in CHOICES.items():
            if name in changes and changes[name] not in among:
                raise ValueError(f"{name} must be one of {', '.join(among)}")
        for name, value in changes.items():
            setattr(self, name, value)

    def as_json(self) -> Json:
        return asdict(self)

"""How fast a lane may send: a token bucket under a ceiling, that slows when told to and creeps back; and one chat.

Pure: `now` is monotonic seconds, handed in. In no window of one second do more than 105 % of the ceiling go.
"""

import math

OVERSHOOT = 1.05  # of the ceiling, in the worst second, as the other side counts …
UNEVEN = 0.02  # … of which so much is left for messages that overtake each other on the way
HALVED = 0.5  # of the rate, at a 429
RECOVERY = 0.02  # of the ceiling, given back for each second that goes well
SLOWEST = 1.0  # messages a second, or the ceiling if that is lower

SILENCE = 1.0  # seconds, after a 429 that names none

FIRST_GUESS = 0.03  # seconds that an answer takes, before one was seen: the first have connections to make
WEIGHT = 0.05  # of the newest answer in the average
AT_ONCE = 256  # under way with no ceiling …
UNDER_WAY_MOST = 600  # … and under any: 1,000 a second, almost half a second away
HEADROOM = 1.25  # answers do not come evenly: with exactly rate × latency in flight the lane runs dry …
SPARE = 1  # … and at a low ceiling one late answer is a large part of them

PRIVATE_A_SECOND, PRIVATE_BURST = 1.0, 20  # Telegram's FAQ for bots: "avoid sending more than one message per second" …
GROUP_A_MINUTE, GROUP_BURST = 20, 5  # … "more than 20 messages per minute to the same group", the burst among them
CHATS_MOST = 10_000  # remembered before those who have been quiet are forgotten

_GRAIN = 1e-6  # of a message: less than a clock can tell


class Pace:
    """`rate` a second, None for no ceiling. Up to `reserve` replies go ahead of the lane, which waits for them."""

    def __init__(self, rate: float | None, *, reserve: int = 0, least: int = 1, most: int | None = None) -> None:
        if rate is not None and rate <= 0:
            raise ValueError("a ceiling is more than nothing")
        self.ceiling = rate
        self.rate = rate
        self._reserve = reserve
        self.most = most or (AT_ONCE if rate is None else UNDER_WAY_MOST)
        self._least = least
        self._burst = _burst(rate) if rate else 0.0
        self._tokens = 0.0
        self._at: float | None = None
        self._closed_until = -math.inf
        self._raised_at = -math.inf
        self._latency: float | None = None

    def take(self, now: float) -> float:
        """0 and one message is spent, or how many seconds to wait before asking again."""
        if now < self._closed_until:
            return self._closed_until - now
        if self.rate is None:
            return 0.0
        self._refill(now)
        if self._tokens < 1 - _GRAIN:
            return (1 - self._tokens) / self.rate
        self._tokens -= 1
        return 0.0

    def wait(self, now: float, messages: int = 1) -> float:
        """Seconds until one message may go, or so many together, as long as that is few; nothing is spent."""
        if now < self._closed_until:
            return self._closed_until - now
        if self.rate is None:
            return 0.0
        self._refill(now)
        return max(0.0, (max(1, min(messages, math.floor(self._burst))) - self._tokens) / self.rate)

    def closed(self, now: float) -> float:
        """Seconds until the pause that a 429 has asked for is over."""
        return max(0.0, self._closed_until - now)

    def soon(self, seconds: float, now: float) -> int:
        """How many may go within so many seconds, at least one; with no ceiling, as many as are allowed at once."""
        if self.rate is None:
            return self.most
        self._refill(now)
        return max(1, math.ceil(self._tokens + self.rate * seconds))

    def take_many(self, most: int, now: float) -> int:
        """How many of `most` messages may go now; they are spent."""
        if now < self._closed_until or most <= 0:
            return 0
        if self.rate is None:
            return most
        self._refill(now)
        granted = max(0, min(most, math.floor(self._tokens + _GRAIN)))
        self._tokens -= granted
        return granted

    def spend(self, now: float) -> None:
        """A reply has gone, unasked: the lane makes room for it afterwards, for at most `reserve` of them."""
        if self.rate is not None:
            self._refill(now)
            self._tokens = max(self._tokens - 1, -float(self._reserve))

    def throttled(self, retry_after: float | None, now: float) -> None:
        """A 429: nothing goes for `retry_after` seconds (one, if it did not say), then at half the rate.

        Others that were in flight with it may lengthen the pause, but do not halve the rate again.
        """
        if self.rate is not None and self.ceiling is not None and now >= self._closed_until:
            self.rate = max(self.rate * HALVED, min(SLOWEST, self.ceiling))
        self._closed_until = max(self._closed_until, now + (SILENCE if retry_after is None else retry_after))
        self._at, self._tokens = self._closed_until, min(self._tokens, 0.0)
        self._raised_at = self._closed_until

    def went_well(self, now: float) -> None:
        """A message was accepted: the rate climbs by 2 % of the ceiling a second, up to the ceiling."""
        if self.rate is None or self.ceiling is None or now <= self._raised_at:
            return
        self._refill(now)
        passed = min(now - self._raised_at, 1.0)
        self.rate = min(self.ceiling, self.rate + RECOVERY * self.ceiling * passed)
        self._raised_at = now

    def in_flight(self, latency: float | None = None) -> int:
        """How many may be under way at once: rate × latency and a little, `latency` being that of the latest answer."""
        if latency is not None:
            before = latency if self._latency is None else self._latency
            self._latency = before + WEIGHT * (latency - before)
        if self.rate is None:
            return self.most
        expected = self.rate * (FIRST_GUESS if self._latency is None else self._latency) * HEADROOM
        return max(self._least, min(self.most, math.ceil(expected) + SPARE))

    def _refill(self, now: float) -> None:
        assert self.rate is not None
        if self._at is None:
            self._at, self._tokens = now, self._burst
        elif now > self._at:
            self._tokens = min(self._burst, self._tokens + (now - self._at) * self.rate)
            self._at = now


class ChatPace:
    """What one chat may get: a private one a message a second, a group 20 a minute; a short burst passes at once.

    Kept as the moment at which a chat has been quiet for long enough (GCRA): one number a chat, forgotten when past.
    """

    def __init__(self, *, burst: int = PRIVATE_BURST) -> None:
        self._private = (1 / PRIVATE_A_SECOND, burst)
        self._group = (60 / (GROUP_A_MINUTE - GROUP_BURST), GROUP_BURST)
        self._quiet_at: dict[str, float] = {}

    def turn(self, chat: str, now: float, *, group: bool = False) -> float:
        """How many seconds a message has to wait for its turn, which is taken by it."""
        step, burst = self._group if group else self._private
        quiet_at = max(now, self._quiet_at.get(chat, now))
        self._quiet_at[chat] = quiet_at + step
        if len(self._quiet_at) > CHATS_MOST:
            self._quiet_at = {chat: at for chat, at in self._quiet_at.items() if at > now}
        return max(0.0, quiet_at + step - now - step * burst)


def _burst(rate: float) -> float:
    """The fullest bucket that keeps the promise: `burst + rate` is under one above the most that a second may hold."""
    uneven = max(math.floor(rate * UNEVEN), rate * UNEVEN / 2)
    most = max(math.floor(rate * OVERSHOOT) + 1 - uneven, math.ceil(rate) + 1, 2)
    return max(1.0, most - rate - 2 * _GRAIN)

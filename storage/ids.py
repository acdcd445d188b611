"""Row ids made by us: 63-bit integers that grow with time, so that one schema text can serve two databases."""

import secrets
import time
from threading import Lock

HIGHEST = 2**63 - 1
TAIL_BITS = 21  # beside 42 bits of milliseconds: good until the year 2109

_last = 0
_lock = Lock()


def new_id() -> int:
    """An id above every other that this process has made, even when the clock is set back."""
    global _last
    with _lock:
        fresh = (time.time_ns() // 1_000_000) << TAIL_BITS | secrets.randbits(TAIL_BITS - 1)
        _last = max(fresh, _last + 1)
        return _last

"""What waits for a moment that a clock set back has moved away: copies of broadcasts, letters of the outbox."""

from datetime import datetime

from storage.engine import Tx
from storage.queries import load
from storage.times import micros

queries = load(__file__)


async def hurry(tx: Tx, *, now: datetime, beyond: datetime) -> int:
    """What was to go only after `beyond` may go now; how much that is."""
    moments = {"now": micros(now), "beyond": micros(beyond)}
    copies: int = await queries.hurry_deliveries(tx, **moments)
    letters: int = await queries.hurry_letters(tx, **moments)
    tx.wake("broadcaster")
    return copies + letters

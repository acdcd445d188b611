"""Whether the configuration has the key that this database was sealed with: better no start than one in the dark."""

from storage.engine import Tx
from storage.queries import load

WHERE, ROW, WORD = "key_check.word", 1, "1022"

queries = load(__file__)


async def check(tx: Tx) -> None:
    """Raises `CannotOpen` for another key. The first start of a database writes the word."""
    row = await queries.find(tx)
    if row is None:
        await queries.put(tx, word_sealed=tx.vault.seal_text(WHERE, ROW, WORD))
    else:
        tx.vault.open_text(WHERE, ROW, row["word_sealed"])

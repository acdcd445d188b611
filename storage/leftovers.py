"""What has outlived what it was kept for. Each function takes away a batch that is older than a moment and says how
many rows that was, so that nobody's turn ever waits for more than one batch."""

from datetime import datetime

from storage import files
from storage.engine import Tx
from storage.queries import load
from storage.times import micros

queries = load(__file__)


async def drop_quarantined(tx: Tx, *, before: datetime, most: int) -> int:
    """Updates put aside, by when they came."""
    return int(await queries.quarantined(tx, before=micros(before), most=most))


async def drop_codes(tx: Tx, *, before: datetime, most: int) -> int:
    """Who asked for a code, by when; no code is ever stored."""
    return int(await queries.codes(tx, before=micros(before), most=most))


async def drop_invitations(tx: Tx, *, before: datetime, most: int) -> int:
    """Those that nobody used, by their end."""
    return int(await queries.invitations(tx, before=micros(before), most=most))


async def drop_letters(tx: Tx, *, before: datetime, most: int) -> int:
    """Letters that could not be sent, by when they were written."""
    return int(await queries.letters(tx, before=micros(before), most=most))


async def drop_data_requests(tx: Tx, *, before: datetime, most: int) -> int:
    """Those that were settled, by when."""
    return int(await queries.data_requests(tx, before=micros(before), most=most))


async def drop_consents(tx: Tx, *, before: datetime, most: int) -> int:
    """The proofs of consents that were withdrawn, by when."""
    return int(await queries.consents(tx, before=micros(before), most=most))


async def drop_deliveries(tx: Tx, *, before: datetime, most: int) -> int:
    """Who was told of an alert, and what they answered, by its end. The totals stay."""
    broadcast = await queries.told(tx, before=micros(before))
    if broadcast is not None:
        return int(await queries.deliveries(tx, broadcast_id=broadcast, most=most))
    alert = await queries.answered(tx, before=micros(before))
    return 0 if alert is None else int(await queries.answers(tx, alert_id=alert, most=most))


async def drop_files(tx: Tx, *, before: datetime, most: int, now: datetime) -> int:
    """Files of reports that are over, with their bytes, by the last that happened to the report."""
    outlived = [row["id"] for row in await queries.files(tx, before=micros(before), most=most)]
    return await files.forget(tx, outlived, now=now)


async def empty_reports(tx: Tx, *, before: datetime, most: int, now: datetime) -> int:
    """Words, place, files and followers of reports that are over, by the last that happened to them. What is counted
    stays: field, commune, unit, times, outcome, rating."""
    rows = [{"id": row["id"]} for row in await queries.reports(tx, before=micros(before), most=most)]
    if rows:
        nothing = tx.vault.seal_text
        emptied = [{**row, "nothing": nothing("reports.text", row["id"], ""), "now": micros(now)} for row in rows]
        await files.forget_of_reports(tx, [row["id"] for row in rows], now=now)
        await queries.empty_report(tx, emptied)
        await queries.silence(tx, rows)
        await queries.unfollow(tx, rows)
    return len(rows)

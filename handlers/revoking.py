"""A right is taken away, in the chat or by the command line: who had it is told, and those whose requests go back."""

from datetime import datetime

from channels.message import Say
from handlers.house import House
from handlers.issuing import tell_approvers
from services import staffing
from services.speaking import tell
from storage import chats
from storage.engine import Tx
from storage.staff import GrantRecord
from texts.words import Term


async def revoke(tx: Tx, house: House, grant_id: int, *, by: str, now: datetime) -> GrantRecord:
    """Raises `Refused` when it is gone already, and for the last admin."""
    revoked = await staffing.revoke(tx, grant_id, by=by, now=now)
    for alert in revoked.returned:
        await tell_approvers(tx, house, alert, "alert.orphaned", now=now, code=alert.code)
    gone = revoked.record
    chat = await chats.get(tx, gone.chat)
    role = Term(f"role.{gone.grant.role.value}")
    words = house.catalogues[chat.language].say("staff.revoked_you", role=role, unit=gone.grant.unit)
    await tell(tx, chat, Say(text=words), now=now)
    return gone

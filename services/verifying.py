"""One-time codes: asked for, sent by another way than the chat, compared once for every counted try.

The code is derived from the request's id with a key that is not in the database, so nothing readable is ever stored.
"""

import base64
import hmac
from datetime import datetime
from enum import StrEnum

import pyotp

from channels.message import SendCode
from domain.passcode import CodePolicy, Strain, accept_code, may_send, strain
from domain.role import Person
from services.speaking import post
from storage import codes
from storage.codes import CodeRequest
from storage.engine import Session, Tx
from storage.vault import Vault

CARRIER = {"phone": "sms", "mail": "mail"}


class Verdict(StrEnum):
    RIGHT = "right"
    WRONG = "wrong"
    SPENT = "spent"  # used, replaced, over, or tried too often


async def ask(
    tx: Tx, person: Person, *, purpose: str, target: str, to: str, language: str, policy: CodePolicy, now: datetime
) -> CodeRequest:
    """Note a new code for sending; the old one is dead. Raises `Refused` when one may not be sent now.

    It does the same whether or not the number is known to us: nobody learns here who has an account.
    """
    chat = person.chat
    past = await codes.count_sendings(tx, target=target, to=to, chat=chat, person=person.id, now=now)
    may_send(past, policy.limits, now=now)
    request = await codes.add(
        tx, chat=chat, purpose=purpose, target=target, to=to, now=now, expires_at=now + policy.lifetime
    )
    letter = SendCode(request=request.id, language=language)
    await post(tx, [(CARRIER[target], str(request.id), letter)], now=now)
    return request


async def check(
    tx: Tx, request: int, typed: str, *, chat: int, policy: CodePolicy, now: datetime
) -> tuple[Verdict, int]:
    """Compare a typed code, and say how many tries are left. What is no code at all is refused and costs no try.

    The count is kept whatever is answered afterwards (`mark`): a "no" must not give the try back.
    """
    code = accept_code(typed, digits=policy.digits)
    tried = await codes.attempt(tx, request, chat=chat, most=policy.tries, now=now)
    if tried is None:
        return Verdict.SPENT, 0
    right = hmac.compare_digest(code_of(tx.vault, request, digits=policy.digits), code)
    if right and await codes.use(tx, request):
        await tx.mark()
        return Verdict.RIGHT, 0
    await tx.mark()
    left = policy.tries - tried
    return (Verdict.WRONG if left > 0 else Verdict.SPENT), left


async def find_strain(session: Session, policy: CodePolicy, *, now: datetime) -> Strain | None:
    """Whether so many codes are asked for, or guessed wrong, that somebody should look."""
    all_hour, wrong_all_hour = await codes.count_everyone(session, now=now)
    return strain(all_hour=all_hour, wrong_all_hour=wrong_all_hour, limits=policy.limits)


def code_of(vault: Vault, request: int, *, digits: int) -> str:
    """The code of a request (RFC 4226, a key of its own for each request)."""
    key = hmac.digest(vault.key_for("codes"), str(request).encode(), "sha256")
    return pyotp.HOTP(base64.b32encode(key).decode(), digits=digits).at(0)

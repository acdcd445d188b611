"""A photo is sent as an address: Zalo opens it, once, before it accepts the message."""

import aiohttp

from simulator.zalo.pictures import Picture
from simulator.zalo.refusals import ZaloRefusal
from simulator.zalo.world import Zalo

PATIENCE = aiohttp.ClientTimeout(total=10)
LARGEST = 10 * 1024 * 1024


async def open_photo(zalo: Zalo, address: str) -> Picture | None:
    """The picture behind the address; None when this Zalo does not look."""
    if not zalo.manner.fetches:
        return None
    known = zalo.fetched.get(address)
    if known is None:
        data, mime = await fetch(address)
        known = zalo.fetched[address] = zalo.keep(data, mime)[0]
    return known


async def fetch(address: str) -> tuple[bytes, str]:
    try:
        async with aiohttp.ClientSession(timeout=PATIENCE) as session, session.get(address) as answer:
            data = await answer.content.read(LARGEST + 1)
            mime = answer.content_type
            status = answer.status
    except (aiohttp.ClientError, TimeoutError, OSError):
        raise ZaloRefusal(400, "the photo cannot be reached") from None
    if status != 200 or not mime.startswith("image/") or len(data) > LARGEST:
        raise ZaloRefusal(400, "the address holds no photo")
    return data, mime

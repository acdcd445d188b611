"""How we reach the Bot API: one aiohttp session a lane, and PTB's `BaseRequest` on top of it.

The token lives in the lane's URLs and nowhere else: PTB is given a stand-in, no error text holds a URL, and nothing is
logged here. Two lanes share nothing, so a broadcast, or the 429 it earns, never delays a reply.
"""

import json
from collections.abc import Mapping
from typing import Any

import aiohttp
from multidict import CIMultiDict
from telegram.request import BaseRequest, RequestData
from yarl import URL

from channels.fate import Fate, NotSent
from channels.lane import CONNECT_TIMEOUT, NETWORK, PATIENCE, READ_TIMEOUT, Lane, at_most, failure
from channels.telegram_errors import classify

TELEGRAM = "https://api.telegram.org"
WANTED_UPDATES = ("message", "edited_message", "callback_query", "my_chat_member")

_JSON = CIMultiDict({"Content-Type": "application/json"})
_KNOWN_TO_US = {"from", "text", "entities", "caption", "caption_entities", "reply_markup", "reply_to_message"}


class RawClient(Lane):
    """One lane to the Bot API. Every way of failing is a `NotSent`."""

    def __init__(
        self, token: str, *, api_url: str = TELEGRAM, proxy: str | None = None, connections: int = 100
    ) -> None:
        super().__init__(connections=connections, proxy=proxy)
        self._methods = f"{api_url.rstrip('/')}/bot{token}/"
        self._files = f"{api_url.rstrip('/')}/file/bot{token}/"
        self._urls: dict[str, URL] = {}

    async def exchange(
        self, method: str, body: bytes | aiohttp.FormData, patience: aiohttp.ClientTimeout = PATIENCE
    ) -> tuple[int, bytes]:
        """One request, never repeated here: the status and the whole answer."""
        url = self._urls.get(method) or self._urls.setdefault(method, URL(self._methods + method))
        return await self.request(url, body, headers=_JSON if isinstance(body, bytes) else None, patience=patience)

    async def post(self, method: str, body: bytes = b"{}", patience: aiohttp.ClientTimeout = PATIENCE) -> Any:
        """Call a method with a JSON body; its `result`."""
        return result_of(*await self.exchange(method, body, patience))

    async def get_updates(self, offset: int, timeout: int, limit: int = 100) -> list[tuple[int, bytes]]:
        """Wait up to `timeout` seconds for updates from `offset` on; their ids, and each as JSON for the inbox.

        Asking for a higher offset confirms everything below it: commit first.
        """
        wanted = {"offset": offset, "timeout": timeout, "limit": limit, "allowed_updates": WANTED_UPDATES}
        patience = aiohttp.ClientTimeout(connect=CONNECT_TIMEOUT, sock_read=timeout + READ_TIMEOUT)
        updates = await self.post("getUpdates", json.dumps(wanted).encode(), patience)
        return [(update["update_id"], _compact(update)) for update in updates]

    async def fetch(self, path: str, most_bytes: int) -> bytes:
        """The file that `getFile` has named; `NotSent` (CONTENT) if it is gone, or grows beyond `most_bytes`."""
        try:
            async with self._open.get(URL(self._files).joinpath(path), allow_redirects=False) as answer:
                if answer.status == 404:
                    raise NotSent(Fate.CONTENT, "file is gone")
                if answer.status != 200:
                    raise _refusal(answer.status, await answer.read())
                return await at_most(most_bytes, answer.content)
        except NETWORK as error:
            raise failure(error) from None


class LaneRequest(BaseRequest):
    """PTB's idea of an HTTP client, on a lane of ours. PTB wraps its `NotSent`; `classify_exception` unwraps it."""

    __slots__ = ("_lane",)

    def __init__(self, lane: RawClient) -> None:
        self._lane = lane

    async def initialize(self) -> None:
        await self._lane.start()

    async def shutdown(self) -> None:
        await self._lane.close()

    @property
    def read_timeout(self) -> float:
        return READ_TIMEOUT

    async def do_request(
        self,
        url: str,
        method: str,
        request_data: RequestData | None = None,
        read_timeout: object = None,
        write_timeout: object = None,
        connect_timeout: object = None,
        pool_timeout: object = None,
    ) -> tuple[int, bytes]:
        """Only the method's name is taken from `url`: the address, the token and the limits of time are the lane's.

        Of a message that went, PTB is given what we look at: reading our own buttons back would double a reply's cost.
        """
        status, answer = await self._lane.exchange(url.rpartition("/")[2], _body(request_data))
        result = result_of(status, answer)
        if isinstance(result, dict) and "message_id" in result:
            result = {name: value for name, value in result.items() if name not in _KNOWN_TO_US}
            return status, json.dumps({"ok": True, "result": result}).encode()
        return status, answer


def result_of(status: int, answer: bytes) -> Any:
    """The `result` of an answer that says `ok`; every other answer is a `NotSent`."""
    document = _envelope(answer)
    if 200 <= status < 300 and document.get("ok") is True and "result" in document:
        return document["result"]
    raise _refusal(status, answer)


def _refusal(status: int, answer: bytes) -> NotSent:
    document = _envelope(answer)
    description, parameters = document.get("description"), document.get("parameters")
    return classify(
        status,
        description if isinstance(description, str) else None,
        parameters if isinstance(parameters, Mapping) else None,
    )


def _envelope(answer: bytes) -> Mapping[str, Any]:
    """The answer as the Bot API writes it; empty when something else in between has answered."""
    try:
        document = json.loads(answer)
    except ValueError:
        return {}
    return document if isinstance(document, dict) and "ok" in document else {}


def _body(data: RequestData | None) -> bytes | aiohttp.FormData:
    if data is None:
        return b"{}"
    if not data.contains_files:
        return json.dumps(data.parameters).encode()
    form = aiohttp.FormData()
    for name, value in data.json_parameters.items():
        form.add_field(name, value)
    for name, (filename, content, mimetype) in (data.multipart_data or {}).items():
        form.add_field(name, content, filename=filename, content_type=mimetype)
    return form


def _compact(update: Mapping[str, Any]) -> bytes:
    """JSON in the fewest bytes; half a surrogate pair, which JSON may hold, survives the way to `read` and back."""
    return json.dumps(update, ensure_ascii=False, separators=(",", ":")).encode("utf-8", "surrogatepass")

"""Files kept in an S3-compatible store (AWS, MinIO, Ceph, a provider's object storage), by path-style addresses.

Requests are signed by AWS Signature Version 4: docs.aws.amazon.com/AmazonS3/latest/API/sig-v4-header-based-auth.html.
"""

import hmac
from collections.abc import Mapping
from datetime import UTC, datetime
from hashlib import sha256
from urllib.parse import quote

import aiohttp
from yarl import URL

from channels.fate import Fate, NotSent

PATIENCE = aiohttp.ClientTimeout(total=120, connect=10)


class S3:
    """`url` is that of the service, without the bucket."""

    def __init__(
        self, session: aiohttp.ClientSession, url: str, *, bucket: str, region: str, access: str, secret: str
    ) -> None:
        self._session = session
        self._url = URL(url)
        self._bucket = bucket
        self._region = region
        self._access = access
        self._secret = secret

    async def put(self, name: str, content: bytes) -> None:
        """Raises `NotSent` unless the store says that it has it."""
        await self._call("PUT", name, content)

    async def get(self, name: str) -> bytes:
        """Raises `NotSent`, with fate CONTENT for a file that is not there."""
        return await self._call("GET", name, b"")

    async def delete(self, name: str) -> None:
        """It is gone when this returns, or never was there. Raises `NotSent` unless the store says so."""
        try:
            await self._call("DELETE", name, b"")
        except NotSent as no:
            if no.fate is not Fate.CONTENT:
                raise

    async def _call(self, method: str, name: str, content: bytes) -> bytes:
        path = f"/{self._bucket}/{quote(name, safe='')}"
        port = "" if self._url.is_default_port() else f":{self._url.port}"
        headers = signed(
            method,
            path,
            {"host": f"{self._url.host}{port}"},
            content,
            region=self._region,
            access=self._access,
            secret=self._secret,
            now=datetime.now(UTC),
        )
        url = self._url.with_path(path, encoded=True)
        try:
            async with self._session.request(method, url, data=content, headers=headers, timeout=PATIENCE) as answer:
                body = await answer.read()
                if answer.status >= 300:
                    fate = Fate.CONTENT if answer.status == 404 else Fate.AGAIN
                    raise NotSent(fate, f"the file store answered {answer.status}")
                return body
        except (aiohttp.ClientError, TimeoutError) as error:
            raise NotSent(Fate.AGAIN, type(error).__name__) from None


def signed(
    method: str,
    path: str,
    headers: Mapping[str, str],
    content: bytes,
    *,
    region: str,
    access: str,
    secret: str,
    now: datetime,
) -> dict[str, str]:
    """The headers with the request's signature. `headers` in lower case, with `host` among them."""
    moment, day = f"{now:%Y%m%dT%H%M%SZ}", f"{now:%Y%m%d}"
    content_hash = sha256(content).hexdigest()
    sent = {**headers, "x-amz-content-sha256": content_hash, "x-amz-date": moment}
    names = ";".join(sorted(sent))
    lines = "".join(f"{name}:{sent[name].strip()}\n" for name in sorted(sent))
    request = "\n".join((method, path, "", lines, names, content_hash))
    scope = f"{day}/{region}/s3/aws4_request"
    to_sign = "\n".join(("AWS4-HMAC-SHA256", moment, scope, sha256(request.encode()).hexdigest()))
    key = f"AWS4{secret}".encode()
    for part in (day, region, "s3", "aws4_request"):
        key = hmac.digest(key, part.encode(), "sha256")
    signature = hmac.new(key, to_sign.encode(), sha256).hexdigest()
    credential = f"AWS4-HMAC-SHA256 Credential={access}/{scope},SignedHeaders={names},Signature={signature}"
    return {**sent, "authorization": credential}

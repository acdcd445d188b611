"""The S3-compatible store: signed as AWS publishes, over real HTTP to a server that checks the signature."""

from collections.abc import AsyncIterator
from datetime import UTC, datetime
from hashlib import sha256

import aiohttp
import pytest
from aiohttp import web
from aiohttp.test_utils import TestServer

from channels.fate import Fate, NotSent
from channels.s3 import S3, signed

ACCESS, SECRET = "AKIAIOSFODNN7EXAMPLE", "wJalrXUtnFEMI/K7MDENG/bPxRfiCYEXAMPLEKEY"


def test_the_published_example_gives_the_published_signature() -> None:
    """docs.aws.amazon.com/AmazonS3/latest/API/sig-v4-header-based-auth.html, "GET Object"."""
    headers = signed(
        "GET",
        "/test.txt",
        {"host": "examplebucket.s3.amazonaws.com", "range": "bytes=0-9"},
        b"",
        region="us-east-1",
        access=ACCESS,
        secret=SECRET,
        now=datetime(2013, 5, 24, tzinfo=UTC),
    )
    assert headers["authorization"].endswith(
        "Signature=f0e8bdb87c964420e857bd35b5d6ed310bd44f0170aba48dd91039c6036bdb41"
    )


class Bucket:
    """Keeps what is put, and refuses what is signed with another secret."""

    def __init__(self) -> None:
        self.kept: dict[str, bytes] = {}

    async def take(self, request: web.Request) -> web.Response:
        content = await request.read()
        now = datetime.strptime(request.headers["x-amz-date"], "%Y%m%dT%H%M%SZ").replace(tzinfo=UTC)
        mine = signed(
            request.method,
            request.path,
            {"host": request.headers["Host"]},
            content,
            region="vn",
            access=ACCESS,
            secret=SECRET,
            now=now,
        )
        right = request.headers["Authorization"] == mine["authorization"]
        if not right or request.headers["x-amz-content-sha256"] != sha256(content).hexdigest():
            return web.Response(status=403)
        if request.method == "DELETE":
            return web.Response(status=404 if self.kept.pop(request.path, None) is None else 204)
        if request.method == "PUT":
            self.kept[request.path] = content
            return web.Response()
        found = self.kept.get(request.path)
        return web.Response(status=404) if found is None else web.Response(body=found)


@pytest.fixture
async def bucket() -> AsyncIterator[tuple[Bucket, str]]:
    bucket = Bucket()
    app = web.Application()
    app.router.add_route("*", "/{path:.*}", bucket.take)
    async with TestServer(app) as server:
        yield bucket, str(server.make_url("/"))


def store(session: aiohttp.ClientSession, url: str, secret: str = SECRET) -> S3:
    return S3(session, url, bucket="reports", region="vn", access=ACCESS, secret=secret)


async def test_what_is_put_is_got_back_from_the_bucket(bucket: tuple[Bucket, str]) -> None:
    async with aiohttp.ClientSession() as session:
        s3 = store(session, bucket[1])
        await s3.put("123", b"sealed")
        assert await s3.get("123") == b"sealed"
    assert list(bucket[0].kept) == ["/reports/123"]


async def test_what_is_deleted_is_gone_and_deleting_it_again_is_no_error(bucket: tuple[Bucket, str]) -> None:
    async with aiohttp.ClientSession() as session:
        s3 = store(session, bucket[1])
        await s3.put("123", b"sealed")
        await s3.delete("123")
        await s3.delete("123")
    assert bucket[0].kept == {}


async def test_a_refused_deletion_is_no_deletion(bucket: tuple[Bucket, str]) -> None:
    async with aiohttp.ClientSession() as session:
        await store(session, bucket[1]).put("123", b"sealed")
        with pytest.raises(NotSent) as refused:
            await store(session, bucket[1], secret="wrong").delete("123")
    assert refused.value.fate is Fate.AGAIN
    assert list(bucket[0].kept) == ["/reports/123"]


async def test_a_refusal_is_tried_again_and_what_is_not_there_is_not(bucket: tuple[Bucket, str]) -> None:
    async with aiohttp.ClientSession() as session:
        with pytest.raises(NotSent) as refused:
            await store(session, bucket[1], secret="wrong").put("123", b"sealed")
        with pytest.raises(NotSent) as gone:
            await store(session, bucket[1]).get("404")
    assert (refused.value.fate, gone.value.fate) == (Fate.AGAIN, Fate.CONTENT)


async def test_a_store_that_is_away_is_tried_again() -> None:
    async with aiohttp.ClientSession() as session:
        with pytest.raises(NotSent) as away:
            await store(session, "http://127.0.0.1:9").put("1", b"x")
    assert away.value.fate is Fate.AGAIN

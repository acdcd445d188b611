"""How a caller at a door proves who it is: by a secret in a header, or by a signature over what it tells."""

import hmac
from collections.abc import Callable, Mapping
from typing import Protocol


class Proof(Protocol):
    def admits(self, headers: Mapping[str, str]) -> bool:
        """Whether the body may be read at all."""

    def covers(self, headers: Mapping[str, str], body: bytes) -> bool:
        """Whether the body, now that it has been read, may be believed."""


class Secret:
    """A word that only we and the caller know: nothing is read from anyone else."""

    def __init__(self, header: str, word: str) -> None:
        self._header = header
        self._word = word.encode()

    def admits(self, headers: Mapping[str, str]) -> bool:
        return hmac.compare_digest(_given(headers, self._header), self._word)

    def covers(self, headers: Mapping[str, str], body: bytes) -> bool:
        return True


class Signature:
    """`sign` gives what the header has to say of a body: without the header, the body is not read."""

    def __init__(self, header: str, sign: Callable[[bytes], str]) -> None:
        self._header = header
        self._sign = sign

    def admits(self, headers: Mapping[str, str]) -> bool:
        return self._header in headers

    def covers(self, headers: Mapping[str, str], body: bytes) -> bool:
        return hmac.compare_digest(_given(headers, self._header), self._sign(body).encode())


def _given(headers: Mapping[str, str], header: str) -> bytes:
    """A header may hold bytes that are no text."""
    return headers.get(header, "").encode("utf-8", "surrogateescape")

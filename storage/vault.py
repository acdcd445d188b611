"""Keeps personal data unreadable at rest: AES-GCM with the row bound in, and keyed hashes to find it by.

A sealed value is `key id (1 byte) · nonce (12) · ciphertext and tag`. Moved to another row or column it does not open.
"""

import hmac
import os
from hashlib import sha256

from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.ciphers.aead import AESGCM
from cryptography.hazmat.primitives.hashes import SHA256
from cryptography.hazmat.primitives.kdf.hkdf import HKDF

NONCE = 12
KEY_BYTES = 32


class CannotOpen(Exception):
    """A sealed value was made with another key, for another row, or was changed."""


class Vault:
    """Holds the master key of the configuration, and the older ones that may still be met while keys rotate."""

    def __init__(self, key: bytes, *older: bytes) -> None:
        if any(len(each) < KEY_BYTES for each in (key, *older)):
            raise ValueError(f"a key needs at least {KEY_BYTES} bytes")
        self._ciphers = {key_id(each): AESGCM(_derive(each, b"seal")) for each in (*older, key)}
        self._current = key_id(key)
        self._master = key
        self._find = _derive(key, b"find")

    def seal(self, where: str, row: int, plain: bytes) -> bytes:
        """Encrypt for one column (`where`, such as `people.phone`) of one row."""
        nonce = os.urandom(NONCE)
        sealed = self._ciphers[self._current].encrypt(nonce, plain, _bound(where, row))
        return bytes((self._current,)) + nonce + sealed

    def open(self, where: str, row: int, sealed: bytes) -> bytes:
        """Raises `CannotOpen` unless this very value was sealed for this very place."""
        cipher = self._ciphers.get(sealed[0])
        if cipher is None:
            raise CannotOpen(f"{where}: sealed with a key that the configuration does not have")
        try:
            return cipher.decrypt(sealed[1 : 1 + NONCE], sealed[1 + NONCE :], _bound(where, row))
        except InvalidTag as error:
            raise CannotOpen(where) from error

    def seal_text(self, where: str, row: int, text: str) -> bytes:
        return self.seal(where, row, text.encode())

    def open_text(self, where: str, row: int, sealed: bytes) -> str:
        return self.open(where, row, sealed).decode()

    def hash(self, kind: str, value: str) -> bytes:
        """A keyed hash by which a value can be found and never read; equal for equal values of one kind."""
        return hmac.digest(self._find, f"{kind}\0{value}".encode(), "sha256")

    def key_for(self, purpose: str) -> bytes:
        """A key of its own for a purpose such as `codes` or `audit`; never stored."""
        return _derive(self._master, purpose.encode())


def key_id(key: bytes) -> int:
    return sha256(b"id" + key).digest()[0]


def _derive(key: bytes, purpose: bytes) -> bytes:
    return HKDF(algorithm=SHA256(), length=KEY_BYTES, salt=None, info=b"1022/" + purpose).derive(key)


def _bound(where: str, row: int) -> bytes:
    return f"{where}\0{row}".encode()

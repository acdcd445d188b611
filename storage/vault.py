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
CASELESS = {"mail"}  # kinds that are the same however they are capitalised: a phone's keyboard begins with a capital


class CannotOpen(Exception):
    """A sealed value was made with another key, for another row, or was changed."""


class Vault:
    """Holds the master key of the configuration, and the older ones that may still be met while keys rotate."""

    def __init__(self, key: bytes, *older: bytes) -> None:
        if any(len(each) < KEY_BYTES for each in (key, *older)):
            raise ValueError(f"a key needs at least {KEY_BYTES} bytes")
        keys = {key_id(each): each for each in (key, *older)}
        if len(keys) != len({key, *older}):
            raise ValueError("two keys bear the same id: draw another one")
        self._masters = keys
        self._ciphers = {id_: AESGCM(_derive(each, b"seal")) for id_, each in keys.items()}
        self._find = [_derive(each, b"find") for each in keys.values()]
        self._derived: dict[tuple[int, str], bytes] = {}
        self.current = key_id(key)

    def seal(self, where: str, row: int, plain: bytes) -> bytes:
        """Encrypt for one column (`where`, such as `people.phone`) of one row."""
        nonce = os.urandom(NONCE)
        sealed = self._ciphers[self.current].encrypt(nonce, plain, _bound(where, row))
        return bytes((self.current,)) + nonce + sealed

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
        return self.hashes(kind, value)[0]

    def hashes(self, kind: str, value: str) -> tuple[bytes, ...]:
        """The hash by the present key and, while keys rotate, by the older ones."""
        text = f"{kind}\0{value.lower() if kind in CASELESS else value}".encode()
        return tuple(hmac.digest(key, text, "sha256") for key in self._find)

    def key_for(self, purpose: str, id_: int | None = None) -> bytes:
        """A key of its own for a purpose such as `codes`, from the present master key or the one named; never stored.

        Raises `CannotOpen` for a master key that the configuration does not have.
        """
        named = (self.current if id_ is None else id_, purpose)
        if named not in self._derived:
            if named[0] not in self._masters:
                raise CannotOpen(f"{purpose}: made with a key that the configuration does not have")
            self._derived[named] = _derive(self._masters[named[0]], purpose.encode())
        return self._derived[named]


def key_id(key: bytes) -> int:
    return sha256(b"id" + key).digest()[0]


def _derive(key: bytes, purpose: bytes) -> bytes:
    return HKDF(algorithm=SHA256(), length=KEY_BYTES, salt=None, info=b"1022/" + purpose).derive(key)


def _bound(where: str, row: int) -> bytes:
    return f"{where}\0{row}".encode()

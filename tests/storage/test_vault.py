"""What is sealed opens in its own row and column, unchanged, with its own key; and nowhere else."""

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from storage.vault import CannotOpen, Vault

VAULT = Vault(bytes(range(32)))
ROW = 7
SEALED = VAULT.seal("people.phone", ROW, b"+84912345678")


@pytest.mark.parametrize(("where", "row"), [("people.phone", 8), ("people.name", 7), ("people.phon", 7), ("", 0)])
def test_a_value_moved_elsewhere_does_not_open(where: str, row: int) -> None:
    with pytest.raises(CannotOpen):
        VAULT.open(where, row, SEALED)


def test_a_value_changed_anywhere_does_not_open() -> None:
    for place in range(len(SEALED)):
        changed = bytearray(SEALED)
        changed[place] ^= 1
        with pytest.raises(CannotOpen):
            VAULT.open("people.phone", ROW, bytes(changed))


def test_another_key_does_not_open_it() -> None:
    with pytest.raises(CannotOpen):
        Vault(bytes(32)).open("people.phone", ROW, SEALED)


@settings(deadline=None)
@given(st.binary(max_size=200), st.integers(min_value=0, max_value=2**63 - 1))
def test_whatever_is_sealed_opens_the_same_and_never_looks_the_same(plain: bytes, row: int) -> None:
    one, other = (VAULT.seal("files.name", row, plain) for _ in range(2))
    assert one != other
    assert VAULT.open("files.name", row, one) == plain


@settings(deadline=None)
@given(st.binary(min_size=1, max_size=60))
def test_bytes_of_no_sealing_of_ours_do_not_open(noise: bytes) -> None:
    with pytest.raises(CannotOpen):
        VAULT.open("people.phone", ROW, noise)

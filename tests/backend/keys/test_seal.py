"""Sealing: opens where it was sealed, nowhere else, and sizes say little."""

import os

import pytest
from hypothesis import given
from hypothesis import strategies as st

from backend.errors import Broken
from backend.keys.seal import Sealer


@given(st.binary(max_size=9000))
def test_what_is_sealed_opens_again(plain: bytes) -> None:
    sealer = Sealer(os.urandom(32))
    assert sealer.open(sealer.seal(plain, b"here"), b"here") == plain


def test_it_opens_nowhere_else() -> None:
    sealer = Sealer(os.urandom(32))
    sealed = sealer.seal(b"words", b"report.words/1")
    with pytest.raises(Broken):
        sealer.open(sealed, b"report.words/2")


def test_a_changed_byte_is_noticed() -> None:
    sealer = Sealer(os.urandom(32))
    sealed = bytearray(sealer.seal(b"words", b"here"))
    sealed[-1] ^= 1
    with pytest.raises(Broken):
        sealer.open(bytes(sealed), b"here")


def test_short_texts_of_different_lengths_look_alike() -> None:
    sealer = Sealer(os.urandom(32))
    assert len({len(sealer.seal(b"x" * size, b"")) for size in range(29)}) == 1


def test_the_same_words_never_look_the_same() -> None:
    sealer = Sealer(os.urandom(32))
    assert sealer.seal(b"words", b"here") != sealer.seal(b"words", b"here")

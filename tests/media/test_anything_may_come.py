"""Damaged files of every format: clean or refused, never another error, never a leak."""

import random

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from media.formats.jpeg import check_clean
from media.refusal import PhotoRefused
from media.scrub import clean
from media.sniff import Kind, sniff
from tests.media.photos import HEIC, hidden_in, laden

_HERE = {kind: laden(kind) for kind in ("jpeg", "png", "webp", "gif")}
_APART = {kind: laden(kind) for kind in ("tiff", "avif")} | {
    "heic": (HEIC / "turned.heic").read_bytes()
}


def _safe_or_refused(data: bytes) -> bool:
    """Whether `data` came out clean; a refusal is the only other outcome."""
    try:
        photo = clean(data)
    except PhotoRefused:
        return False
    for result in (photo.picture, photo.preview):
        check_clean(result, max_side_px=1600)
        assert hidden_in(result) == []
    return True


def _damaged(whole: bytes, chance: random.Random) -> bytes:
    """`whole` with bytes changed, taken out, doubled, or its end cut off."""
    data = bytearray(whole)
    for _ in range(chance.randint(1, 6)):
        # Half of the damage is done where headers and metadata lie.
        reach = len(data) if chance.random() < 0.5 else min(len(data), 1500)
        at, span = chance.randrange(reach), chance.randint(1, 40)
        match chance.randrange(5):
            case 0:
                data[at] = chance.randrange(256)
            case 1:
                data[at : at + span] = chance.randbytes(span)
            case 2:
                del data[at : at + span]
            case 3:
                data[at:at] = data[max(0, at - span) : at]
            case _:
                data[at : at + 4] = chance.choice((b"\xff" * 4, b"\0" * 4, b"\x7f\xff\xff\xff"))
        if len(data) < 50:
            break
    return bytes(data)


@settings(max_examples=150, suppress_health_check=[HealthCheck.too_slow])
@given(kind=st.sampled_from(sorted(_HERE)), seed=st.integers(0, 2**32))
def test_a_damaged_file_is_clean_or_refused(kind: str, seed: int) -> None:
    _safe_or_refused(_damaged(_HERE[kind], random.Random(seed)))


@settings(max_examples=12, suppress_health_check=[HealthCheck.too_slow])
@given(kind=st.sampled_from(sorted(_APART)), seed=st.integers(0, 2**32))
def test_a_damaged_file_decoded_apart_is_clean_or_refused(kind: str, seed: int) -> None:
    _safe_or_refused(_damaged(_APART[kind], random.Random(seed)))


@settings(max_examples=150)
@given(st.binary(max_size=300))
def test_any_bytes_are_told_apart_and_refused(data: bytes) -> None:
    assert isinstance(sniff(data), Kind)
    assert not _safe_or_refused(data)


_OPENINGS = (
    b"\xff\xd8\xff", b"\x89PNG\r\n\x1a\n", b"GIF89a", b"RIFF\x20\0\0\0WEBP", b"PK\x03\x04",
    b"RIFF\x20\0\0\0WEBPVP8X", b"\0\0\0\x20ftyp", b"\x1aE\xdf\xa3",
)  # fmt: skip


@settings(max_examples=300)
@given(opening=st.sampled_from(_OPENINGS), rest=st.binary(max_size=200))
def test_a_true_opening_before_any_bytes_is_refused(opening: bytes, rest: bytes) -> None:
    assert not _safe_or_refused(opening + rest)


@pytest.mark.long
@pytest.mark.parametrize("kind", sorted(_HERE | _APART))
def test_hundreds_of_damaged_files_are_clean_or_refused(kind: str) -> None:
    whole, count = (_HERE | _APART)[kind], 2000 if kind in _HERE else 300
    outcomes = [_safe_or_refused(_damaged(whole, random.Random(seed))) for seed in range(count)]
    assert any(outcomes)
    assert not all(outcomes)

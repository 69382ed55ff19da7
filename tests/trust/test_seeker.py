"""The seeker finds each form of each value, wherever it stands: a check that can fail."""

import os
import random
import struct
import zlib
from pathlib import Path

import pytest

from tests.trust import disguises
from tests.trust.disguises import Forms
from tests.trust.planted import KEPT_DECIMALS, Planted, degrees_of
from tests.trust.seeker import Find, Seeker

CANARIES: dict[str, Forms] = {
    "words": disguises.of_text("三楼过道堆满电动车，晚上还在充电"),
    "name": disguises.of_text("Wang Xiaoming-Zhukov"),
    "chat": disguises.of_number(5_871_203_344),
    "small-chat": disguises.of_number(871_203_344),
    "code": disguises.of_digits("49201177385503816642"),
    "place": disguises.of_degrees(33.128734912, 6),
    "secret": disguises.of_bytes(bytes(range(40, 72))),
}
INDEX_HEAD = struct.pack("<6I?", 4, 1, 0, 1, 0, 0, True)
_OFTEN = 4
"""Four bytes are found by chance; a leak stands there more often."""


@pytest.fixture(scope="module")
def seeker() -> Seeker:
    return Seeker(CANARIES)


@pytest.fixture(scope="module")
def noise() -> bytes:
    """What sealed values look like."""
    return random.Random(17).randbytes(300_000)


def found(finds: set[Find], canary: str) -> set[str]:
    return {find.form for find in finds if find.canary == canary}


@pytest.mark.parametrize("canary", CANARIES)
def test_every_form_is_found_wherever_it_stands(seeker: Seeker, noise: bytes, canary: str) -> None:
    forms = CANARIES[canary]
    shown = [raw * (_OFTEN if len(raw) == 4 else 1) for raw in forms.values()]
    between = [noise[at * 7 : at * 8] for at in range(len(shown))]
    data = b"".join(raw + some for raw, some in zip(shown, between, strict=True))
    for before in (b"", b"x", noise[:4095]):
        assert found(seeker.in_bytes(before + data, "here"), canary) == set(forms)
    for form, raw in zip(forms, shown, strict=True):
        assert form in found(seeker.in_bytes(noise[:99] + raw, "here"), canary)


def test_sealed_noise_and_empty_pages_hold_nothing(seeker: Seeker, noise: bytes) -> None:
    assert seeker.in_bytes(noise + bytes(2_000_000) + noise, "here") == set()


def test_across_the_border_of_two_chunks_a_value_is_found(seeker: Seeker) -> None:
    raw = CANARIES["name"]["utf-8"]
    for back in (0, 1, 5, len(raw)):
        data = bytes(8 * 1024 * 1024 - back) + raw + b"end"
        assert "utf-8" in found(seeker.in_bytes(data, "here"), "name")


@pytest.mark.parametrize("way", ["zlib", "zlib-best", "zlib-fast", "gzip"])
def test_within_a_compressed_stream_a_value_is_found(
    seeker: Seeker, noise: bytes, way: str
) -> None:
    body = b'{"text": "' + CANARIES["words"]["utf-8"] + b'"}' * 40
    stream = disguises.compressed(body)[way]
    finds = seeker.in_bytes(noise + stream + noise, "here")
    assert "utf-8" in found(finds, "words")
    assert all("unpacked" in find.where for find in finds)


def test_within_a_stream_within_a_stream_a_value_is_found(seeker: Seeker) -> None:
    inner = zlib.compress(b"front " + CANARIES["chat"]["utf-8"] + b" back")
    assert "utf-8" in found(seeker.in_bytes(zlib.compress(b"a" + inner), "here"), "chat")


def test_a_cut_stream_is_opened_as_far_as_it_goes(seeker: Seeker) -> None:
    stream = zlib.compress(CANARIES["name"]["utf-8"] + os.urandom(5000))
    assert "utf-8" in found(seeker.in_bytes(stream[:3000], "here"), "name")


@pytest.mark.parametrize(
    ("folder", "before", "is_found"),
    [
        ("pg_wal", INDEX_HEAD, False),
        ("pg_wal", INDEX_HEAD + b"xyz", True),
        ("pg_wal", INDEX_HEAD[1:], True),
        ("pg_wal", bytes(24), True),
        ("base", INDEX_HEAD, True),
    ],
)
def test_three_bytes_behind_a_new_indexs_head_in_the_servers_journal_are_passed_over(
    tmp_path: Path, folder: str, before: bytes, is_found: bool
) -> None:
    three = struct.pack("<d", 33.128734912)[-3:]
    path = tmp_path / folder / "000000010000000000000001"
    path.parent.mkdir()
    path.write_bytes(b"page" + before + three + bytes(9))
    seeker = Seeker({"place": {"packed": three + bytes(2)}})
    assert bool(seeker.in_folders([tmp_path])) is is_found


def test_a_name_of_a_file_is_looked_at_too(seeker: Seeker, tmp_path: Path) -> None:
    (tmp_path / "5871203344.json").write_bytes(b"{}")
    assert "utf-8" in found(seeker.in_folders([tmp_path]), "chat")


def test_all_packings_of_a_number_are_forms_of_it() -> None:
    forms = set(disguises.of_number(5_871_203_344).values())
    assert {struct.pack("<q", 5_871_203_344), struct.pack(">q", 5_871_203_344)} <= forms
    assert (5_871_203_344).to_bytes(6, "big") in forms
    assert struct.pack("<3h", 58, 7120, 3344) in forms
    assert struct.pack("<i", 871_203_344) in set(disguises.of_number(871_203_344).values())


def test_a_base64_text_holds_a_form_at_each_alignment() -> None:
    import base64

    forms = [raw for name, raw in disguises.of_text("Xiaoming Zhu").items() if "base64-" in name]
    for shift in range(3):
        text = base64.b64encode(b"x" * shift + b"Xiaoming Zhu" + b"tail")
        assert any(form in text for form in forms), shift


def test_the_bare_hashes_of_a_value_are_forms_of_it() -> None:
    import hashlib

    forms = set(disguises.of_text("5871203344").values())
    for name in ("md5", "sha1", "sha256"):
        made = hashlib.new(name, b"5871203344")
        assert {
            made.digest(),
            made.hexdigest().encode(),
            made.hexdigest().upper().encode(),
        } <= forms


def test_a_planted_photos_place_is_none_that_rounding_leaves_as_it_is() -> None:
    planted = Planted(random.Random(11))
    for _ in range(30_000):
        degrees = degrees_of(planted.angle(33, 7, 430_000))
        assert round(degrees, KEPT_DECIMALS) != round(degrees, 6)
        assert 33.1286 < degrees < 33.1298

"""Boxes: sealed with a public half, opened with the private one alone."""

from pathlib import Path

import pytest

from backend.errors import Broken, KeysDiffer, Refused
from backend.keys.boxes import PublicHalf, public_half
from backend.keys.pairs import make_pair
from backend.keys.unboxing import private_half

SAID = "correct horse battery"


def pair(folder: Path, name: str) -> tuple[PublicHalf, Path]:
    private = folder / f"{name}.pem"
    make_pair(folder / f"{name}.pub", private, SAID)
    half = public_half(folder, name)
    assert half is not None
    return half, private


def test_a_box_opens_with_its_own_private_half_alone(tmp_path: Path) -> None:
    half, private = pair(tmp_path, "payer")
    _, other = pair(tmp_path, "evidence")
    box = half.seal("王小明".encode(), "identity.name/1")
    assert private_half(private, SAID).open(box, "identity.name/1").decode() == "王小明"
    with pytest.raises(Broken):
        private_half(other, SAID).open(box, "identity.name/1")


def test_a_box_opens_only_where_it_was_sealed_and_unchanged(tmp_path: Path) -> None:
    half, private = pair(tmp_path, "payer")
    box, opens = half.seal(b"x", "identity.name/1"), private_half(private, SAID).open
    for wrong in (box[:-1], box[:31], b"", bytes(32) + box[32:], bytes([box[0] ^ 1]) + box[1:]):
        with pytest.raises(Broken):
            opens(wrong, "identity.name/1")
    with pytest.raises(Broken):
        opens(box, "identity.name/2")


def test_two_boxes_around_the_same_are_not_alike(tmp_path: Path) -> None:
    half, _ = pair(tmp_path, "payer")
    one, other = (half.seal(b"6222020012345678", "identity.account/1") for _ in range(2))
    assert one[:32] != other[:32]
    assert len(one) == len(other)


def test_without_a_key_there_is_none_and_a_broken_one_is_said(tmp_path: Path) -> None:
    assert public_half(tmp_path, "payer") is None
    (tmp_path / "payer.pub").write_text("no key")
    with pytest.raises(KeysDiffer, match=r"payer\.pub"):
        public_half(tmp_path, "payer")


def test_a_wrong_passphrase_or_file_is_refused(tmp_path: Path) -> None:
    _, private = pair(tmp_path, "payer")
    for path, said in ((private, "wrong horse battery"), (tmp_path / "payer.pub", SAID)):
        with pytest.raises(Refused, match="refused-private-key"):
            private_half(path, said)
    with pytest.raises(Refused, match="refused-private-key"):
        private_half(tmp_path / "none.pem", SAID)

"""Many places: checked once, read when they are needed, and no other place's file is touched."""

from pathlib import Path

import pytest

from backend.places.load import load_file
from backend.places.reading import ProfileError
from backend.places.shelf import READ_AT_START, Shelf, Sources, parents_of
from backend.places.tools import new_file

CODES = [str(360_100 + at) for at in range(READ_AT_START + 2)]


@pytest.fixture
def sources(tmp_path: Path) -> dict[str, Sources]:
    """So many places that they are not all read at the start."""
    for code in CODES:
        assert new_file(tmp_path, code, "made", zh=f"地方{code}", en=f"Place {code}")[0] == 0
    return {
        code: Sources(tmp_path / f"{code}-made.toml", tmp_path / f"place-{code}.toml")
        for code in CODES
    }


def test_what_was_checked_is_not_read_again_until_it_changes(
    sources: dict[str, Sources], tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    read: list[str] = []

    def counting(path: Path, *, own: Path | None = None) -> object:
        read.append(path.name[:6])
        return load_file(path, own=own)

    monkeypatch.setattr("backend.places.shelf.load_file", counting)
    checked = tmp_path / "checked.json"
    first = Shelf(sources, checked)
    assert sorted(read) == CODES
    read.clear()
    again = Shelf(sources, checked)
    assert (read, again.cards) == ([], first.cards)
    assert again[CODES[3]].names.zh == f"地方{CODES[3]}"
    assert again[CODES[3]] is again[CODES[3]]
    assert read == [CODES[3]]
    read.clear()
    file = sources[CODES[5]].file
    file.write_text(file.read_text("utf-8").replace(f"地方{CODES[5]}", "新名"), "utf-8")
    assert Shelf(sources, checked).cards[CODES[5]].zh == "新名"
    assert read == [CODES[5]]
    read.clear()
    sources[CODES[6]].own.write_text('[confirmed]\n"limits.verify_days" = 30\n', "utf-8")
    assert Shelf(sources, checked)[CODES[6]].limits.verify_days == 30
    checked.write_text("spoilt", "utf-8")
    assert Shelf(sources, checked).cards[CODES[0]].trial


def test_every_file_that_is_not_in_order_is_named(sources: dict[str, Sources]) -> None:
    for code in CODES[:2]:
        sources[code].file.write_text("[identity]\n", "utf-8")
    with pytest.raises(ProfileError, match=rf"(?s){CODES[0]}-made.*{CODES[1]}-made"):
        Shelf(sources)


def test_a_file_under_another_places_code_is_refused(
    sources: dict[str, Sources], tmp_path: Path
) -> None:
    sources[CODES[0]].file.replace(sources[CODES[1]].file)
    with pytest.raises(ProfileError, match=f"{CODES[0]} was given; the file's name says"):
        Shelf({CODES[1]: sources[CODES[1]]})


def test_who_stands_above_is_known_without_reading(sources: dict[str, Sources]) -> None:
    found = Shelf(sources)
    assert set(parents_of(found)) == set(CODES)
    assert parents_of({code: found[code] for code in CODES[:1]}) == {CODES[0]: ""}

"""Originals of pictures: kept as was agreed once, of pictures that come later too."""

import pytest

from handlers.dialogue.event import PhotoReady
from tests.kit.person import PLACE, WORDS, Person


def sent(answer: str, *, holding: bool = False) -> Person:
    """A report with one picture, and the answer about its original."""
    person = Person()
    person.keeps_originals = True
    person.types(WORDS)
    person.holding = holding
    person.shows("first.jpg")
    person.types(PLACE)
    while person.last is None or person.last.key != "report-originals":
        person.types("跳过")
    for text in (answer, "发送"):
        person.types(text)
    return person


def originals(person: Person) -> list[str]:
    """Of which pictures the report holds the original."""
    kept = [one for added in person.office.newest.added for one in added.evidence]
    return [evidence_id for _, kind, evidence_id in kept if kind == "original"]


def add(person: Person, ref: str) -> None:
    for text in ("跳过", "留着", "查进度", "补充"):
        person.types(text)
    person.shows(ref)


def test_who_agreed_keeps_the_original_of_a_picture_that_is_added_too() -> None:
    person = sent("封存原件")
    assert originals(person) == ["evidence-first.jpg"]
    add(person, "more.jpg")
    assert originals(person) == ["evidence-first.jpg", "evidence-more.jpg"]
    assert person.dropped == []


@pytest.mark.parametrize("answer", ["不留原件", "跳过"])
def test_who_did_not_agree_keeps_none_later_either(answer: str) -> None:
    person = sent(answer)
    add(person, "more.jpg")
    assert originals(person) == []
    assert [one.refs for one in person.dropped] == [("first.jpg",), ("more.jpg",)]


def test_where_the_key_for_evidence_went_what_came_goes_at_once() -> None:
    person = sent("封存原件")
    person.keeps_originals = False
    add(person, "more.jpg")
    assert originals(person) == ["evidence-first.jpg"]
    assert [one.refs for one in person.dropped] == [("more.jpg",)]


def test_the_original_of_a_picture_on_its_way_is_kept_once_that_is_clean() -> None:
    person = sent("封存原件", holding=True)
    assert originals(person) == []
    person.holding = False
    person.does(PhotoReady("first.jpg", "photo-first.jpg"))
    assert originals(person) == ["evidence-first.jpg"]
    assert person.state is not None
    assert person.state.awaited == ()

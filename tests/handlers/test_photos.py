"""Pictures and recordings: albums, repeats, late ones, refusals, claims, and those of nobody."""

import pytest

from handlers.dialogue.effect import KeepPhoto
from handlers.dialogue.event import (
    EvidenceKept,
    EvidenceRefused,
    EvidenceSent,
    PhotoReady,
    PhotoRefused,
    PhotoSent,
    TextEdited,
)
from handlers.dialogue.turn import Ask
from handlers.drafting import has_place
from handlers.photos import EVIDENCE_MAX, REFUSALS
from handlers.public import advance
from tests.kit.person import CATALOGUE, PLACE, WORDS, Person


def test_ten_pictures_of_an_album_are_answered_once() -> None:
    person = Person()
    person.types(WORDS)
    keys: list[str] = []
    for number in range(10):
        person.tell(PhotoSent(f"p{number}", "A"))
        keys += [one.key for one in person._heard]
        person._heard.clear()
    assert keys == []
    assert [one.key for one in person.heard()] == ["report-photos-so-far", "report-place"]
    assert len(person.draft.photos) == 10


def test_a_picture_that_came_before_is_not_counted_twice() -> None:
    person = Person()
    person.shows("a.jpg")
    assert person.shows("a.jpg") == []
    assert len(person.draft.photos) == 1


def test_the_limit_is_told_once_an_album() -> None:
    person = Person(photos_max=2)
    person.types(WORDS)
    for number in range(6):
        person.tell(PhotoSent(f"p{number}", "A"))
    assert [one.key for one in person._heard].count("report-photos-enough") == 1
    assert len(person.draft.photos) == 2


def test_a_caption_is_part_of_the_story() -> None:
    person = Person()
    keys = person.shows("a.jpg", caption=WORDS)
    assert keys == ["greeting", "report-photo-received", "report-place"]
    assert [text for _, text in person.draft.words] == [WORDS]


def test_what_was_removed_is_told_once() -> None:
    person = Person()
    person.holding = True
    person.shows("a.jpg")
    person.shows("b.jpg")
    first = person.does(PhotoReady("a.jpg", "A", ("gps", "camera")))
    second = person.does(PhotoReady("b.jpg", "B", ("gps",)))
    assert first == ["report-photo-cleaned-place"]
    assert second == []


def test_without_a_place_in_it_none_is_said_to_be_removed() -> None:
    person = Person()
    person.holding = True
    person.shows("a.jpg")
    assert person.does(PhotoReady("a.jpg", "A", ("camera", "time"))) == ["report-photo-cleaned"]


def test_a_photos_claim_is_asked_before_it_is_used() -> None:
    person = Person()
    person.types(WORDS)
    person.holding = True
    person.shows("a.jpg")
    keys = person.does(PhotoReady("a.jpg", "A", ("gps",), 33.13, 117.9))
    assert keys == ["report-photo-cleaned-place", "place-from-photo"]
    assert not has_place(person.draft)
    person.taps("yes")
    assert person.draft.spot is not None
    assert person.draft.spot.source == "photo"


def test_a_second_photos_claim_is_dropped_unread() -> None:
    person = Person()
    person.types(WORDS)
    person.holding = True
    person.shows("a.jpg")
    person.shows("b.jpg")
    person.does(PhotoReady("a.jpg", "A", ("gps",), 33.13, 117.9))
    person.taps("no")
    assert person.does(PhotoReady("b.jpg", "B", ("gps",), 33.14, 117.9)) == []
    assert "33.14" not in repr(person.state)


def test_a_claim_beside_a_known_place_leaves_no_trace() -> None:
    person = Person()
    person.types(WORDS)
    person.types(PLACE)
    person.holding = True
    person.shows("a.jpg")
    person.does(PhotoReady("a.jpg", "A", ("gps",), 33.2222, 117.9))
    assert "33.2222" not in repr(person.state)


def test_a_claim_outside_the_place_is_not_spoken_of() -> None:
    person = Person()
    person.types(WORDS)
    person.holding = True
    person.shows("a.jpg")
    assert person.does(PhotoReady("a.jpg", "A", (), 31.2, 121.4)) == []


@pytest.mark.parametrize("reason", [*REFUSALS, "gone", "something-new"])
def test_every_refusal_has_words_and_loses_nothing_else(reason: str) -> None:
    person = Person()
    person.types(WORDS)
    person.holding = True
    person.shows("a.jpg")
    keys = person.does(PhotoRefused("a.jpg", reason))
    assert keys[0].startswith("photo-refused-")
    assert keys[1:] == ["report-place"]
    assert person.draft.photos == ()
    assert [text for _, text in person.draft.words] == [WORDS]


def test_a_refusal_while_a_case_lies_open_does_not_leave_the_case() -> None:
    person = Person().sent_a_report()
    person.types("我要反映")
    person.holding = True
    person.shows("a.jpg")
    person.types("查进度")
    doing = person.doing
    assert person.does(PhotoRefused("a.jpg", "broken")) == ["photo-refused-broken"]
    assert person.doing == doing


def test_a_picture_of_a_dropped_report_is_deleted_when_it_comes() -> None:
    person = Person()
    person.holding = True
    person.shows("a.jpg")
    person.types("取消")
    person.taps("drop")
    person.does(PhotoReady("a.jpg", "A"))
    assert person.dropped[-1].photo_ids == ("A",)


def test_a_late_part_of_an_album_joins_the_report_that_was_filed() -> None:
    person = Person()
    person.does(PhotoSent("a.jpg", "A", WORDS))
    person.types(PLACE)
    person.types("后面都跳过")
    person.types("发送")
    assert person.shows("late.jpg", "A") == []
    assert person.office.newest.added[0].photos == (("late.jpg", "photo-late.jpg"),)
    assert person.shows("late.jpg", "A") == []
    assert len(person.office.newest.added) == 1


def test_a_late_picture_that_is_refused_is_told() -> None:
    person = Person()
    person.does(PhotoSent("a.jpg", "A", WORDS))
    person.types(PLACE)
    person.types("后面都跳过")
    person.holding = True
    person.types("发送")
    person.shows("late.jpg", "A")
    assert person.does(PhotoRefused("late.jpg", "broken")) == ["photo-refused-broken"]


@pytest.mark.parametrize("kind", ["video", "voice", "document"])
def test_a_recording_is_kept_as_evidence(kind: str) -> None:
    person = Person()
    person.types(WORDS)
    keys = person.does(EvidenceSent("e", kind, 5, 900))
    assert keys == [f"report-{kind}-kept", "report-place"]
    assert person.draft.evidence == (("e", kind, "evidence-e"),)


@pytest.mark.parametrize("kind", ["video", "voice", "document"])
def test_two_people_are_promised_only_where_a_key_for_evidence_holds_them_to_it(kind: str) -> None:
    person = Person()
    person.keeps_originals = True
    person.types(WORDS)
    assert person.does(EvidenceSent("e", kind))[0] == f"report-{kind}-received"
    two = ("两个人", "two people")
    for key, promised in ((f"report-{kind}-received", True), (f"report-{kind}-kept", False)):
        texts = (CATALOGUE.say(language, key, {}) for language in ("zh-Hans", "en"))
        assert all((one in text) is promised for one, text in zip(two, texts, strict=True))


def test_a_recording_alone_still_asks_for_words() -> None:
    person = Person()
    assert person.does(EvidenceSent("e", "voice"))[-1] == "report-words"


def test_a_recording_that_cannot_be_kept_is_told() -> None:
    person = Person()
    person.types(WORDS)
    person.does(EvidenceSent("e", "voice"))
    assert person.does(EvidenceRefused("e", "gone")) == ["evidence-refused", "report-place"]
    assert person.draft.evidence == ()


def test_a_recording_that_is_done_after_filing_joins_its_report() -> None:
    person = Person()
    person.types(WORDS)
    person.holding = True
    person.does(EvidenceSent("e", "video"))
    person.types(PLACE)
    person.types("后面都跳过")
    person.types("发送")
    assert person.does(EvidenceKept("e", "E")) == []
    assert person.office.newest.added[0].evidence == (("e", "video", "E"),)


def test_recordings_of_a_dropped_report_go_too_whenever_they_come() -> None:
    person = Person()
    person.types(WORDS)
    person.does(EvidenceSent("e", "voice"))
    person.holding = True
    person.does(EvidenceSent("late", "video"))
    person.types("取消")
    person.taps("drop")
    assert person.dropped[-1].photo_ids == ("evidence-e",)
    assert person.dropped[-1].refs == ("e", "late")
    person.does(EvidenceKept("late", "LATE"))
    assert person.dropped[-1].photo_ids == ("LATE",)


def test_there_is_an_end_to_recordings() -> None:
    person = Person()
    person.types(WORDS)
    for number in range(EVIDENCE_MAX):
        person.does(EvidenceSent(f"e{number}", "voice"))
    assert person.does(EvidenceSent("one-more", "voice"))[0] == "report-evidence-enough"
    assert len(person.draft.evidence) == EVIDENCE_MAX


def test_an_edited_message_changes_its_own_words_alone() -> None:
    person = Person()
    person.types(WORDS, "m1")
    person.types("已经一个多月了，每天晚上都有人在这里充电，物业来过一次，什么也没有做", "m2")
    assert person.does(TextEdited("楼道里停满三轮车", "m1")) == ["report-words-changed"]
    assert person.draft.words[0] == ("m1", "楼道里停满三轮车")
    assert len(person.draft.words) == 2


def test_an_edit_of_what_was_sent_is_told_to_be_too_late() -> None:
    person = Person()
    person.types(WORDS, "m1")
    person.types(PLACE)
    person.types("后面都跳过")
    person.types("发送")
    assert person.does(TextEdited("别的", "m1")) == ["report-edit-too-late"]


def test_an_edit_of_something_unknown_changes_nothing() -> None:
    person = Person().told_a_report()
    before = person.state
    assert person.does(TextEdited("别的", "m99")) == []
    assert person.state == before


def test_the_same_message_again_is_one_message() -> None:
    person = Person()
    person.types(WORDS, "m1")
    person.types(WORDS, "m1")
    assert len(person.draft.words) == 1


def test_pictures_are_asked_for_only_once_each() -> None:
    person = Person()
    person.types(WORDS)
    assert person.state is not None
    step = advance(person.state, PhotoSent("a.jpg", "A"), person.facts())
    again = advance(step.state, PhotoSent("a.jpg", "A"), person.facts())
    assert [type(one) for one in step.do] == [KeepPhoto]
    assert (again.do, again.ask) == ((), Ask.NOT)

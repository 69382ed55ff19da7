"""What is sent for a filed report: additions, answers, disagreement, and what may belong."""

import pytest

from handlers.dialogue.effect import Effect, KeepEvidence
from handlers.dialogue.event import Event, EvidenceSent, PhotoReady, PhotoSent, PlaceShared
from handlers.dialogue.public_effect import ProposeSectors
from handlers.doing import Answering, Objecting, Viewing
from tests.kit.person import Person
from tests.kit.reporter import names, office, reported


def test_everything_can_be_added_until_it_is_done() -> None:
    person = reported()
    person.types("查进度")
    person.types("补充")
    assert person.types("早上也这样") == ["case-added", "case-add"]
    assert person.shows("more.jpg") == ["case-photo-coming", "case-add"]
    assert person.does(EvidenceSent("v", "voice"))[0] == "case-evidence-coming"
    assert person.does(PlaceShared(33.14, 117.88)) == ["case-added", "case-add"]
    assert person.types("好了") == ["case-menu"]
    added = person.office.newest.added
    assert [bool(one.words) for one in added].count(True) == 1
    assert ("more.jpg", "photo-more.jpg") in [pair for one in added for pair in one.photos]
    assert ("v", "voice", "evidence-v") in [one for each in added for one in each.evidence]
    assert any(one.spot for one in added)


@pytest.mark.parametrize("before", [("查进度", "补充"), ("查进度",)])
def test_a_recording_that_is_added_keeps_the_length_that_the_door_told(
    before: tuple[str, ...], monkeypatch: pytest.MonkeyPatch
) -> None:
    person = reported()
    done: list[Effect] = []
    perform = person._do

    def noted(effect: Effect) -> Event | None:
        done.append(effect)
        return perform(effect)

    monkeypatch.setattr(person, "_do", noted)
    for text in before:
        person.types(text)
    person.does(EvidenceSent("v", "voice", 7))
    if len(before) == 1:
        person.taps("to-case")
    assert [one for one in done if isinstance(one, KeepEvidence)] == [KeepEvidence("v", "voice", 7)]


def test_danger_in_what_is_added_names_the_numbers() -> None:
    person = reported()
    person.types("查进度")
    person.types("补充")
    assert person.types("现在着火了")[0] == "danger-call"


def test_an_answer_says_that_none_is_owed_and_goes_to_its_question() -> None:
    person = reported()
    office(person, "asks which-unit")
    assert person.types("看消息") == ["case", "office-question"]
    assert person.types("门口写着顺达物流") == ["answer-passed-on", "case-menu"]
    (answer,) = person.office.newest.added
    assert (answer.words, answer.question_id) == ("门口写着顺达物流", "question-1")


def test_a_bare_number_answers_a_question_of_the_office() -> None:
    person = reported()
    office(person, "asks: 有几辆车?")
    person.types("看消息")
    assert person.types("2") == ["answer-passed-on", "case-menu"]


def test_several_questions_come_one_after_another() -> None:
    person = reported()
    office(person, "asks which-unit", "asks still-there")
    person.types("看消息")
    first = person.doing
    assert person.types("不回答") == ["office-question"]
    assert isinstance(first, Answering)
    assert isinstance(person.doing, Answering)
    assert person.doing.question_id != first.question_id
    assert person.types("返回") == ["case-menu"]


def test_a_picture_is_an_answer_too() -> None:
    person = reported()
    office(person, "asks wider-photo")
    person.types("看消息")
    person.shows("wide.jpg")
    (answer,) = person.office.newest.added
    assert answer.question_id == "question-1"


def test_what_the_office_declines_is_explained() -> None:
    person = reported()
    person.types("查进度")
    person.types("补充")
    case = person.office.newest
    person.office.change(case, may_add=False)
    assert person.types("还有一句")[0] == "refused-case-ended"
    assert isinstance(person.doing, Viewing)


def test_a_place_beside_an_open_case_is_asked_about() -> None:
    person = reported()
    person.types("查进度")
    assert person.does(PlaceShared(33.14, 117.88)) == ["where-belongs"]
    assert person.taps("to-case")[0] == "case-added"
    assert person.office.newest.added[0].spot is not None


def test_something_new_beside_an_open_case_is_a_new_report() -> None:
    person = reported()
    person.types("查进度")
    person.types("隔壁厂里也有同样的事")
    person.shows("next.jpg", "A")
    assert person.types("另外一件事")[-1] == "report-place"
    assert [text for _, text in person.draft.words] == ["隔壁厂里也有同样的事"]
    assert [ref for ref, _ in person.draft.photos] == ["next.jpg"]


def test_what_waits_for_its_place_is_not_left_behind() -> None:
    person = reported()
    person.types("查进度")
    person.types("隔壁厂里也有同样的事")
    for typed in ("查进度", "我要反映", "你好", "返回", person.office.newest.code):
        assert person.types(typed) == ["first-this", "where-belongs"]
    person.shows("held.jpg")
    assert person.types("不要了")[0] == "words-dropped"
    assert person.dropped[-1].refs == ("held.jpg",)


def test_a_case_that_takes_no_more_lets_a_new_report_begin() -> None:
    person = reported()
    office(person, "closes")
    person.types("看消息")
    assert person.types("隔壁厂里也有同样的事")[-1] == "report-place"


# ── disagreeing ─────────────────────────────────────────────────────────────────────────────────


def test_an_objection_opens_the_case_and_its_pictures_follow() -> None:
    person = reported()
    office(person, "disproves not-found")
    person.types("看消息")
    assert "add" not in names(person)
    person.types("不同意")
    assert person.shows("gate.jpg") == ["objection"]
    assert isinstance(person.doing, Objecting)
    assert person.types("看的不是这里")[0] == "objection-in"
    photos = [pair for one in person.office.newest.added for pair in one.photos]
    assert photos == [("gate.jpg", "photo-gate.jpg")]
    assert "object" not in names(person)
    assert "add" in names(person)


def test_news_of_an_objection_is_promised_only_where_it_can_come() -> None:
    for door in ("messenger", "web"):
        filer, elsewhere = reported(), Person(door=door)
        office(filer, "disproves not-found")
        elsewhere.office = filer.office
        elsewhere.types(filer.office.newest.code)
        elsewhere.types("不同意")
        assert elsewhere.types("看的不是这里")[0] == "objection-in-look"


def test_not_fixed_can_be_said_without_words() -> None:
    person = reported()
    office(person, "closes")
    person.types("看消息")
    person.types("没改好")
    assert person.types("跳过")[0] == "unfixed-in"


def test_an_album_for_a_case_is_answered_once() -> None:
    person = reported()
    person.types("查进度")
    person.types("补充")
    person.holding = True
    for number in range(3):
        person.tell(PhotoSent(f"p{number}", "Z"))
    assert [one.key for one in person.heard()] == ["case-photo-coming", "case-add"]


def test_more_pictures_than_a_report_takes_are_declined_once_an_album() -> None:
    person = reported()
    person.office.photos_max = person.office.newest.view.photo_count + 2
    person.types("查进度")
    person.types("补充")
    person.holding = True
    for number in range(5):
        person.tell(PhotoSent(f"p{number}", "Z"))
    person.heard()
    for number in range(5):
        person.tell(PhotoReady(f"p{number}", f"photo-p{number}"))
    assert [one.key for one in person.heard()] == ["refused-photos-enough"]
    assert person.state is not None
    assert person.state.awaited == ()
    assert person.types("另外还有一句")[0] == "case-added"


def test_an_album_beside_an_open_case_is_asked_about_once() -> None:
    person = reported()
    person.types("查进度")
    for number in range(3):
        person.tell(PhotoSent(f"p{number}", "Z"))
    assert [one.key for one in person.heard()] == ["where-belongs"]
    assert person.taps("to-case") == ["case-photo-coming", "case-add"]
    photos = [pair for one in person.office.newest.added for pair in one.photos]
    assert len(photos) == 3


def test_much_that_waited_goes_to_a_report_in_one_step() -> None:
    person = reported()
    person.types("我要反映")
    for text in ("另一个院子里也是", "武桥镇", "跳过"):
        person.types(text)
    person.types("查进度")
    for number in range(9):
        person.tell(PhotoSent(f"p{number}", "Z"))
    person.heard()
    person.types("那边的锅炉没有年检")
    assert person.taps("to-report")[-1] == "report-sector"
    assert len(person.draft.photos) == 9
    looked = [one for one in person.office.performed if isinstance(one, ProposeSectors)]
    assert "锅炉" in looked[-1].words

"""An edited message changes what it was told for, or the way to change it is told."""

from handlers.dialogue.event import TextEdited
from handlers.dialogue.public_effect import FindPlace, PlacesLikely, Spot
from handlers.doing import Adding, AskingDetail, AwaitingPlace, ChoosingSpot, Summarising
from handlers.places import STORY_WIDTH
from handlers.public import advance
from tests.kit.person import PLACE, WORDS, Person

UNIT = "城南砖厂"


def told(place: str = PLACE) -> Person:
    """Words, a place as message p1 and a unit as message u1."""
    person = Person()
    person.types(WORDS)
    person.types(place, "p1")
    person.types(UNIT, "u1")
    return person


def test_the_place_is_taken_anew_and_the_step_at_hand_goes_on() -> None:
    person = told()
    asked = person.doing
    assert person.does(TextEdited("小圩镇", "p1")) == ["place-noted", "report-sector"]
    assert person.doing == asked
    assert person.draft.spot is not None
    assert "小圩" in person.draft.spot.label
    assert "小圩镇" not in [text for _, text in person.draft.words]


def test_the_summary_is_shown_again_with_the_new_place_and_unit() -> None:
    person = told()
    person.types("后面都跳过")
    assert person.does(TextEdited("33.1, 117.9", "p1"))[-1] == "report-summary"
    assert person.does(TextEdited("33.1386, 117.8658", "p1"))[-1] == "report-summary"
    assert person.does(TextEdited("城北砖厂", "u1")) == ["report-words-changed", "report-summary"]
    assert isinstance(person.doing, Summarising)
    assert person.draft.unit_name == "城北砖厂"


def test_a_place_in_words_is_changed_as_words() -> None:
    person = told("供销社对面")
    assert "place-in-words" in person.does(TextEdited("粮库对面", "p1"))
    assert person.draft.place_words == "粮库对面"


def test_what_cannot_be_read_as_a_place_or_a_unit_is_told_with_the_way() -> None:
    person = told()
    before = person.draft
    story = "他们每天晚上都在这里拉线充电" * (STORY_WIDTH // 20)
    assert person.does(TextEdited(story, "p1")) == ["edit-place-how"]
    assert person.does(TextEdited("砖" * 200, "u1")) == ["edit-unit-how"]
    assert person.draft == before
    assert isinstance(person.doing, AskingDetail)


def test_a_pin_that_came_later_is_the_place_whatever_is_edited_then() -> None:
    person = told()
    person.types("后面都跳过")
    person.types("修改")
    person.types("地点")
    person.types("33.1386, 117.8658", "p2")
    before = person.draft
    assert person.does(TextEdited("小圩镇", "p1")) == []
    assert person.draft == before


def test_while_one_of_several_is_chosen_the_answer_can_be_edited() -> None:
    person = Person()
    person.types(WORDS)
    assert person.state is not None
    asked = person.state.at(AwaitingPlace("庄上", "p1"))
    spots = (Spot(33.1, 117.8, "东庄"), Spot(33.2, 117.9, "西庄"))
    choosing = advance(asked, PlacesLikely(spots, "庄上"), person.facts()).state
    assert isinstance(choosing.doing, ChoosingSpot)
    anew = advance(choosing, TextEdited(PLACE, "p1"), person.facts())
    assert anew.state.doing == AwaitingPlace(PLACE, "p1")
    assert anew.do == (FindPlace(text=PLACE),)


def test_after_sending_and_beside_a_case_nothing_changes_unsaid() -> None:
    person = told()
    for text in ("后面都跳过", "发送", "跳过", "留着"):
        person.types(text)
    assert person.does(TextEdited("小圩镇", "p1")) == ["report-edit-too-late"]
    assert person.does(TextEdited("城北砖厂", "u1")) == ["report-edit-too-late"]
    number = person.office.newest.view.number
    person.types("我要反映")
    person.types("新的一件事情在这里")
    person.types(PLACE, "p9")
    person.types("查进度")
    person.types("补充")
    assert person.does(TextEdited("小圩镇", "p9")) == ["edit-place-how"]
    assert isinstance(person.doing, Adding)
    assert person.doing.view.number == number

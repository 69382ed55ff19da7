"""Where it is: every way to say it lands, what does not fit is asked again, nothing is lost."""

import pytest

from handlers.dialogue.event import PlaceShared
from handlers.dialogue.public_effect import FindPlace, PlacesLikely, Spot
from handlers.dialogue.turn import Ask
from handlers.doing import AskingDetail, AwaitingPlace, ChoosingSpot, ConfirmingSpot, SortingText
from handlers.drafting import opened
from handlers.place_said import line
from handlers.public import advance
from tests.kit.person import PLACE, WORDS, Person

PIN = PlaceShared(33.1287, 117.8943)
FAR = PlaceShared(31.2304, 121.4737)


def asked_for_the_place() -> Person:
    person = Person()
    person.types(WORDS)
    return person


@pytest.mark.parametrize(
    "typed",
    [
        "33.1287,117.8943",
        "33.1287 117.8943",
        "３３.１２８７，１１７.８９４３",
        "N33°07′43″ E117°53′39″",
        "北纬33度7分 东经117度53分",
        "https://uri.amap.com/marker?position=117.8943,33.1287",
        "城关镇",
        "新集镇新集村",
        "chengguan",
    ],
)
def test_a_place_in_any_common_form_is_found(typed: str) -> None:
    person = asked_for_the_place()
    assert person.types(typed)[0] == "place-noted"
    assert person.draft.spot is not None
    assert isinstance(person.doing, AskingDetail)


def test_a_venue_keeps_its_label() -> None:
    person = asked_for_the_place()
    person.does(PlaceShared(33.1287, 117.8943, label="老粮站"))
    assert line(person.draft) == "老粮站"


def test_what_was_typed_about_a_place_stays_beside_what_was_found() -> None:
    person = asked_for_the_place()
    person.types("新集镇新集村村口的粮库")
    assert person.draft.spot is not None
    assert person.draft.place_words == "新集镇新集村村口的粮库"
    assert line(person.draft) == "新集镇新集村村口的粮库"


def test_a_pin_after_words_about_the_place_keeps_the_words() -> None:
    person = asked_for_the_place()
    person.types("供销社对面")
    person.does(PIN)
    assert person.draft.spot is not None
    assert person.draft.place_words == "供销社对面"
    shown = person.catalogue.say("zh-Hans", "summary-place", {"place": line(person.draft)})
    assert "供销社对面" in shown
    assert "城关镇" in shown


def test_a_place_that_no_map_knows_stands_in_the_persons_words() -> None:
    person = asked_for_the_place()
    assert person.types("老供销社对面那条小路")[0] == "place-in-words"
    assert person.draft.place_words == "老供销社对面那条小路"


def test_what_may_be_place_or_story_is_asked_and_kept_meanwhile() -> None:
    person = asked_for_the_place()
    assert person.types("已经两天没人管了") == ["place-or-words"]
    assert isinstance(person.doing, SortingText)
    assert "已经两天没人管了" in [text for _, text in person.draft.words]
    person.taps("is-place")
    assert person.draft.place_words == "已经两天没人管了"
    assert [text for _, text in person.draft.words] == [WORDS]


def test_a_long_answer_to_where_is_part_of_the_story() -> None:
    person = asked_for_the_place()
    story = "他们从二楼的窗户拉一根电线下来给楼下的车充电，有时候一晚上十几辆，夏天已经烧过一次了"
    assert person.types(story) == ["report-words-added", "report-place"]
    assert story in [text for _, text in person.draft.words]


def test_a_pin_outside_is_answered_kindly_and_asked_again() -> None:
    person = asked_for_the_place()
    assert person.does(FAR) == ["place-outside", "report-place"]
    assert person.draft.spot is None


def test_a_short_link_is_never_opened_and_its_words_are_looked_up() -> None:
    person = asked_for_the_place()
    keys = person.types("【高德地图】城关镇 https://surl.amap.com/6Hk2bQ1")
    assert keys[0] == "place-short-link"
    links = [one for one in person.office.performed if isinstance(one, FindPlace)]
    assert "surl" not in links[-1].text


def test_a_name_in_the_story_is_offered_and_not_taken_unasked() -> None:
    person = Person()
    assert person.types("朱顶镇的工地没人戴安全帽")[-1] == "place-from-words"
    assert person.draft.spot is None
    person.taps("yes")
    assert person.draft.spot is not None


def test_several_likely_places_are_chosen_from() -> None:
    person = asked_for_the_place()
    person.types("33.1287,117.8943,")
    person = asked_for_the_place()
    spots = (
        Spot(33.1, 117.8, "东庄", source="gazetteer"),
        Spot(33.2, 117.9, "西庄", source="gazetteer"),
    )
    assert person.state is not None
    step = advance(
        person.state.at(AwaitingPlace("庄上")), PlacesLikely(spots, "庄上"), person.facts()
    )
    person.state = step.state
    assert isinstance(person.doing, ChoosingSpot)
    person.ask()
    person.heard()
    assert person.types("西庄")[0] == "place-noted"
    assert person.draft.spot == spots[1]
    assert person.draft.place_words == "庄上"


def test_none_of_the_likely_places_keeps_what_was_typed() -> None:
    person = asked_for_the_place()
    assert person.state is not None
    spots = (
        Spot(33.1, 117.8, "东庄", source="gazetteer"),
        Spot(33.2, 117.9, "西庄", source="gazetteer"),
    )
    person.state = person.state.at(ChoosingSpot(spots, "庄上"))
    person.ask()
    person.heard()
    assert person.types("都不是") == ["place-change"]
    assert person.draft.place_words == "庄上"
    assert person.types("就这样") == ["report-unit"]


def test_of_a_live_location_one_point_is_asked_and_later_ones_are_dropped() -> None:
    person = asked_for_the_place()
    live = PlaceShared(33.1290, 117.8950, live=True)
    assert person.does(live) == ["place-from-live"]
    before = len(person.office.performed)
    assert person.does(PlaceShared(33.1300, 117.9000, live=True)) == []
    assert len(person.office.performed) == before
    person.taps("yes")
    assert person.draft.spot is not None
    assert person.draft.spot.lat == 33.1290
    assert person.does(PlaceShared(33.1400, 117.9100, live=True)) == []


def test_a_report_may_begin_with_a_live_location() -> None:
    person = Person()
    live = PlaceShared(33.1290, 117.8950, live=True)
    assert person.does(live) == ["greeting", "report-words"]
    assert person.types(WORDS) == ["report-words-noted", "place-from-live"]


def test_a_denied_point_is_asked_for_anew() -> None:
    person = asked_for_the_place()
    person.does(PlaceShared(33.1290, 117.8950, live=True))
    assert person.types("不对") == ["report-place"]
    assert isinstance(person.doing, AwaitingPlace)


def test_another_place_instead_of_an_answer_is_taken() -> None:
    person = asked_for_the_place()
    person.does(PlaceShared(33.1290, 117.8950, live=True))
    assert isinstance(person.doing, ConfirmingSpot)
    assert person.types(PLACE)[0] == "place-noted"


def test_not_knowing_the_place_is_helped() -> None:
    person = asked_for_the_place()
    assert person.types("不知道") == ["place-roughly", "report-place"]


def test_a_short_link_beside_a_known_place_changes_nothing() -> None:
    person = asked_for_the_place()
    person.does(PIN)
    before = person.draft
    assert person.types("https://surl.amap.com/6Hk2bQ1") == ["place-short-link", "report-unit"]
    assert person.draft == before


def test_a_draft_is_begun_by_a_pin_alone() -> None:
    person = Person()
    person.does(PIN)
    assert person.state is not None
    assert opened(person.state, person.facts()).draft.spot is not None
    assert advance(person.state, PlaceShared(33.1, 117.8, live=True), person.facts()).ask is Ask.NOT


@pytest.mark.parametrize(
    "typed", ["33.1287 117.8943", "https://uri.amap.com/marker?position=117.8943,33.1287"]
)
def test_coordinates_that_come_before_anything_are_a_place_and_no_words(typed: str) -> None:
    person = Person()
    assert person.types(typed) == ["greeting", "place-noted", "report-words"]
    assert person.draft.words == ()
    assert person.draft.spot is not None


def test_coordinates_are_never_a_units_name() -> None:
    person = asked_for_the_place()
    person.types(PLACE)
    assert person.types("33.1287 117.8943") == ["place-noted", "report-unit"]
    assert person.draft.unit_name == ""


def test_coordinates_elsewhere_are_answered_as_a_pin_is() -> None:
    person = Person()
    assert person.types("31.2304 121.4737") == ["greeting", "place-outside", "report-place"]


def test_a_point_is_shown_with_its_degrees_and_a_named_place_by_its_name() -> None:
    for typed in ("33.1287 117.8943", None):
        person = asked_for_the_place()
        if typed:
            person.types(typed)
        else:
            person.does(PIN)
        spot = person.draft.spot
        assert spot is not None
        said = person.catalogue.say(
            "zh-Hans", "place-noted", dict(person.newest("place-noted").args)
        )
        assert f"{spot.lat:.5f}, {spot.lon:.5f}" in said
        assert spot.label in said
    person = asked_for_the_place()
    person.types(PLACE)
    assert line(person.draft) == PLACE

"""First words, the menu, the language, posters: how a conversation begins and finds its feet."""

import pytest

from handlers.answers import choices
from handlers.dialogue.event import ChoicePressed, CommandGiven, Opened
from handlers.dialogue.reply import Say
from handlers.doing import AwaitingWords, ChoosingLanguage, Resting
from handlers.greeting import first
from tests.kit.person import PLACE, WORDS, Person
from tests.kit.pseudo_languages import pseudo_catalogue


def lines(said: Say) -> list[str]:
    """The keys of a message's lines."""
    found = dict(said.args)["lines"]
    assert isinstance(found, tuple)
    return [one.key for one in found if isinstance(one, Say)]


def test_the_first_screen_has_three_buttons() -> None:
    person = Person()
    assert person.does(Opened()) == ["greeting"]
    assert len(list(choices(person.says[-1]))) == 3


@pytest.mark.parametrize(("language", "own"), [("zh-Hans", "欢迎随手报。"), ("en", "Welcome.")])
def test_the_place_greets_in_its_own_words_first(language: str, own: str) -> None:
    person = Person(greetings=(("zh-Hans", "欢迎随手报。"), ("en", "Welcome.")))
    person.language = language
    person.does(Opened())
    assert lines(person.says[-1])[:2] == ["greeting", "greeting-what"]
    said = person.catalogue.say(language, "greeting", person.says[-1].args)
    assert said.startswith(f"{own}\n")


def test_in_a_language_that_the_place_does_not_speak_its_default_greeting_is_said() -> None:
    person = Person(greetings=(("zh-Hans", "欢迎随手报。"),))
    person.language = "en"
    person.does(Opened())
    said = person.catalogue.say("en", "greeting", person.says[-1].args)
    assert said.startswith("欢迎随手报。\n")


def test_in_a_messenger_it_is_said_that_the_messenger_can_read_along() -> None:
    person = Person()
    person.does(Opened())
    assert "greeting-unknown-messenger" in lines(person.says[-1])
    assert "Telegram" in person.catalogue.say("zh-Hans", "greeting", person.says[-1].args)


def test_the_safer_web_address_is_named_in_a_messenger_where_there_is_one() -> None:
    person = Person(web_address="https://davy.example")
    person.does(Opened())
    assert "greeting-web" in lines(person.says[-1])


def test_on_the_web_nobody_reads_along() -> None:
    person = Person(door="web", web_address="https://davy.example")
    person.does(Opened())
    assert lines(person.says[-1])[:3] == ["greeting", "greeting-what", "greeting-unknown"]
    assert "greeting-web" not in lines(person.says[-1])


def test_danger_and_deaths_are_in_the_first_words() -> None:
    person = Person()
    person.does(Opened())
    assert {"greeting-danger", "greeting-deaths"} <= set(lines(person.says[-1]))


def test_without_a_lane_there_is_no_line_about_it() -> None:
    person = Person(lane_phone="")
    person.does(Opened())
    assert "greeting-deaths" not in lines(person.says[-1])


def test_a_trial_says_so() -> None:
    person = Person()
    person.more_facts = {"trial": True}
    person.does(Opened())
    assert lines(person.says[-1])[-1] == "greeting-trial"


def test_whoever_begins_with_a_story_hears_the_first_words_and_loses_nothing() -> None:
    person = Person()
    assert person.types(WORDS) == ["greeting", "report-words-noted", "report-place"]
    assert person.draft.words[0][1] == WORDS


def test_the_first_words_are_said_once() -> None:
    person = Person()
    person.types(WORDS)
    assert "greeting" not in person.types("后来又多了几辆车在那里充电")


@pytest.mark.parametrize(("hint", "language"), [("en", "en"), ("fr", "zh-Hans"), ("", "zh-Hans")])
def test_the_doors_hint_chooses_the_first_language(hint: str, language: str) -> None:
    person = Person()
    person.language = hint
    assert first(person.facts()).language == language


def test_with_two_languages_the_word_switches_at_once() -> None:
    person = Person()
    person.does(Opened())
    person.does(CommandGiven("language"))
    assert person.state is not None
    assert person.state.language == "en"


def test_a_language_can_be_named_at_any_step() -> None:
    person = Person().told_a_report()
    assert person.types("English") == ["language-changed", "report-summary"]
    assert person.types("中文") == ["language-changed", "report-summary"]


def test_with_more_languages_it_is_asked_which() -> None:
    person = Person()
    person.does(Opened())
    person.catalogue = pseudo_catalogue()
    person.more_facts = {"languages": ("zh-Hans", "en", "xx")}
    assert person.types("语言") == ["language-which"]
    assert isinstance(person.doing, ChoosingLanguage)
    assert person.taps("language:en") == ["greeting"]


def test_a_writer_of_english_is_told_that_english_is_spoken() -> None:
    person = Person()
    person.does(Opened())
    assert "language-offer" in person.types("The gas hose behind the stove is cracked")
    assert "language-offer" not in person.types("And nobody has come for weeks now")


def test_start_in_the_middle_of_a_report_goes_on_with_it() -> None:
    person = Person()
    person.types(WORDS)
    assert person.does(CommandGiven("start")) == ["report-place"]
    assert person.types("你好") == ["report-place"]


def test_starting_again_asks_before_it_drops() -> None:
    person = Person()
    person.types(WORDS)
    assert person.does(CommandGiven("new")) == ["report-drop"]
    assert person.taps("drop") == ["report-dropped", "report-words"]
    assert isinstance(person.doing, AwaitingWords)
    assert person.draft.words == ()


def test_cancelling_nothing_needs_no_question() -> None:
    person = Person()
    person.does(Opened())
    person.taps("report")
    assert person.types("取消") == ["report-cancelled", "menu"]
    assert isinstance(person.doing, Resting)


def test_pictures_of_a_dropped_report_are_deleted_even_those_on_their_way() -> None:
    person = Person()
    person.shows("a.jpg")
    person.holding = True
    person.shows("b.jpg")
    person.types("取消")
    person.taps("drop")
    (gone,) = person.dropped
    assert gone.photo_ids == ("photo-a.jpg",)
    assert gone.refs == ("a.jpg", "b.jpg")


def test_another_poster_keeps_the_unit_that_was_typed() -> None:
    person = Person()
    person.types(WORDS)
    person.types(PLACE)
    person.types("老王家的铺子")
    person.does(Opened("kiln7"))
    assert person.draft.unit_name == "五河县城南砖厂"
    assert "老王家的铺子" in [text for _, text in person.draft.words]


def test_a_posters_place_does_not_replace_the_persons_own() -> None:
    person = Person()
    person.types(WORDS)
    person.types(PLACE)
    before = person.draft.spot
    person.does(CommandGiven("start", "mill3"))
    assert person.draft.unit_name == "城关镇面粉厂"
    assert person.draft.spot == before


def test_an_unknown_command_is_answered_kindly() -> None:
    person = Person()
    person.does(Opened())
    assert person.does(CommandGiven("dance")) == ["command-unknown", "menu"]
    assert person.types("/dance") == ["command-unknown", "menu"]


def test_an_old_first_screen_still_works_in_the_middle_of_a_report() -> None:
    person = Person()
    person.does(Opened())
    person.types(WORDS)
    assert person.does(ChoicePressed("report", "menu")) == ["report-place"]
    assert person.does(ChoicePressed("language:en", "menu")) == ["language-changed", "report-place"]

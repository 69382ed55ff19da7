"""The staff's screenplays, against the pure conversation in both languages."""

import pytest

from handlers.answers import choices, pick
from handlers.dialogue.reply import Choice, Say
from handlers.reasons import REASONS
from handlers.staff_words import FORMS
from locales.catalogue import Catalogue
from locales.keys import Key
from tests.kit.pretend_staged import StagedStaff
from tests.kit.pseudo_languages import MADE_UP, pseudo_catalogue
from tests.kit.screenplay import load
from tests.kit.staff_desk import WORDS
from tests.kit.staff_stage import play

PLAYS = {name: script for name, script in load().items() if name.startswith("staff-")}


@pytest.mark.parametrize("language", ["zh-Hans", "en"])
@pytest.mark.parametrize("name", PLAYS)
def test_the_play_goes_as_it_is_written(name: str, language: str) -> None:
    _, complaints, _ = play(PLAYS[name], language, StagedStaff())
    assert complaints == []


@pytest.mark.parametrize("name", PLAYS)
def test_a_play_gives_the_reporters_words_to_nobody_but_intake(name: str) -> None:
    played, _, stage = play(PLAYS[name], "zh-Hans", StagedStaff())
    for one in played:
        if "我在二车间上班" in "".join(heard.text for heard in one.heard):
            assert "intake" in stage.duties[one.beat.expects[0].who]


ONE_LANGUAGE = sorted(set(PLAYS) - {"staff-joining"})  # that one changes it on purpose


@pytest.fixture(scope="module")
def made_up() -> Catalogue:
    return pseudo_catalogue()


@pytest.mark.parametrize("language", ["xx", "ar-x-pseudo"])
@pytest.mark.parametrize(
    "name", sorted(set(PLAYS) - {"staff-joining"})
)  # it speaks English on purpose
def test_a_play_is_the_same_in_a_language_that_nobody_speaks(
    name: str, language: str, made_up: Catalogue
) -> None:
    _, complaints, _ = play(PLAYS[name], language, StagedStaff(), made_up)
    assert complaints == []


@pytest.mark.parametrize("name", PLAYS)
def test_every_mark_that_is_said_comes_from_a_catalogue(name: str, made_up: Catalogue) -> None:
    _, _, stage = play(PLAYS[name], "zh-Hans", StagedStaff(), made_up)
    for said in stage.says:
        buttons = [Say(one.key, one.args) for one in choices(said)]
        for one in (said, *buttons):
            if one.key.startswith("language-"):
                continue  # a language is called by its own name everywhere
            text = made_up.say("xx", one.key, _emptied(one))
            assert set(text) <= {MADE_UP, " ", "\n"}, one.key


def _emptied(said: Say) -> tuple[tuple[str, object], ...]:
    return tuple((name, _without_words(value)) for name, value in said.args)


def _without_words(value: object) -> object:
    match value:
        case Say():
            return Say(value.key, _emptied(value))  # type: ignore[arg-type]
        case tuple():
            return tuple(_without_words(one) for one in value)
    return " "


LABELLED = [
    str(key)
    for key in Key
    if key.startswith(("duty-do-", "reason-short-", "question-short-"))
    and key not in {"duty-do-open", "duty-do-open-again", "duty-do-resume", "duty-do-show"}
]


@pytest.mark.parametrize("key", LABELLED)
def test_what_stands_on_a_button_can_be_typed(key: str) -> None:
    shown = Say("question", (), ((Choice("it", key),),))
    for language in WORDS.languages:
        assert pick(WORDS.say(language, key), shown, FORMS) == "it"


def test_no_two_buttons_of_a_step_are_typed_alike() -> None:
    for names in (*REASONS.values(), ("accept", "refuse", "ask"), ("verify-true", "verify-untrue")):
        keys = [f"reason-short-{n}" if n in _REASON_NAMES else f"duty-do-{n}" for n in names]
        typed = [word for key in keys for word in FORMS[key]]
        assert len(typed) == len(set(typed))


_REASON_NAMES = frozenset(name for names in REASONS.values() for name in names)

"""No text is in the code: languages that nobody speaks come out whole, from either side."""

import re

import pytest

from handlers.dialogue.reply import Say
from locales.catalogue import Catalogue
from tests.kit import screenplay
from tests.kit.pretend_office import POSTERS
from tests.kit.pseudo_languages import MADE_UP, pseudo_catalogue
from tests.kit.pure_stage import DOORS, GREETINGS, LANE, PureStage, play

PLAYS = {
    name: one
    for name, one in screenplay.load().items()
    if one.public and name != "english"  # it switches to English on purpose
}
WORDS = re.compile(r"[^\W\d_]{2,}")


@pytest.fixture(scope="module")
def catalogue() -> Catalogue:
    return pseudo_catalogue()


@pytest.mark.parametrize("language", ["xx", "ar-x-pseudo"])
@pytest.mark.parametrize("name", PLAYS)
def test_a_screenplay_is_the_same_in_a_language_that_nobody_speaks(
    name: str, language: str, catalogue: Catalogue
) -> None:
    _, complaints, stage = play(PLAYS[name], catalogue, language)
    assert complaints == []
    assert stage.state is None or stage.state.language == language


@pytest.mark.parametrize("name", PLAYS)
def test_every_mark_that_is_said_comes_from_a_catalogue(name: str, catalogue: Catalogue) -> None:
    _, _, stage = play(PLAYS[name], catalogue, "xx")
    for said in stage.says:
        text = catalogue.say("xx", said.key, _emptied(said))
        assert set(text) <= {MADE_UP, " ", "\n"}, said.key


@pytest.mark.parametrize("name", PLAYS)
def test_words_within_a_message_are_the_persons_or_the_offices(
    name: str, catalogue: Catalogue
) -> None:
    _, _, stage = play(PLAYS[name], catalogue, "zh-Hans")
    known = _known(stage, PLAYS[name])
    for said in stage.says:
        for text in _strings(said):
            assert [word for word in WORDS.findall(text) if word not in known] == [], said.key


def _emptied(said: Say) -> tuple[tuple[str, object], ...]:
    return tuple((name, _without_words(value)) for name, value in said.args)


def _without_words(value: object) -> object:
    match value:
        case Say():
            return Say(value.key, _emptied(value))  # type: ignore[arg-type]
        case tuple():
            return tuple(_without_words(one) for one in value)
    return " "


def _strings(said: Say) -> list[str]:
    found: list[str] = []
    for _, value in (*said.args, *(pair for row in said.rows for one in row for pair in one.args)):
        if isinstance(value, str):
            found.append(value)
        elif isinstance(value, Say):
            found += _strings(value)
        elif isinstance(value, tuple):
            for one in value:
                found += _strings(one) if isinstance(one, Say) else [one]
    return found


def _known(stage: PureStage, script: screenplay.Screenplay) -> str:
    typed = " ".join(item.zh for item in script.items if isinstance(item, screenplay.Act))
    asked = " ".join(item.words for item in script.items if isinstance(item, screenplay.Direction))
    spots = [spot.label for spot in stage.office.spots]
    numbers = [case.number for case in stage.office.cases.values()]
    units = [unit.name for unit in POSTERS.values()]
    offices = [*LANE.values(), "五河县安委会办公室", "五河县", DOORS["messenger"].messenger]
    greetings = dict(GREETINGS).values()
    return " ".join((typed, asked, *spots, *numbers, *units, *offices, *greetings))

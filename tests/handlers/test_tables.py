"""The tables are whole: every state is answered, every outcome means something, no name is lost."""

import inspect
from typing import get_args

import pytest

from bot import codec
from handlers import doing, scenes
from handlers.dialogue import (
    case_effect,
    effect,
    event,
    identity_effect,
    place_effect,
    report_effect,
)
from handlers.dialogue.effect import Effect
from handlers.dialogue.event import Event
from handlers.dialogue.stored import BY_NAME, stored
from handlers.doing import Doing
from handlers.outcomes import OUTCOMES
from handlers.router import PUBLIC, STAFF
from tests.kit.pretend_office import PretendOffice

OFFICE = (place_effect, report_effect, case_effect, identity_effect)
BY_A_STATE = {"CodeChecked"}
"""Outcomes that only the state that asked for them can use."""

IN_CLEAR = (identity_effect.SealIdentity,)
"""They are performed in the step that asks for them, and have no stored name on purpose."""

NAMES = {
    *("add-to-case", "adding", "answering", "asking-danger", "asking-deaths", "asking-detail"),
    *("awaited", "awaiting-code", "awaiting-place", "awaiting-words", "case-added"),
    *("case-declined", "case-gone", "case-opened", "case-step", "case-view", "changing"),
    *("check-code", "choice-pressed", "choosing-language", "choosing-spot", "code-checked"),
    *("code-unknown", "command-given", "confirming-spot", "contact-shared", "cut-link"),
    *("draft", "drop-photos", "dropping-draft", "erase-message", "erasing-code"),
    *("evidence-kept", "evidence-refused", "evidence-sent", "file-report", "filing"),
    *("find-place", "find-unit", "keep-evidence", "keep-photo", "link-cut", "link-too-short"),
    *("message-deleted", "news-came", "noting-code", "object-to-result", "objecting"),
    *("office-question", "open-by-code", "open-draft", "open-news", "open-own", "opened"),
    *("own-report", "person-left", "person-returned", "photo-ready", "photo-refused"),
    *("photo-sent", "picking-report", "place-found", "place-outside", "place-shared"),
    *("place-unclear", "places-likely", "placing-words", "propose-sectors", "public"),
    *("report-declined", "report-filed", "resting", "reward-shown", "reward-waiting"),
    *("rewriting-words", "say-unfixed", "sectors-proposed", "show-reward", "showing-unfixed"),
    *("sorting-photos", "sorting-text", "spot", "step-failed", "summarising", "text-edited"),
    *("text-sent", "time-passed", "too-many-tries", "unit-found", "unit-unknown"),
    *("unreadable-sent", "viewing", "wake", "naming-self", "identity-sealed", "finish-identity"),
    *("identity-kept", "drop-identity", "identity-dropped"),
}
"""Every name that a running conversation may hold: they may become more, never fewer or other."""


def classes(module: object, base: type) -> list[type]:
    """The classes of a module that are a kind of another."""
    found = inspect.getmembers(module, inspect.isclass)
    return [one for _, one in found if issubclass(one, base) and one is not base]


def test_every_state_has_a_name_an_answer_and_a_question() -> None:
    assert set(scenes.SCENES) == set(get_args(Doing))
    names = [name for name, _, _ in scenes.SCENES.values()]
    assert len(names) == len(set(names))


def test_every_answer_of_the_office_means_something() -> None:
    for module in OFFICE:
        for one in classes(module, Event):
            if one.__module__ == module.__name__ and one.__name__ not in BY_A_STATE:
                assert one in OUTCOMES, one.__name__


def test_the_pretend_office_answers_every_effect() -> None:
    samples = {
        "FindPlace": place_effect.FindPlace("城关镇"),
        "ProposeSectors": place_effect.ProposeSectors("电动车"),
        "FindUnit": place_effect.FindUnit("mill3"),
        "FileReport": report_effect.FileReport(report_effect.Draft(), "d"),
        "OpenByCode": case_effect.OpenByCode("1"),
        "OpenOwn": case_effect.OpenOwn("h"),
        "CheckCode": case_effect.CheckCode("h", "1"),
        "AddToCase": case_effect.AddToCase("h"),
        "ObjectToResult": case_effect.ObjectToResult("h", "w"),
        "SayUnfixed": case_effect.SayUnfixed("h"),
        "CutLink": case_effect.CutLink(()),
        "ShowReward": case_effect.ShowReward("h"),
        "SealIdentity": identity_effect.SealIdentity("h", "name", "王小明"),
        "FinishIdentity": identity_effect.FinishIdentity("h"),
        "DropIdentity": identity_effect.DropIdentity("h"),
    }
    asked = {
        one.__name__
        for module in OFFICE
        for one in classes(module, Effect)
        if one.__module__ == module.__name__
    }
    assert asked == set(samples)
    for sample in samples.values():
        assert isinstance(PretendOffice().perform(sample), Event)


def test_no_stored_name_is_lost() -> None:
    assert set(BY_NAME) >= NAMES


def test_every_value_of_a_conversation_has_a_stored_name() -> None:
    kept = {one.__name__ for one in BY_NAME.values()}
    for module in (doing, event, effect, *OFFICE):
        for _, one in inspect.getmembers(module, inspect.isclass):
            if one.__module__ == module.__name__ and one not in (Event, Effect, *IN_CLEAR):
                assert one.__name__ in kept


def test_what_carries_a_name_in_clear_cannot_be_written_down() -> None:
    for one in IN_CLEAR:
        with pytest.raises(TypeError, match="no stored name"):
            codec.encode(one("h", "name", "王小明"))
        assert "王小明" not in repr(one("h", "name", "王小明"))


def test_a_name_is_given_once() -> None:
    with pytest.raises(ValueError, match="cannot store"):
        stored("resting")(doing.Resting)


def test_both_talks_offer_the_same_four_functions() -> None:
    for talk in (PUBLIC, STAFF):
        assert all(callable(part) for part in (talk.first, talk.advance, talk.question, talk.where))

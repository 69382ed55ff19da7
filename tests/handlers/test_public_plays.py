"""Every screenplay of the public, played against the pure handlers in both languages."""

import pytest

from locales.catalogue import Catalogue, load
from tests.kit import screenplay
from tests.kit.pure_stage import play

PLAYS = {name: one for name, one in screenplay.load().items() if one.public}


@pytest.fixture(scope="module")
def catalogue() -> Catalogue:
    return load(strict=True)


@pytest.mark.parametrize("language", ["zh-Hans", "en"])
@pytest.mark.parametrize("name", PLAYS)
def test_a_screenplay_is_said_as_it_is_written(
    name: str, language: str, catalogue: Catalogue
) -> None:
    _, complaints, _ = play(PLAYS[name], catalogue, language)
    assert complaints == []


@pytest.mark.parametrize("name", PLAYS)
def test_a_screenplay_has_a_title_and_says_what_it_shows(name: str) -> None:
    assert PLAYS[name].title


def test_an_album_is_one_report_and_its_late_part_joins_it(catalogue: Catalogue) -> None:
    _, _, stage = play(PLAYS["album"], catalogue, "zh-Hans")
    (case,) = stage.office.cases.values()
    refs = [ref for ref, _ in case.draft.photos]
    assert sorted(refs) == sorted(f"p{number}.jpg" for number in range(1, 10))
    assert [add.photos for add in case.added] == [(("p10.jpg", "photo-p10.jpg"),)]


def test_a_photo_on_its_way_joins_the_report_that_was_sent_without_it(
    catalogue: Catalogue,
) -> None:
    _, _, stage = play(PLAYS["pending-photo"], catalogue, "zh-Hans")
    (case,) = stage.office.cases.values()
    assert case.draft.photos == (("drums.jpg", ""),)
    assert [add.photos for add in case.added] == [(("drums.jpg", "photo-drums.jpg"),)]


def test_sending_twice_files_once(catalogue: Catalogue) -> None:
    _, _, stage = play(PLAYS["double-send"], catalogue, "zh-Hans")
    assert len(stage.office.cases) == 1


def test_an_answer_finds_its_question_beside_a_draft_and_another_report(
    catalogue: Catalogue,
) -> None:
    _, _, stage = play(PLAYS["question"], catalogue, "zh-Hans")
    (case,) = stage.office.cases.values()
    assert [(add.words, add.question_id) for add in case.added] == [("3", "question-2")]


def test_after_stop_nothing_is_left_that_leads_to_a_report(catalogue: Catalogue) -> None:
    _, _, stage = play(PLAYS["stop"], catalogue, "zh-Hans")
    assert stage.state is not None
    assert stage.state.own == ()
    assert stage.state.news == ()
    assert all(case.alias_id not in repr(stage.state) for case in stage.office.cases.values())


def test_messages_that_carry_the_code_go_when_asked(catalogue: Catalogue) -> None:
    _, _, stage = play(PLAYS["straight"], catalogue, "zh-Hans")
    assert stage.erased[0] == "last-secret"
    assert len(stage.erased) == 2


def test_a_message_with_a_code_is_marked_secret(catalogue: Catalogue) -> None:
    for name in ("straight", "web", "typed", "reward"):
        _, _, stage = play(PLAYS[name], catalogue, "en")
        code = stage.office.newest.code
        claim = stage.office.newest.claim_code
        for said in stage.says:
            shown = "".join(str(value) for _, value in said.args) + "".join(said.pictures)
            digits = "".join(mark for mark in shown if mark.isdigit())
            if code in digits or (claim and claim in digits):
                assert said.secret, said.key


def test_deaths_and_danger_are_in_the_report_that_is_filed(catalogue: Catalogue) -> None:
    _, _, deaths = play(PLAYS["deaths"], catalogue, "zh-Hans")
    _, _, danger = play(PLAYS["danger"], catalogue, "en")
    assert deaths.office.newest.draft.deaths
    assert danger.office.newest.draft.danger


def test_a_poster_fills_in_the_unit_and_its_place(catalogue: Catalogue) -> None:
    _, _, stage = play(PLAYS["poster"], catalogue, "zh-Hans")
    assert stage.state is not None
    assert stage.state.draft is None


def test_what_is_pushed_tells_nothing_but_that_there_is_news(catalogue: Catalogue) -> None:
    for language in ("zh-Hans", "en"):
        for name in ("reward", "object", "question"):
            _, _, stage = play(PLAYS[name], catalogue, language)
            pushed = [said for said in stage.says if said.key == "news-waiting"]
            assert pushed
            assert all(said.args == () for said in pushed)

"""The reward when it is asked for, cutting the link, and who can read what."""

import pytest

from handlers.dialogue.event import TextSent
from handlers.dialogue.public_effect import (
    AddToCase,
    CaseGone,
    CutLink,
    LinkCut,
    RewardWaiting,
)
from handlers.doing import Adding, AwaitingCode
from handlers.public import advance
from handlers.talking import PublicState
from tests.kit.person import CATALOGUE, WORDS, Person
from tests.kit.reporter import office, reported


def test_a_reward_is_shown_when_asked_and_its_code_is_secret() -> None:
    person = reported()
    office(person, "rewards")
    person.types("看消息")
    keys = person.types("看奖励")
    assert keys == ["reward-shown", "reward-where", "reward-code", "receipt-erase"]
    assert person.newest("reward-code").secret
    assert person.office.newest.claim_code not in repr(person.state)
    assert person.types("删掉") == ["receipt-erased", "case-menu"]
    assert person.erased == ["last-secret"]


def test_without_money_it_is_said_where_it_is() -> None:
    person = reported()
    person.types("查进度")
    assert person.state is not None
    step = advance(person.state, RewardWaiting("reward-none"), person.facts())
    assert step.say[0].key == "reward-none"


# ── cutting the link ────────────────────────────────────────────────────────────────────────────


@pytest.mark.parametrize("typed", ["断开", "/stop", "stop", "断开联系"])
def test_the_link_is_cut_at_once_and_without_a_question(typed: str) -> None:
    person = reported(times=2)
    assert person.types(typed) == ["stop-done"]
    (cut,) = (one for one in person.office.performed if isinstance(one, CutLink))
    assert cut.handles == ("alias-1", "alias-2")


def test_cutting_the_link_drops_the_draft_and_its_pictures() -> None:
    person = reported()
    person.types("我要反映")
    person.shows("a.jpg")
    person.types("断开")
    assert person.dropped[-1].photo_ids == ("photo-a.jpg",)


def test_it_is_said_what_remains() -> None:
    person = reported()
    person.types("断开")
    assert "stop-remains-messenger" in repr(person.newest("stop-done"))
    web = Person(door="web")
    web.types("断开")
    assert "stop-remains-web" in repr(web.newest("stop-done"))


def test_cutting_says_the_same_where_there_is_nothing_to_cut() -> None:
    person, stranger = reported(), Person()
    person.types("我要反映")
    person.types("说到一半的事情")
    for one in (person, stranger):
        assert one.types("断开") == ["stop-done"]
        assert one.types("断开") == ["stop-done"]
    assert person.newest("stop-done") == stranger.newest("stop-done")
    assert person.draft == stranger.draft


def test_cutting_tells_of_the_code_and_the_draft_to_whom_it_concerns() -> None:
    for language, told in (
        ("zh-Hans", ("要是发过反映", "要是有话说到一半没发，已经删掉了")),
        ("en", ("If you sent a report", "If something was begun and not sent, it is deleted")),
    ):
        said = CATALOGUE.say(language, "stop-done", {"remains": ""})
        assert all(line in said for line in told)


def test_after_the_cut_nothing_of_the_reports_is_held() -> None:
    person = reported()
    assert person.state is not None
    step = advance(person.state, TextSent("断开"), person.facts())
    after = advance(step.state, LinkCut(1), person.facts()).state
    assert after == PublicState("zh-Hans", spoke_at=after.spoke_at)


def test_a_case_of_ones_own_that_is_gone_is_no_longer_offered() -> None:
    person = reported()
    person.types("查进度")
    assert person.state is not None
    step = advance(person.state, CaseGone(), person.facts())
    assert step.state.own == ()
    assert isinstance(step.state.doing, AwaitingCode)


def test_who_can_read_what_is_told_without_leaving_the_step() -> None:
    person = Person()
    person.types(WORDS)
    assert person.types("隐私") == ["privacy", "report-place"]
    assert "privacy-messenger" in repr(person.newest("privacy"))


def test_words_for_a_case_are_kept_until_it_has_taken_them() -> None:
    person = reported()
    person.types("查进度")
    person.types("补充")
    assert person.state is not None
    step = advance(person.state, TextSent("还有一句", "m9"), person.facts())
    assert step.state.kept == (("m9", "还有一句"),)
    assert isinstance(step.state.doing, Adding)
    assert [type(one) for one in step.do] == [AddToCase]

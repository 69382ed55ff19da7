"""Following a report: this chat's own, by code, and news that say nothing by themselves."""

from handlers.dialogue.event import NewsCame
from handlers.dialogue.public_effect import (
    TooManyTries,
)
from handlers.doing import AwaitingCode, PickingReport, Viewing
from handlers.public import advance
from tests.kit.office_directions import direct
from tests.kit.person import WORDS, Person
from tests.kit.reporter import office, reported


def test_the_only_report_of_a_chat_opens_at_once() -> None:
    assert reported().types("查进度") == ["case", "case-menu"]


def test_of_several_reports_one_is_picked() -> None:
    person = reported(times=3)
    assert person.types("查进度") == ["follow-which"]
    assert isinstance(person.doing, PickingReport)
    newest = person.state.own[-1].number if person.state else ""
    assert person.types(f"编号 {newest}") == ["case", "case-menu"]
    assert isinstance(person.doing, Viewing)
    assert person.doing.view.number == newest


def test_without_a_report_of_its_own_a_chat_asks_for_the_code() -> None:
    person = Person()
    person.types("你好")
    assert person.types("查进度") == ["follow-code"]
    assert person.says[-1].wants == "code"


def test_a_code_opens_from_anywhere_and_links_nothing() -> None:
    filer, other = reported(), Person()
    other.office = filer.office
    assert other.types(filer.office.newest.code) == ["greeting", "case", "case-menu"]
    assert other.state is not None
    assert other.state.own == ()


def test_the_draft_lies_beside_while_a_code_is_looked_up() -> None:
    person = reported()
    person.types("我要反映")
    person.types("新的一件事情在这里")
    assert person.types(person.office.newest.code) == ["case", "case-menu"]
    assert person.types("返回") == ["report-place"]


def test_a_look_is_over_after_a_while_and_nothing_written_is_lost() -> None:
    filer, other = reported(), Person()
    other.office = filer.office
    code = filer.office.newest.code
    other.types(code)
    other.types("补充")
    direct(other, "the look is over")
    assert other.types("后来他们又来了")[-2:] == ["case-gone", "follow-code"]
    assert other.types(code) == ["case", "where-belongs"]
    assert other.types("补充")[0] == "case-added"
    assert filer.office.newest.added[0].words == "后来他们又来了"


def test_a_code_with_a_slip_is_told_from_an_unknown_one() -> None:
    person = Person()
    person.types("查进度")
    assert person.types("1234 5678 9012 3456 7890")[0] == "code-mistyped"
    assert person.types("12345678901234567888")[0] == "code-unknown"
    assert person.types("123 456")[0] == "code-too-short"
    assert isinstance(person.doing, AwaitingCode)


def test_a_lost_code_is_explained() -> None:
    person = Person()
    person.types("查进度")
    for typed in ("编码丢了", "忘了", "I lost it", "1"):
        assert person.types(typed) == ["code-lost", "follow-code"]


def test_too_many_tries_are_told_in_minutes() -> None:
    person = Person()
    person.types("查进度")
    assert person.state is not None
    step = advance(person.state, TooManyTries(61), person.facts())
    assert dict(step.say[0].args) == {"count": 2}


def test_a_story_instead_of_a_code_is_a_report() -> None:
    person = Person()
    person.types("查进度")
    assert person.types(WORDS) == ["report-words-noted", "report-place"]


# ── news ────────────────────────────────────────────────────────────────────────────────────────


def test_news_say_nothing_but_that_they_are_there() -> None:
    person = reported()
    assert office(person, "accepts") == ["news-waiting"]
    assert person.newest("news-waiting").args == ()
    assert person.taps("news") == ["case", "case-menu"]


def test_opened_news_are_not_offered_again() -> None:
    person = reported()
    office(person, "accepts", "confirms")
    assert person.types("看消息") == ["case", "case-menu"]
    assert person.state is not None
    assert person.state.news == ()
    assert person.types("看消息") == ["news-none", "case-menu"]


def test_news_for_somebody_else_are_not_told() -> None:
    person = reported()
    assert person.does(NewsCame("news-step", "alias-of-another")) == []


def test_news_that_a_case_does_not_show_are_said_when_it_is_opened() -> None:
    person = reported()
    office(person, "rewards")
    person.does(NewsCame("news-reward-ending", "alias-1"))
    person.does(NewsCame("news-step", "alias-1"))
    person.types("看消息")
    assert "news-reward-ending" in repr(person.newest("case"))


def test_news_of_money_that_went_on_since_are_not_said() -> None:
    person = reported()
    office(person, "rewards")
    person.does(NewsCame("news-step", "alias-1", also=("news-reward-ending", "news-reward-over")))
    person.types("看消息")
    assert "news-reward-ending" in repr(person.newest("case"))
    assert "news-reward-over" not in repr(person.newest("case"))


def test_news_leave_the_open_question_alone() -> None:
    person = reported()
    person.types("我要反映")
    before = person.doing
    assert person.does(NewsCame("news-step", "alias-1")) == ["news-waiting"]
    assert person.doing == before

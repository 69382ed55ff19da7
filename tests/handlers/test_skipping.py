"""To skip, as a word: what can be left is left, and what is needed says why."""

from tests.kit.person import WORDS, Person


def test_a_word_to_skip_where_nothing_can_be_skipped_is_explained() -> None:
    person = Person()
    person.types(WORDS)
    assert person.types("跳过") == ["skip-needed", "report-place"]


def test_a_word_to_skip_means_to_leave_it_wherever_that_is_possible() -> None:
    person = Person().told_a_report()
    assert person.types("跳过") == ["skip-done", "report-summary"]
    for name in ("情况", "照片", "地点"):
        person.types("修改")
        person.types(name)
        assert person.types("跳过") == ["report-summary"]
    person.types("修改")
    assert person.types("跳过") == ["report-summary"]
    person.types("取消")
    assert person.types("跳过") == ["report-summary"]
    assert person.draft.words

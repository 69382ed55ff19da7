"""More words than one report takes: what fits is kept, its end is quoted, the rest has a way."""

from handlers.answers import choices
from handlers.dialogue.event import TextEdited
from handlers.doing import AskingDanger, AwaitingPlace
from handlers.drafting import text_of
from handlers.word_room import QUOTED_CHARS, WORDS_MAX, fitting
from tests.kit.person import PLACE, WORDS, Person

SENTENCE = "东头的过道堵着三辆车。"
LONG = SENTENCE * (WORDS_MAX // len(SENTENCE) + 2)


def test_a_first_message_that_is_too_long_is_kept_as_far_as_it_fits() -> None:
    person = Person()
    said = person.types(LONG)
    assert "report-words-full" in said
    assert "report-words-noted" not in said
    kept = text_of(person.draft)
    assert WORDS_MAX - len(SENTENCE) < len(kept) <= WORDS_MAX
    assert kept.endswith(SENTENCE)
    assert isinstance(person.doing, AwaitingPlace)


def test_the_last_words_that_were_kept_are_shown_and_can_be_found_again() -> None:
    person = Person()
    person.types(LONG)
    shown = dict(person.newest("report-words-full").args)["last"]
    assert isinstance(shown, str)
    assert len(shown) == QUOTED_CHARS
    assert text_of(person.draft).endswith(shown)


def test_a_later_message_keeps_what_fits_beside_the_words_before_it() -> None:
    person = Person()
    person.types(WORDS)
    person.types(LONG)
    first, second = (text for _, text in person.draft.words)
    assert first == WORDS
    assert SENTENCE in second
    assert len(text_of(person.draft)) <= WORDS_MAX


def test_what_comes_when_nothing_fits_any_more_is_told_and_changes_nothing() -> None:
    person = Person().told_a_report()
    person.types("长" * WORDS_MAX)
    before = person.draft
    assert "report-words-full" in person.types("还有一句。")
    assert person.draft == before


def test_an_edit_and_a_new_version_are_kept_as_far_as_they_fit() -> None:
    person = Person().told_a_report()
    ref = person.draft.words[0][0]
    assert person.does(TextEdited(LONG, ref))[0] == "report-words-full"
    assert len(text_of(person.draft)) <= WORDS_MAX
    for text in ("修改", "情况"):
        person.types(text)
    assert person.types(LONG)[0] == "report-words-full"
    assert len(text_of(person.draft)) <= WORDS_MAX


def test_a_full_report_can_be_sent_with_the_place_in_words() -> None:
    person = Person()
    for text in ("长" * (WORDS_MAX + 1), PLACE, "后面都跳过", "发送"):
        person.types(text)
    assert person.newest("receipt-number")
    for text in ("跳过", "留着", "查进度"):
        person.types(text)
    assert "add" in {one.name for one in choices(person.last)}


def test_danger_at_the_very_end_is_heard_though_it_does_not_fit() -> None:
    person = Person()
    said = person.types(LONG + "有人被困住了！")
    assert said == ["greeting", "report-words-full", "danger-now"]
    assert isinstance(person.doing, AskingDanger)


def test_a_text_is_cut_where_a_sentence_or_line_ends() -> None:
    assert fitting("一句。又一句，没有完", 6) == "一句。"
    assert fitting("One. Two and 3.5 more", 14) == "One. Two and 3"
    assert fitting("One two three.\nFour five", 18) == "One two three."
    assert fitting("短", 6) == "短"
    assert fitting("一句", 0) == ""

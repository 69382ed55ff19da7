"""The reader: dates, numbers, plurals, lists, words within words, and what stands in for a gap."""

from datetime import UTC, date, datetime
from pathlib import Path

import polib
import pytest

from handlers.dialogue.reply import say
from locales.catalogue import FOLDER, MISSING, Catalogue, load
from tests.kit.chinese_punctuation import CATALOGUE, full_width, mended

DAY = date(2026, 11, 27)

HEAD = """msgid ""
msgstr ""
"Language: {language}\\n"
"Content-Type: text/plain; charset=UTF-8\\n"
"Plural-Forms: nplurals={plurals}\\n"

"""


def written(folder: Path, **texts: str) -> Catalogue:
    """A catalogue of two small languages."""
    heads = {"zh-Hans": ("zh_Hans", "1; plural=0;"), "en": ("en", "2; plural=(n != 1);")}
    for name, text in texts.items():
        language = name.replace("_", "-")
        locale, plurals = heads[language]
        head = HEAD.format(language=locale, plurals=plurals)
        (folder / f"{language}.po").write_text(head + text, "utf-8")
    return load(folder)


def entry(key: str, text: str) -> str:
    """One text of a file."""
    return f'msgid "{key}"\nmsgstr "{text}"\n\n'


@pytest.fixture(scope="module")
def catalogue() -> Catalogue:
    return load(strict=True)


def test_chinese_is_the_default_and_english_stands_beside_it(catalogue: Catalogue) -> None:
    assert catalogue.languages == ("zh-Hans", "en")


def test_days_are_written_in_words_that_a_person_reads(catalogue: Catalogue) -> None:
    assert "11月27日 星期五" in catalogue.say("zh-Hans", "receipt-next", {"on": DAY})
    assert "Friday 27 November" in catalogue.say("en", "receipt-next", {"on": DAY})


def test_a_moment_is_written_in_the_zone_that_it_carries(tmp_path: Path) -> None:
    texts = entry("at", "{moment}") + entry("format-moment", "M月d日 HH:mm") + entry("x", "x")
    catalogue = written(tmp_path, zh_Hans=texts)
    moment = datetime(2026, 11, 27, 1, 5, tzinfo=UTC)
    assert catalogue.say("zh-Hans", "at", {"moment": moment}) == "11月27日 01:05"


def test_amounts_have_their_thousands_parted(catalogue: Catalogue) -> None:
    args = {"amount": 3000, "why": "x", "on": DAY}
    assert "3,000 元" in catalogue.say("zh-Hans", "reward-shown", args)
    assert "3,000 yuan" in catalogue.say("en", "reward-shown", args)


def test_one_and_many_are_told_apart_where_the_language_does(catalogue: Catalogue) -> None:
    assert catalogue.say("en", "report-photos-so-far", {"count": 1}) == "I have 1 photo."
    assert catalogue.say("en", "report-photos-so-far", {"count": 3}) == "I have 3 photos."
    assert catalogue.say("zh-Hans", "report-photos-so-far", {"count": 1}).endswith("共 1 张。")


def test_a_persons_words_are_shown_as_they_are(catalogue: Catalogue) -> None:
    words = "{lines} %s {0} <b>*_`[x](y)"
    assert words in catalogue.say("zh-Hans", "summary-words", {"words": words})


def test_sayings_within_a_message_are_its_lines(catalogue: Catalogue) -> None:
    lines = (say("summary-photos", count=2), say("summary-place", place="城关镇"))
    shown = catalogue.say("zh-Hans", "report-summary", {"lines": lines})
    assert full_width("照片:2 张\n地点:城关镇") in shown


def test_a_list_without_lines_leaves_no_empty_line(catalogue: Catalogue) -> None:
    assert not catalogue.say("zh-Hans", "unfixed", {"lines": ()}).endswith("\n")


def test_a_tuple_of_words_is_a_list_in_one_line(tmp_path: Path) -> None:
    texts = entry("seen", "{names}") + entry("format-list", "、")
    catalogue = written(tmp_path, zh_Hans=texts)
    assert catalogue.say("zh-Hans", "seen", {"names": ("甲", "乙")}) == "甲、乙"


def test_a_text_that_a_language_lacks_is_said_in_chinese(tmp_path: Path) -> None:
    catalogue = written(
        tmp_path, zh_Hans=entry("hello", "您好") + entry("bye", "再见"), en=entry("hello", "Hello")
    )
    assert catalogue.say("en", "bye") == "再见"
    assert catalogue.say("en", "hello") == "Hello"


def test_an_untranslated_entry_counts_as_missing(tmp_path: Path) -> None:
    catalogue = written(tmp_path, zh_Hans=entry("hello", "您好"), en=entry("hello", ""))
    assert catalogue.say("en", "hello") == "您好"


def test_a_key_is_never_shown(tmp_path: Path) -> None:
    catalogue = written(tmp_path, zh_Hans=entry(MISSING, "(缺一句)"))
    assert catalogue.say("zh-Hans", "no-such-key") == "(缺一句)"
    assert catalogue.missing == {"no-such-key"}


def test_an_unknown_language_is_answered_in_the_default(catalogue: Catalogue) -> None:
    assert catalogue.say("tlh", "thanks") == catalogue.say("zh-Hans", "thanks")


def test_a_gap_is_an_error_where_tests_ask_for_it(catalogue: Catalogue) -> None:
    with pytest.raises(KeyError):
        catalogue.say("zh-Hans", "no-such-key")
    with pytest.raises(KeyError):
        catalogue.say("zh-Hans", "summary-words")


def test_a_missing_argument_leaves_a_gap_and_no_error_before_people() -> None:
    assert load().say("zh-Hans", "summary-words") == full_width("情况:")


@pytest.mark.parametrize("language", ["zh-Hans", "en"])
def test_another_reader_reads_the_same_texts(language: str, catalogue: Catalogue) -> None:
    entries = polib.pofile(str(FOLDER / f"{language}.po"))
    assert {one.msgid for one in entries} == catalogue.keys(language)
    assert len(entries) == len({one.msgid for one in entries})
    for one in entries:
        forms = list(one.msgstr_plural.values()) if one.msgid_plural else [one.msgstr]
        read = [
            "".join(literal + (f"{{{name}}}" if name else "") for literal, name in form.pieces)
            for form in catalogue.templates(language, one.msgid)
        ]
        assert read == forms


def test_chinese_is_punctuated_as_chinese() -> None:
    source = CATALOGUE.read_text("utf-8")
    assert mended(source) == source, "run: python -m tests.kit.chinese_punctuation"


def test_times_amounts_and_addresses_keep_their_narrow_marks() -> None:
    text = "每天 08:00，奖励 3,000 元，见 https://example.org/a?b"
    assert "08:00" in full_width(text)
    assert "3,000" in full_width(text)
    assert "https://" in full_width(text)
    assert full_width("好,走吧!") == "好\uff0c走吧\uff01"

"""Cutting long texts as Telegram counts: nothing lost, nothing torn, cut where a reader pauses."""

import unicodedata

from hypothesis import given
from hypothesis import strategies as st

from bot.channels._telegram_text import sound, split_text, units

FAMILY = "👨‍👩‍👧‍👦"
FLAG = "🇨🇳"
THUMB = "👍🏽"


def bare(text: str) -> str:
    """The text without white space."""
    return "".join(text.split())


@given(st.text(), st.integers(min_value=2, max_value=60))
def test_any_text_is_cut_within_the_limit_and_nothing_is_lost(text: str, limit: int) -> None:
    parts = split_text(text, limit)
    assert all(0 < units(part) <= limit for part in parts)
    assert all(part == part.strip() for part in parts)
    assert bare("".join(parts)) == bare(sound(text))


SEEN = ["险", "。", "\n", " ", FAMILY, FLAG, THUMB, "é", "e\u0301"]


@given(st.lists(st.sampled_from(SEEN), max_size=80).map("".join))
def test_no_visible_character_is_torn(text: str) -> None:
    for part in split_text(text, 40):
        assert not part.startswith("\u200d")
        assert not part.endswith("\u200d")
        assert unicodedata.category(part[0]) != "Mn"
        assert not "\U0001f3fb" <= part[0] <= "\U0001f3ff"
        assert sum("\U0001f1e6" <= letter <= "\U0001f1ff" for letter in part) % 2 == 0


def test_a_short_text_stays_whole() -> None:
    assert split_text(" 三楼 \n\n 过道 ") == ("三楼 \n\n 过道",)
    assert split_text(" \n ") == ()


def test_units_are_counted_as_telegram_counts() -> None:
    assert units("a险😀") == 4
    assert split_text("😀" * 2048) == ("😀" * 2048,)
    assert [units(part) for part in split_text("😀" * 2049)] == [4096, 2]


def test_a_text_is_cut_at_the_best_pause() -> None:
    assert split_text("一二三四。\n五六七八九\n\n十一十二", 14) == (
        "一二三四。\n五六七八九",
        "十一十二",
    )
    assert split_text("一二三四五六。七八九十一二三四", 10) == (
        "一二三四五六。",
        "七八九十一二三四",
    )
    assert split_text("one two three four", 10) == ("one two", "three four")


def test_halves_of_characters_are_replaced() -> None:
    assert sound("着\ud83d火\ude00") == "着\ufffd火\ufffd"
    assert sound("👍") == "👍"

"""Texts as Telegram counts them: UTF-16 units, and cuts where a reader would pause."""

import re
import unicodedata

from bot.channels._telegram import TEXT_MAX

# Best first: between paragraphs, lines, sentences, clauses, words.
_PAUSES = (
    re.compile(r"\n[ \t]*\n\s*"),
    re.compile(r"\n\s*"),
    re.compile(r"(?<=[。！？!?…])\s*|(?<=[.;])\s+"),
    re.compile(r"(?<=[，；、,:：])\s*"),
    re.compile(r"\s+"),
)
_JOINER = "\u200d"
_STEPS_BACK = 32


def units(text: str) -> int:
    """Length in UTF-16 units, as Telegram counts."""
    return len(text.encode("utf-16-le", "surrogatepass")) // 2


def sound(text: str) -> str:
    """The text without halves of characters, which no wire and no database takes."""
    return text.encode("utf-16", "surrogatepass").decode("utf-16", "replace")


def split_text(text: str, limit: int = TEXT_MAX) -> tuple[str, ...]:
    """Parts of at most `limit` UTF-16 units, cut at ends of paragraphs, lines or sentences.

    Nothing but white space at the cuts is left out, and no visible character is torn apart.
    """
    parts = []
    rest = sound(text).strip()
    while units(rest) > limit:
        cut = _cut(rest, limit)
        parts.append(rest[:cut].rstrip())
        rest = rest[cut:].lstrip()
    return tuple(part for part in (*parts, rest) if part)


def _cut(text: str, limit: int) -> int:
    """Where to cut: at the best pause in the second half of what fits, else between characters."""
    fits = _fitting(text, limit)
    for pause in _PAUSES:
        ends = [found.start() for found in pause.finditer(text, fits // 2, fits + 1)]
        ends = [end for end in ends if 0 < end <= fits]
        if ends:
            return ends[-1]
    for cut in range(fits, max(0, fits - _STEPS_BACK), -1):
        if not _is_within_character(text, cut):
            return cut
    return fits


def _fitting(text: str, limit: int) -> int:
    """How many code points fit."""
    if len(text) > limit:
        text = text[:limit]
    left = units(text) - limit
    end = len(text)
    while left > 0:
        end -= 1
        left -= 2 if ord(text[end]) > 0xFFFF else 1
    return end


def _is_within_character(text: str, cut: int) -> bool:
    """Whether a cut tears what is seen as one character: a family, a flag, a letter's accent."""
    before, after = text[cut - 1], text[cut]
    if _JOINER in (before, after) or unicodedata.category(after) in ("Mn", "Me", "Mc"):
        return True
    if "\U0001f3fb" <= after <= "\U0001f3ff" or "\U000e0020" <= after <= "\U000e007f":
        return True  # skin tones and the letters of regional flags
    return _is_flag_half(after) and _flag_halves_before(text, cut) % 2 == 1


def _flag_halves_before(text: str, cut: int) -> int:
    start = cut
    while start and _is_flag_half(text[start - 1]):
        start -= 1
    return cut - start


def _is_flag_half(letter: str) -> bool:
    return "\U0001f1e6" <= letter <= "\U0001f1ff"

"""What a typed answer means: a number, a button's words, a command, a code.

Typing is equal to tapping at every step. Words are compared in plain form: full-width as narrow,
small letters, no punctuation at the ends, no particles such as 吧 and 了.
"""

import re
import unicodedata
from collections.abc import Iterator, Mapping
from functools import lru_cache

from handlers.dialogue.reply import Choice, Say

Words = Mapping[str, tuple[str, ...]]
"""Key of a label (or name of a command) -> everything a person may type for it."""

_NUMERALS = "零一二三四五六七八九十"
_ORDINAL = re.compile(
    r"(?:第|选|我选|选择|no\.?|option|number|#)?\s*(\d{1,2}|[一二三四五六七八九]?十?[一二三四五六七八九]?)"
    r"\s*(?:个|项|[.、)])?"
)
_ENDS = re.compile(r"^[\s\W_]+|[\s\W_]+$")
_PARTICLES = re.compile(r"(?<=\w)(?:吧|呀|啊|哦|呢|嘛|哈|啦|了)+$")
_CODE_DIGITS = 20
_SPOKEN = str.maketrans(
    "〇零洞一幺壹二两贰三叁四肆五伍六陆七拐柒八捌九勾玖", "0001112223344556677788999"
)
_BETWEEN = re.compile(r"[\s\-–—_.,,。、·]+")


def plain(text: str) -> str:
    """The text as it is compared."""
    return _ENDS.sub("", " ".join(unicodedata.normalize("NFKC", text).casefold().split()))


def bare(text: str) -> str:
    """The plain text without particles at its end."""
    return _PARTICLES.sub("", plain(text))


def number(text: str) -> int | None:
    """Which number was typed, from 1 up: `1`, `１`, `一`, `①`, `第2个`; None when it is none."""
    flat = " ".join(unicodedata.normalize("NFKC", text).casefold().split())
    found = _ORDINAL.fullmatch(flat)
    if not found or not found[1]:
        return None
    said = found[1]
    return int(said) if said.isdecimal() else _numeral(said)


def _numeral(said: str) -> int:
    if "十" not in said:
        return _NUMERALS.index(said) if len(said) == 1 else 0
    tens, _, ones = said.partition("十")
    return (_NUMERALS.index(tens) if tens else 1) * 10 + (_NUMERALS.index(ones) if ones else 0)


def choices(shown: Say | None) -> Iterator[Choice]:
    """The buttons of a message, in the order in which they are read."""
    for row in shown.rows if shown else ():
        yield from row


def pick(text: str, shown: Say | None, words: Words, *, numbered: bool = True) -> str:
    """The name of the button that the typed text stands for; empty when it stands for none.

    Without `numbered` a bare number is no button's number: the question wants free words.
    """
    offered = tuple(choices(shown))
    if not offered or len(text) > 60:
        return ""
    which = number(text) if numbered else None
    if which and which <= len(offered):
        return offered[which - 1].name
    said = {plain(text), bare(text)}
    for one in offered:
        if said & _forms(words.get(one.key, ())) or plain(text) in _own_words(one, words):
            return one.name
    return ""


def command(text: str, commands: Words) -> str:
    """The name of the command that the whole text is; empty when it is none."""
    if len(text) > 30:
        return ""
    said = {plain(text), bare(text)}
    return next((name for name, words in commands.items() if said & _forms(words)), "")


def means(text: str, words: tuple[str, ...]) -> bool:
    """Is the whole text one of these words?"""
    return bool({plain(text), bare(text)} & _forms(words))


def in_digits(text: str) -> str:
    """The text with digits of every script and the words for digits as 0-9."""
    return "".join(
        str(unicodedata.digit(mark, mark))
        for mark in unicodedata.normalize("NFKC", text).translate(_SPOKEN)
    )


def code_digits(text: str) -> str:
    """The 20 digits of a code when the text is nothing else; empty otherwise."""
    digits = _BETWEEN.sub("", in_digits(text))
    return digits if digits.isascii() and digits.isdecimal() and len(digits) == _CODE_DIGITS else ""


def digits_count(text: str) -> int:
    """How many digits stand in a text, full-width and spoken ones too."""
    return sum(mark.isdecimal() for mark in in_digits(text))


@lru_cache(maxsize=2048)
def _forms(words: tuple[str, ...]) -> frozenset[str]:
    return frozenset(plain(word) for word in words)


def _own_words(one: Choice, words: Words) -> frozenset[str]:
    """What a button says in words that are not ours: a place's name, with a report's number."""
    own = {name: value for name, value in one.args if isinstance(value, str)}
    if not own:
        return frozenset()
    filled = (_filled(word, own) for word in words.get(one.key, ()) if "{" in word)
    return frozenset(plain(word) for word in (*own.values(), *filled))


def _filled(word: str, own: Mapping[str, str]) -> str:
    for name, value in own.items():
        word = word.replace(f"{{{name}}}", value)
    return word

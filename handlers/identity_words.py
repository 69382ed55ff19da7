"""Reading a name, the number of an identity card and an account as typed; and hiding them again."""

import re
import unicodedata

from handlers.answers import in_digits

_CARD = re.compile(r"\d{17}[\dX]")
_WEIGHTS = (7, 9, 10, 5, 8, 4, 2, 1, 6, 3, 7, 9, 10, 5, 8, 4, 2)
_CHECKS = "10X98765432"
_OTHER_PAPER = re.compile(r"[A-Z]{0,3}\d{6,12}[A-Z]?|\d{15}")
"""A passport, a permit of Hong Kong, Macao or Taiwan, an old card of 15 digits."""

_BETWEEN = re.compile(r"[\s\-–—_.,,。、·]+")
_NAME = re.compile(r"[^\W\d_](?:[^\W\d_]|[ .·•'’\-]){0,58}[^\W\d_.]")
_ACCOUNT_DIGITS = range(8, 31)


def read_part(part: str, text: str) -> str:
    """The part as it is sealed; empty when what was typed cannot be one."""
    match part:
        case "name":
            return _name(text)
        case "number":
            return _number(text)
    return _account(text)


def masked(part: str, read: str) -> str:
    """What is shown back: the first character of a name, the last four of a number."""
    return f"{read[0]}**" if part == "name" else f"****{read[-4:]}"


def _name(text: str) -> str:
    said = " ".join(unicodedata.normalize("NFKC", text).split())
    return said if _NAME.fullmatch(said) else ""


def _number(text: str) -> str:
    """The check digit of a card is reckoned after GB 11643."""
    said = _BETWEEN.sub("", in_digits(text)).upper()
    if _CARD.fullmatch(said):
        total = sum(int(digit) * weight for digit, weight in zip(said, _WEIGHTS, strict=False))
        return said if _CHECKS[total % 11] == said[-1] else ""
    return said if _OTHER_PAPER.fullmatch(said) else ""


def _account(text: str) -> str:
    said = _BETWEEN.sub("", in_digits(text))
    known = said.isascii() and said.isdecimal() and len(said) in _ACCOUNT_DIGITS
    return said if known else ""

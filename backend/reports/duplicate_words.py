"""How alike two tellings are: the things they name, pairs of characters, and numbers of houses.

Nothing of this is kept: tellings are opened for one comparison, and what is read out of them ends
with it.
"""

import re
import unicodedata
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cache
from math import sqrt
from pathlib import Path

_MOST_LETTERS = 500
"""Of a telling: what it is about is said by then."""

_WEIGHTS = {"~": 0.2, "@": 0.3}
"""What a thing weighs that is said of almost any hazard, or says where; any other weighs 1."""

_THINGS_SHARE = 0.75
"""Of the likeness; the rest is pairs of characters."""

_FIRST_THING, _FURTHER_THING = 0.55, 0.45
"""One thing in common may be chance; from two on it is not."""

_DIGITS = str.maketrans("零一二两三四五六七八九", "01223456789")
_NUMBERED = re.compile(
    r"([0-9零一二两三四五六七八九十]{1,4}|[a-z])\s*(号楼|栋|幢|座|单元|号院|号|层|楼|车间|线|路口|门)"
)
_KINDS = {"栋": "号楼", "幢": "号楼", "座": "号楼", "层": "楼", "号院": "号"}
"""Other names of the same kind of number."""

_FLOOR = "楼"
_COUNTED = frozenset("栋幢座层门线")


@dataclass(frozen=True, slots=True)
class Telling:
    """What a telling is compared by."""

    things: frozenset[str]
    pairs: frozenset[str]
    numbers: frozenset[tuple[str, str]]
    """(kind, number) of buildings, floors, doors, workshops."""
    address: frozenset[str] = frozenset()
    """Pairs of characters of the place in words."""

    @property
    def silent(self) -> bool:
        """Whether nothing was said that can be compared."""
        return not self.pairs


NOTHING_TOLD = Telling(frozenset(), frozenset(), frozenset())


@dataclass(frozen=True, slots=True)
class Numbers:
    """How the numbers of houses and floors in two tellings agree."""

    same: bool
    floors_differ: bool
    houses_differ: bool


def read_telling(words: str, address: str = "") -> Telling:
    """What a person's words, and their words of the place, are compared by."""
    plain, where = _plain(words), _plain(address)
    things, rest = _things(plain)
    numbers = frozenset((*_numbers(plain), *_numbers(where)))
    return Telling(things, frozenset(_pairs(rest)), numbers, frozenset(_pairs(where)))


def alike(one: Telling, other: Telling) -> float:
    """From 0 (nothing in common) to 1 (the same words)."""
    things = _cosine_of_things(one.things, other.things)
    pairs = _cosine(one.pairs, other.pairs)
    if not (one.things and other.things):
        return pairs
    return _THINGS_SHARE * things + (1 - _THINGS_SHARE) * min(1.0, 2 * pairs)


def addresses_alike(one: Telling, other: Telling) -> float | None:
    """From 0 to 1 as the words of the place agree; None when one says none."""
    if not (one.address and other.address):
        return None
    return _cosine(one.address, other.address)


def common_things(one: Telling, other: Telling) -> tuple[str, ...]:
    """What both name, by its plainest name, in a fixed order; what is said of anything left out."""
    weights = _weights()
    return tuple(sorted(thing for thing in one.things & other.things if weights[thing] == 1.0))


def places_named(telling: Telling) -> frozenset[str]:
    """Kinds of places that a telling names: a school, a workshop."""
    weights = _weights()
    return frozenset(thing for thing in telling.things if weights[thing] == _WEIGHTS["@"])


def numbers_named(one: Telling, other: Telling) -> Numbers:
    """Whether they name the same houses and floors; kinds that only one names do not count."""
    kinds = {kind for kind, _ in one.numbers} & {kind for kind, _ in other.numbers}
    differing = {kind for kind in kinds if not (_of(one, kind) & _of(other, kind))}
    return Numbers(
        same=bool(kinds - differing),
        floors_differ=_FLOOR in differing,
        houses_differ=bool(differing - {_FLOOR}),
    )


def _plain(text: str) -> str:
    return unicodedata.normalize("NFKC", text[:_MOST_LETTERS]).lower()


def _of(telling: Telling, kind: str) -> set[str]:
    return {number for held, number in telling.numbers if held == kind}


def _things(plain: str) -> tuple[frozenset[str], str]:
    """The things that are named, and the text without what only says where.

    In one street everybody names the same school: its pairs of characters would join them all.
    Looking each place up by its first character is six times faster than one great pattern.
    """
    names, lengths, weights = _names(), _lengths(), _weights()
    found = {names[word] for word in re.findall(r"[a-z][a-z-]+", plain) if word in names}
    rest: list[str] = []
    at = 0
    while at < len(plain):
        here = (plain[at : at + most] for most in lengths.get(plain[at], ()))
        name = next((one for one in here if one in names), "")
        if name:
            found.add(names[name])
        says_where = bool(name) and weights[names[name]] == _WEIGHTS["@"]
        rest.append(" " if says_where else name or plain[at])
        at += len(name) or 1
    return frozenset(found), "".join(rest)


def _cosine_of_things(one: frozenset[str], other: frozenset[str]) -> float:
    weights = _weights()
    both, first, second = (
        sum(weights[thing] for thing in things) for things in (one & other, one, other)
    )
    certain = min(1.0, _FIRST_THING + _FURTHER_THING * both)
    return certain * both / sqrt(first * second) if first and second else 0.0


def _cosine(one: frozenset[str], other: frozenset[str]) -> float:
    return len(one & other) / sqrt(len(one) * len(other)) if one and other else 0.0


def _pairs(plain: str) -> Iterator[str]:
    """Pairs of Chinese characters, and whole words of other scripts."""
    for run in re.findall(r"[\u3400-\u9fff]{2,}", plain):
        yield from (run[at : at + 2] for at in range(len(run) - 1))
    yield from re.findall(r"[a-z]{3,}", plain)


def _numbers(plain: str) -> Iterator[tuple[str, str]]:
    for number, kind in _NUMBERED.findall(plain):
        if number == "一" and kind in _COUNTED:
            continue  # 一栋房子: some house, and not the first
        yield _KINDS.get(kind, kind), _arabic(number)


def _arabic(number: str) -> str:
    """二十三 and 23 are one number."""
    if "十" not in number:
        return number.translate(_DIGITS).lstrip("0")
    tens, _, ones = number.partition("十")
    return (tens.translate(_DIGITS) or "1") + (ones.translate(_DIGITS) or "0")


@cache
def _lines() -> tuple[tuple[float, tuple[str, ...]], ...]:
    text = (Path(__file__).parent / "duplicate_words.txt").read_text("utf-8")
    kept = [line for line in text.splitlines() if line and not line.startswith("#")]
    return tuple(
        (_WEIGHTS.get(line[0], 1.0), tuple(line.lstrip("".join(_WEIGHTS)).split())) for line in kept
    )


@cache
def _names() -> dict[str, str]:
    """Every name of a thing -> its plainest."""
    return {name: names[0] for _, names in _lines() for name in names}


@cache
def _weights() -> dict[str, float]:
    return {names[0]: weight for weight, names in _lines()}


@cache
def _lengths() -> dict[str, tuple[int, ...]]:
    """First character -> how long the Chinese names are that begin with it, the longest first."""
    found: dict[str, set[int]] = {}
    for name in _names():
        if not name.isascii():
            found.setdefault(name[0], set()).add(len(name))
    return {first: tuple(sorted(lengths, reverse=True)) for first, lengths in found.items()}

"""Which of the 34 sectors a person's words are about: offline, explained, and unsure when unsure.

How it works: two judges add up. Words: each sector has words that are seldom said of anything else
and words that point to it among others (`sector_words.toml`); the longest reading of a place in the
text counts, once. Likeness: how alike the text is, in pairs and single characters, to sentences
written for each sector (`sector_model`). Without a word or a clear likeness nothing is proposed.
"""

import re
import tomllib
import unicodedata
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cache
from math import exp
from pathlib import Path

from backend.places.profile import Place
from backend.places.sector_model import NOTHING, likeness
from backend.places.sector_table import SECTOR_BY_SLUG, SECTORS, Sector

_SURE = 3.0
_SOME = 1.0
_LETTER = 0.35
"""What each letter beyond two adds to a word's weight: longer words are more certain."""

_LIKENESS = 1.0
_IN_PLAN = 0.1
_UNSURE = 1.6
"""Below this a text has said nothing about any sector."""

_MOST_LETTERS = 600

_Word = tuple[str, str, tuple[tuple[str, float], ...]]
"""A word, how it stands in a text (a Latin one behind a blank), and what it points to."""


@dataclass(frozen=True, slots=True)
class Proposal:
    """A sector, its share of the belief (0-1) among the 34, and the words that decided."""

    sector: Sector
    score: float
    why: tuple[str, ...]

    @property
    def slug(self) -> str:
        """The sector's stable name."""
        return self.sector.slug


def propose(text: str, place: Place | None = None, limit: int = 5) -> list[Proposal]:
    """The likeliest sectors of a report's words, best first; empty means "I don't know".

    A ``place`` breaks ties towards sectors of its plan.
    """
    plain = _plain(text)
    said = _said(plain)
    alike = likeness(plain)
    scores = {
        slug: sum(hits.values()) + _LIKENESS * alike.get(slug, 0.0) for slug, hits in said.items()
    }
    spoken = max(sum(hits.values()) for hits in said.values())
    if spoken < _SURE and max(scores.values()) < _UNSURE + alike.get(NOTHING, 0.0):
        return []
    if place is not None:
        for slug in {route.sector for route in place.routes}:
            scores[slug] += _IN_PLAN
    top = max(scores.values())
    total = sum(exp(score - top) for score in scores.values())
    best = sorted(scores, key=lambda slug: -scores[slug])[:limit]
    return [
        Proposal(SECTOR_BY_SLUG[slug], exp(scores[slug] - top) / total, _why(said[slug]))
        for slug in best
    ]


def sector_by_text(text: str) -> str | None:
    """The slug of the sector that a person typed by name (``消防``, ``fire``), or None."""
    plain = _plain(text).strip()
    for ending in ("", "隐患", "问题", "类", "方面", "行业", "安全", "安全隐患", "安全问题"):
        if ending and not plain.endswith(ending):
            continue
        if (slug := _by_name().get(plain.removesuffix(ending).strip())) is not None:
            return slug
    return None


def typed_names(slug: str) -> tuple[str, ...]:
    """What a person may type for the sector instead of tapping it, as the word list has it."""
    return tuple(_rows()[slug]["names"])


def _why(hits: dict[str, float]) -> tuple[str, ...]:
    return tuple(sorted(hits, key=lambda word: -hits[word])[:4])


def _said(text: str) -> dict[str, dict[str, float]]:
    """For each sector its words in ``text`` with their weights, without parts of longer words."""
    said: dict[str, dict[str, float]] = {slug: {} for slug in SECTOR_BY_SLUG}
    taken: list[tuple[int, int]] = []
    for word, pattern, weights in _may_stand_in(text):  # longest first
        at = text.find(pattern)
        while at >= 0 and any(begin <= at and at + len(pattern) <= end for begin, end in taken):
            at = text.find(pattern, at + 1)
        if at >= 0:
            taken.append((at, at + len(pattern)))
            for slug, weight in weights:
                said[slug][word] = weight
    return said


def _may_stand_in(text: str) -> Iterator[_Word]:
    """Of all words, in their order, those that begin with two letters which stand in the text."""
    table, by_start = _table(), _by_start()
    starts = {text[at : at + 2] for at in range(len(text))} | set(text)
    found = sorted(at for start in starts for at in by_start.get(start, ()))
    return (table[at] for at in found)


def _plain(text: str) -> str:
    """NFKC, lower case, Latin words apart, blanks at both ends."""
    plain = unicodedata.normalize("NFKC", text[:_MOST_LETTERS]).lower()
    return " " + re.sub(r"[^\w-]+|(?<=[^\x00-\x7f])(?=[a-z])", " ", plain).strip() + " "


@cache
def _rows() -> dict[str, dict[str, list[str]]]:
    return tomllib.loads((Path(__file__).parent / "sector_words.toml").read_text(encoding="utf-8"))


@cache
def _by_start() -> dict[str, list[int]]:
    """Where in the table the words stand that begin with these two letters, or are this one."""
    found: dict[str, list[int]] = {}
    for at, (_, pattern, _) in enumerate(_table()):
        found.setdefault(pattern[:2], []).append(at)
    return found


@cache
def _table() -> tuple[_Word, ...]:
    """Each word, longest first, with the sectors that it points to and how strongly."""
    words: dict[str, dict[str, float]] = {}
    for slug, row in _rows().items():
        for kind, base in (("some", _SOME), ("sure", _SURE)):
            for word in row[kind]:
                letters = len(word) / 3 if word.isascii() else len(word)
                weight = base + _LETTER * max(0.0, min(letters, 5) - 2)
                words.setdefault(word.lower(), {})[slug] = weight
    ordered = sorted(words.items(), key=lambda item: -len(item[0]))
    return tuple(
        (word, f" {word}" if word.isascii() else word, tuple(weights.items()))
        for word, weights in ordered
    )


@cache
def _by_name() -> dict[str, str]:
    names: dict[str, str] = {}
    for sector in SECTORS:
        for name in (*_rows()[sector.slug]["names"], sector.zh, sector.en, sector.slug):
            names.setdefault(_plain(name).strip(), sector.slug)
    return names

"""How alike a text is to sentences written for each sector, in single characters and pairs.

How it works: a naive Bayes over characters and pairs of neighbouring characters, counted from
``sector_sentences.txt`` when first asked (one sentence a line: slug, tab, words). What comes out is
how much better than the average sector each one explains the text, held within bounds so that it
advises and never outvotes a plain word.
"""

from collections import Counter, defaultdict
from collections.abc import Iterable
from functools import cache
from itertools import pairwise
from math import log, sqrt
from pathlib import Path

_SMOOTH = 0.5
_BOUND = 3.0
_SINGLE = 0.4
"""What a single character counts beside a pair."""

_SCALE = 1.6

NOTHING = "-"
"""The slug of sentences that say nothing of any sector."""

_CHINESE = "\u2e80"
"""The first character of the Chinese blocks."""

Rows = Iterable[tuple[str, str]]


class Model:
    """What the sentences teach: kept sparse, for each gram the sectors that use it."""

    def __init__(self, rows: Rows) -> None:
        counts: dict[str, Counter[str]] = defaultdict(Counter)
        for slug, words in rows:
            counts[slug].update(set(_grams(words)))
        grams_count = len({gram for count in counts.values() for gram in count})
        self._gains: dict[str, dict[str, float]] = defaultdict(dict)
        self._bases: dict[str, float] = {}
        for slug, count in counts.items():
            self._bases[slug] = log(_SMOOTH / (count.total() + _SMOOTH * grams_count))
            for gram, seen in count.items():
                self._gains[gram][slug] = log((seen + _SMOOTH) / _SMOOTH)

    def likeness(self, text: str) -> dict[str, float]:
        """For each sector, and for `NOTHING`, its advantage (-3 to 3) over the average one.

        Empty for a text of which nothing is known.
        """
        grams = [gram for gram in _grams(text) if gram in self._gains]
        if not grams:
            return {}
        weights = [1.0 if len(gram) > 1 else _SINGLE for gram in grams]
        sums = {slug: base * sum(weights) for slug, base in self._bases.items()}
        for gram, weight in zip(grams, weights, strict=True):
            for slug, gain in self._gains[gram].items():
                sums[slug] += weight * gain
        mean, scale = sum(sums.values()) / len(sums), _SCALE / sqrt(len(grams))
        return {s: max(-_BOUND, min(_BOUND, (v - mean) * scale)) for s, v in sums.items()}


def sentences() -> list[tuple[str, str]]:
    """The sentences it was counted from: slug and words. The measured ones are never among them."""
    text = (Path(__file__).parent / "sector_sentences.txt").read_text(encoding="utf-8")
    rows = (line.split("\t", 1) for line in text.splitlines() if line and line[0] != "#")
    return [(slug, words) for slug, words in rows]


def likeness(text: str) -> dict[str, float]:
    """`Model.likeness` by the sentences that come with Davy."""
    return _shipped().likeness(text)


@cache
def _shipped() -> Model:
    return Model(sentences())


def _grams(text: str) -> list[str]:
    """Single Chinese characters, their pairs, and Latin words."""
    found: list[str] = []
    for piece in text.lower().split():
        if piece.isascii():
            found.append(piece)
            continue
        found.extend(char for char in piece if char >= _CHINESE)
        found.extend(a + b for a, b in pairwise(piece) if min(a, b) >= _CHINESE)
    return found

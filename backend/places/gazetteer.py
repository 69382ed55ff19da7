"""From a typed village, town or address to an area of the place, offline.

How it works: every name of every area is looked for in the text: as written, as it sounds (a slip
of the input method), as it sounds in dialect, and in pinyin. Each way has a score; a town and its
village that are named together help one another; what is left above a threshold is found or asked.
A county or city elsewhere, named before anything of ours, means outside.
"""

import re
import unicodedata
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, replace
from functools import cache
from pathlib import Path

from rapidfuzz import fuzz

from backend.places.pinyin import blurred, syllables
from backend.places.profile import Area, Place

FOUND = 86.0
"""From this score on a single name is believed without asking."""

LIKELY = 66.0
"""From this score on a name is offered."""

_TIE = 6.0
_HELP = 8.0
_OTHER_ENDS = tuple("湖河路街道山桥库沟")
"""A village's short name before one of these is a road's, a river's or a bridge's name."""

_ENDS = ("回族乡", "朝鲜族镇", "街道", "社区", "农场", "镇", "乡", "村")
_LATIN_ENDS = re.compile(
    r"\b(zhen|xiang|cun|shequ|jiedao|town(ship)?|village|community|subdistrict|county|xian)\b"
)


@dataclass(frozen=True, slots=True)
class Hit:
    """An area, how well it fits (0-100) and the piece of text that says so."""

    area: Area
    score: float
    piece: str
    at: int


@dataclass(frozen=True, slots=True)
class _Name:
    area: Area
    written: str
    full: bool
    sounds: str
    """Strung, as `_strung` does."""
    dialect: str
    start: str
    """The first sound of `dialect`."""
    letters: frozenset[str]

    def may_stand_in(self, letters: frozenset[str], dialect: frozenset[str]) -> bool:
        """Whether to look closely: it begins as something there sounds, or most letters are there.

        A near match of 74 of 100 takes more than half of a name's letters.
        """
        return self.start in dialect or 2 * len(self.letters & letters) >= len(self.letters)


class Gazetteer:
    """The names of one place, ready to be looked up; built once."""

    def __init__(self, place: Place) -> None:
        self._place = place
        self._names = [name for area in place.areas for name in _names(area)]
        self._latin = [(area, _letters(area.en)) for area in place.areas]
        above = {n for code, n in _regions() if place.code.startswith(code.rstrip("0"))}
        self._above = sorted(above | {place.names.zh}, key=len, reverse=True)
        self._elsewhere: dict[str, list[str]] = {}
        for _, name in _regions():
            if name not in above:
                self._elsewhere.setdefault(name[:2], []).append(name)

    def look_up(self, text: str) -> list[Hit]:
        """The areas that ``text`` may mean, best first; empty when no name is known."""
        plain = self._without_above(text)
        best: dict[str, Hit] = {}
        for hit in self._hits(plain, text):
            if hit.score > best.get(hit.area.code, _NO_HIT).score:
                best[hit.area.code] = hit
        hits = _consistent(sorted(best.values(), key=lambda hit: -hit.score))
        return [hit for hit in hits if hit.score >= LIKELY]

    def elsewhere(self, text: str) -> tuple[str, int] | None:
        """A province, city or county that is not ours and where in the text it stands."""
        plain = self._without_above(text)
        found = [
            (at, -len(name), name)
            for start in {plain[at : at + 2] for at in range(len(plain))}
            for name in self._elsewhere.get(start, ())
            # A two-character county is a word as often as a county, unless it comes first.
            if (at := plain.find(name)) >= 0 and (at == 0 or len(name) > 2)
        ]
        return (min(found)[2], min(found)[0]) if found else None

    def names_place_alone(self, text: str) -> bool:
        """Whether ``text`` says no more than the place itself or what is above it."""
        english = _letters(self._place.names.en)
        rest = self._without_above(text)
        return rest in ("", self._place.names.zh[:-1]) or _letters(text) == english

    def _without_above(self, text: str) -> str:
        """The text without the names of the place and of what is above it."""
        plain = _plain(text)
        for name in self._above:
            plain = plain.replace(name, "")
        return plain

    def _hits(self, text: str, typed: str) -> Iterator[Hit]:
        heard = syllables(text)
        blurry = [blurred(sound) for sound in heard]
        sounds, dialect = _strung(heard), _strung(blurry)
        chars, starts = frozenset(text), frozenset(blurry)
        for name in self._names:
            if name.may_stand_in(chars, starts):
                yield from _match(name, text, sounds, dialect)
        if (letters := _letters(typed)) and len(letters) >= 4:
            for area, latin in self._latin:
                if len(latin) >= 4 and (score := _latin_score(latin, letters)) >= LIKELY:
                    yield Hit(area, score, latin, 0)


def _match(name: _Name, text: str, sounds: str, dialect: str) -> Iterator[Hit]:
    """How ``name`` stands in the text: as written, as it sounds, in dialect, or nearly."""
    size = len(name.written)
    if (at := text.find(name.written)) >= 0:
        score = 100.0 if name.full else _short_score(name, text, at)
        yield Hit(name.area, score, name.written, at)
    elif (at := _find(sounds, name.sounds)) >= 0:
        yield Hit(name.area, 92.0 if name.full else 78.0, text[at : at + size], at)
    elif (at := _find(dialect, name.dialect)) >= 0:
        score = 84.0 if name.full else 70.0 if size == len(text) else 50.0
        yield Hit(name.area, score, text[at : at + size], at)
    elif name.written == name.area.zh and size >= 4 and len(text) >= size - 1:
        near = fuzz.partial_ratio_alignment(name.written, text, score_cutoff=74)
        if near is not None:
            piece = text[near.dest_start : near.dest_end]
            yield Hit(name.area, near.score * 0.92, piece, near.dest_start)


def _short_score(name: _Name, text: str, at: int) -> float:
    """For a name without its end, such as 大新: a town's is believed, a village's is asked."""
    if text == name.written:
        return 90.0
    if text[at + len(name.written) :][:1] in _OTHER_ENDS:
        return 60.0
    return 90.0 if name.area.level != "village" else 80.0


def _consistent(hits: list[Hit]) -> list[Hit]:
    """Drop what a better hit makes unlikely: other towns' villages, towns around a village."""
    if not hits:
        return []
    towns = {h.area.prefix: h for h in hits if h.area.level == "town" and h.score >= 84}
    inside = [h for h in hits if h.area.level == "village" and _stands(h, towns)]
    if inside:
        helped = [replace(h, score=h.score + _HELP) for h in inside]
        top = max(h.score for h in helped)
        return [h for h in helped if h.score >= top - _TIE]
    top = hits[0].score
    kept = [h for h in hits if h.score >= top - _TIE]
    named = [h for h in kept if h.area.level == "town"]
    return [h for h in kept if not any(_covers(town, h) for town in named)]


def _stands(hit: Hit, towns: dict[str, Hit]) -> bool:
    """Whether a village's own town is named beside it, in other letters of the text."""
    town = towns.get(hit.area.code[:9])
    if town is None or hit.score < 70:
        return False
    return hit.at >= town.at + len(town.piece) or town.at >= hit.at + len(hit.piece)


def _covers(town: Hit, hit: Hit) -> bool:
    """Whether the same letters name a town and a village of it or elsewhere: the town is meant."""
    if hit.area.level != "village" or hit.score > town.score:
        return False
    return hit.at < town.at + len(town.piece) and town.at < hit.at + len(hit.piece)


def _names(area: Area) -> Iterator[_Name]:
    for written in (area.zh, *area.other):
        yield _name(area, written, full=True)
    for end in _ENDS:
        if area.zh.endswith(end) and len(area.zh) - len(end) >= 2:
            yield _name(area, area.zh.removesuffix(end), full=False)
            break


def _name(area: Area, written: str, *, full: bool) -> _Name:
    sounds = syllables(written)
    blurry = [blurred(sound) for sound in sounds]
    return _Name(
        area, written, full, _strung(sounds), _strung(blurry), blurry[0], frozenset(written)
    )


def _strung(sounds: Iterable[str]) -> str:
    """Sounds on one string, each between blanks: one search finds a run of whole sounds."""
    return f" {' '.join(sounds)} "


def _find(text: str, piece: str) -> int:
    """At which sound of ``text`` the sounds of ``piece`` stand, -1 when nowhere."""
    at = text.find(piece)
    return at if at < 0 else text.count(" ", 0, at)


def _latin_score(latin: str, letters: str) -> float:
    if latin == letters:
        return 96.0
    if latin in letters:
        return 88.0 if len(latin) >= 6 else 76.0
    return fuzz.ratio(latin, letters) * 0.95


def _plain(text: str) -> str:
    """NFKC, lower case, without blanks and marks."""
    plain = unicodedata.normalize("NFKC", text).lower()
    return re.sub(r"[\s,，。.、;；:：!！?？()（）\-_/\"'“”‘’#]+", "", plain)


def _letters(text: str) -> str:
    """The Latin letters of ``text`` without words such as *town* and *zhen*."""
    plain = unicodedata.normalize("NFKD", text).lower()
    return re.sub(r"[^a-z]", "", _LATIN_ENDS.sub(" ", plain))


@cache
def _regions() -> tuple[tuple[str, str], ...]:
    lines = (Path(__file__).parent / "regions.txt").read_text(encoding="utf-8").splitlines()
    rows = (line.split(" ", 1) for line in lines if not line.startswith("#"))
    return tuple((code, name) for code, name in rows)


_NO_HIT = Hit(Area(code="0" * 12, zh="-", en="-"), 0.0, "", 0)

"""Whether a unit's name is an office's, in whatever form people write it.

People write the full official name, the short one, or a part of the house: 五河县教育体育局,
教体局, 县教体局机关食堂. Better once too often than never: what is taken for an office goes to the
safety office, what is not may reach the one whom it is about.
"""

import re
import unicodedata
from collections.abc import Iterable
from functools import lru_cache

from backend.places.profile import Office, Place

_SHORTEST = 3
"""Characters: shorter names lie in too many others."""

_ENGLISH_WORDS = 3
"""English names of fewer words ("Court", "Fire Station") have to be met whole."""

_LEVEL = re.compile(r"^(?:省|市(?!场|政)|县|区|镇|乡(?!村)|街道)?(?:人民政府|政府)?")
_PARTS = re.compile(r"[^省市县区镇乡]+[省市县区镇乡]")
_LEVELS = frozenset("省市县区镇乡")
_FIRM = ("局", "委", "大队", "党校")
"""How names end that no enterprise bears: such a one counts wherever it stands in a unit's name."""

_SHORTENED = ("局", "委", "大队", "办")
"""How names end that are said with characters left out, as 发改委 for 发展和改革委员会."""

_GROUND = ("区", "政府")
"""How names end that are also a piece of land, on which enterprises stand."""


def concerned(place: Place, unit_name: str, offices: Iterable[Office]) -> frozenset[str]:
    """The ids of those of the offices that a unit of this name is, or is a part of."""
    said = _plain(unit_name)
    if not said:
        return frozenset()
    heads = _heads(place.names.zh, said)
    return frozenset(
        office.id
        for office in offices
        if _is_called(_cores(place.names.zh, office.zh, office.aliases), heads, said)
        or _in_english(unit_name, office.en)
    )


def _is_called(cores: frozenset[str], heads: frozenset[str], said: str) -> bool:
    if not cores.isdisjoint(heads):
        return True
    return any(
        _stands_in(core, head, said) or _is_part_of(head, core)
        for core in cores
        if len(core) >= _SHORTEST
        for head in heads
    )


def _stands_in(core: str, head: str, said: str) -> bool:
    """Whether an office's name stands in what was said; `head` is that without the place."""
    if core.endswith(_GROUND):
        return head in (core, f"{core}管委会", f"{core}管理委")
    if head.startswith(core):
        return True
    at = said.find(core)
    return at > 0 and (core.endswith(_FIRM) or said[at - 1] in _LEVELS)


def _is_part_of(head: str, core: str) -> bool:
    """Whether what was said is the office's name with something left out."""
    if len(head) < _SHORTEST:
        return False
    if core.startswith(head) or (core.endswith(_FIRM) and core.endswith(head)):
        return True
    return any(core.endswith(end) and _shortened(head, core, end) for end in _SHORTENED)


def _shortened(head: str, core: str, end: str) -> bool:
    before, found, _ = head.partition(end)
    short, long = sorted((before + found, core), key=len)
    if not found or len(short) < _SHORTEST:
        return False
    return short[0] == long[0] and _left_out(short, long)


def _left_out(short: str, long: str) -> bool:
    rest = iter(long)
    return all(character in rest for character in short)


@lru_cache(maxsize=8192)
def _cores(place_zh: str, office_zh: str, aliases: tuple[str, ...]) -> frozenset[str]:
    """An office's names without the place and the level in front; reckoned once."""
    names = {_plain(name) for name in (office_zh, *aliases)}
    names |= {name.removeprefix(own) for own in _own(place_zh) for name in names}
    return frozenset(_LEVEL.sub("", name, count=1) for name in names)


def _heads(place_zh: str, said: str) -> frozenset[str]:
    """What was said, and what of it stands behind the place's own name; without the level."""
    found = {said} | {said.rpartition(own)[2] for own in _own(place_zh)}
    return frozenset(_LEVEL.sub("", one, count=1) for one in found) - {""}


def _own(place_zh: str) -> tuple[str, ...]:
    """What the place is called in front of its offices: with its level and without."""
    parts = _PARTS.findall(place_zh)
    return (*parts, *(part[:-1] for part in parts if len(part) >= _SHORTEST))


def _plain(name: str) -> str:
    """Without spaces and marks, wide letters narrow, 委员会 as 委 and 办公室 as 办."""
    text = unicodedata.normalize("NFKC", name)
    text = re.sub(r"[\s·,。、;:()\"'“”‘’《》<>]+", "", text)
    return text.replace("委员会", "委").replace("办公室", "办")


def _in_english(said: str, name: str) -> bool:
    said, name = (" ".join(one.casefold().split()) for one in (said, name))
    return said == name or (len(name.split()) >= _ENGLISH_WORDS and name in said)

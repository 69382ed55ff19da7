"""The places that one Davy serves: each file read when it is first needed, checked beforehand.

A handful is read at the start. Of more, only what changed since the last start is read then: what a
check found lies in a file of its own, so that a thousand places start as fast as one.
"""

import json
import threading
from collections.abc import Iterator, Mapping
from dataclasses import asdict, dataclass, replace
from pathlib import Path as File
from typing import Any

from backend.places.load import load_file
from backend.places.profile import Place
from backend.places.reading import Fault, ProfileError

READ_AT_START = 8
"""So many places are simply read; their memory and milliseconds are nobody's worry."""
_FAULTS_TOLD = 20


@dataclass(frozen=True, slots=True)
class Sources:
    """The files of one place: its profile, and what the office itself confirmed."""

    file: File
    own: File


@dataclass(frozen=True, slots=True)
class Card:
    """What is known of a place without reading its file."""

    zh: str
    en: str
    parent: str
    trial: bool
    beside: str = ""
    """A file beside the profile that belongs to it: its boundaries."""
    print: str = ""
    """The files as they were when they were checked, and the program that did it."""


class Shelf(Mapping[str, Place]):
    """Places by code. What was read stays; any number of threads may ask."""

    def __init__(self, sources: Mapping[str, Sources], checked: File | None = None) -> None:
        """Check every place; `checked` is where the outcome is remembered, if it is.

        Raises:
            ProfileError: names each thing that is wrong, of every file that is.
        """
        self._sources = sources
        self._read: dict[str, Place] = {}
        self._lock = threading.Lock()
        few = len(sources) <= READ_AT_START
        known = {} if few or checked is None else _remembered(checked)
        self.cards = self._checked(known, keep=few)
        if not few and checked is not None and self.cards != known:
            _remember(checked, self.cards)

    def __getitem__(self, code: str) -> Place:
        place = self._read.get(code)
        if place is None:
            sources = self._sources[code]
            with self._lock:
                place = self._read.get(code) or _read(code, sources)
                self._read[code] = place
        return place

    def __iter__(self) -> Iterator[str]:
        return iter(self._sources)

    def __len__(self) -> int:
        return len(self._sources)

    def __contains__(self, code: object) -> bool:
        return code in self._sources

    def _checked(self, known: Mapping[str, Card], *, keep: bool) -> dict[str, Card]:
        program = _program()
        cards: dict[str, Card] = {}
        faults: list[tuple[str, Fault]] = []
        for code, sources in self._sources.items():
            card = known.get(code)
            if card is not None and card.print == _print(sources, card.beside, program):
                cards[code] = card
                continue
            try:
                place = _read(code, sources)
            except ProfileError as error:
                faults += [(error.file, fault) for fault in error.faults]
                continue
            card = _card(place)
            cards[code] = replace(card, print=_print(sources, card.beside, program))
            if keep:
                self._read[code] = place
        if faults:
            raise _all(faults)
        return cards


def parents_of(places: Mapping[str, Place]) -> dict[str, str]:
    """Code -> code of the place above, or empty; reads no file of a shelf."""
    if isinstance(places, Shelf):
        return {code: card.parent for code, card in places.cards.items()}
    return {code: place.parent or "" for code, place in places.items()}


def _read(code: str, sources: Sources) -> Place:
    """Raises: ProfileError, also when the file is another place's than its name says."""
    place = load_file(sources.file, own=sources.own)
    if place.code != code:
        words = f"{place.code} was given; the file's name says {code}"
        raise ProfileError(sources.file.name, (Fault(0, "identity.code", words),))
    return place


def _card(place: Place) -> Card:
    return Card(
        place.names.zh, place.names.en, place.parent or "", place.trial, place.geo.boundaries or ""
    )


def _all(faults: list[tuple[str, Fault]]) -> ProfileError:
    """One error of several files; a fault keeps the name of its file."""
    files = dict.fromkeys(file for file, _ in faults)
    if len(files) == 1:
        return ProfileError(faults[0][0], tuple(fault for _, fault in faults))
    told = [replace(one, words=f"{one.words} ({file})") for file, one in faults[:_FAULTS_TOLD]]
    return ProfileError(f"{len(files)} files", tuple(told))


def _print(sources: Sources, beside: str, program: str) -> str:
    files = [sources.file, sources.own, *([sources.file.parent / beside] if beside else [])]
    return "|".join((program, *map(_seen, files)))


def _seen(file: File) -> str:
    try:
        found = file.stat()
    except OSError:
        return f"{file}:"
    return f"{file}:{found.st_size}:{found.st_mtime_ns}"


def _program() -> str:
    """The rules a file is checked by: another program checks anew."""
    here = File(__file__).parent
    files = [*here.glob("*.py"), *here.glob("*.toml"), *here.glob("calendars/*.toml")]
    seen = [file.stat() for file in files]
    newest_ns = max(one.st_mtime_ns for one in seen)
    return f"{len(seen)}:{sum(one.st_size for one in seen)}:{newest_ns}"


def _remembered(file: File) -> dict[str, Card]:
    """What the last check found; nothing when there was none, or when it cannot be read."""
    try:
        found: dict[str, Any] = json.loads(file.read_text(encoding="utf-8"))
        return {code: Card(**card) for code, card in found.items()}
    except (OSError, ValueError, TypeError, AttributeError):
        return {}


def _remember(file: File, cards: Mapping[str, Card]) -> None:
    """Written whole or not at all; without it the next start only takes longer."""
    draft = file.with_suffix(".draft")
    text = json.dumps({code: asdict(card) for code, card in cards.items()}, ensure_ascii=False)
    try:
        draft.write_text(text, encoding="utf-8")
        draft.replace(file)
    except OSError:
        draft.unlink(missing_ok=True)

"""What is asked of the office about places, sectors and units, and every answer it can get."""

from dataclasses import dataclass

from handlers.dialogue.effect import Effect
from handlers.dialogue.event import Event
from handlers.dialogue.stored import stored


@stored("spot")
@dataclass(frozen=True, slots=True)
class Spot:
    """A place on the ground. WGS-84 degrees; `datum` is what it was given in."""

    lat: float
    lon: float
    label: str = ""
    area_code: str = ""
    """12-digit statistics code of the smallest known area."""
    datum: str = "wgs84"
    source: str = "pin"
    """One of: pin, live, venue, typed, link, gazetteer, geocoder, photo, poster."""
    accuracy_m: float | None = None


GEOCODED = "geocoder"
"""The source of a point that an outside map service gave for typed words."""


@stored("find-place")
@dataclass(frozen=True, slots=True)
class FindPlace(Effect):
    """Local: PlaceFound | PlacesLikely | PlaceUnclear | PlaceOutside | LinkTooShort.

    Either words (coordinates, a map link, an address, a village) or a point in `datum`.
    `hopeful` marks words that may be no place at all (a caption, a story): only a clear hit counts.
    What nobody here knows may be asked of a map service: then PlacesLikely comes later.
    """

    text: str = ""
    lat: float | None = None
    lon: float | None = None
    datum: str = "wgs84"
    source: str = "typed"
    accuracy_m: float | None = None
    label: str = ""
    hopeful: bool = False


@stored("place-found")
@dataclass(frozen=True, slots=True)
class PlaceFound(Event):
    """One place fits. `asked` is the words that were looked up."""

    spot: Spot
    asked: str = ""


@stored("places-likely")
@dataclass(frozen=True, slots=True)
class PlacesLikely(Event):
    """Two or three places fit; the person chooses."""

    spots: tuple[Spot, ...]
    asked: str = ""


@stored("place-unclear")
@dataclass(frozen=True, slots=True)
class PlaceUnclear(Event):
    """No place was recognised; the words can still stand as the place in words."""

    asked: str = ""


@stored("place-outside")
@dataclass(frozen=True, slots=True)
class PlaceOutside(Event):
    """The point lies outside the place that this Davy serves."""

    spot: Spot
    asked: str = ""


@stored("link-too-short")
@dataclass(frozen=True, slots=True)
class LinkTooShort(Event):
    """A shortened map link: it is never fetched, a pin is asked for."""

    asked: str = ""


@stored("propose-sectors")
@dataclass(frozen=True, slots=True)
class ProposeSectors(Effect):
    """Local: SectorsProposed. `named` when the words are an answer to the sector question."""

    words: str
    named: bool = False
    unit_id: str = ""
    """A unit of the register: what it is known for is proposed first."""


@stored("sectors-proposed")
@dataclass(frozen=True, slots=True)
class SectorsProposed(Event):
    """Up to five sectors, best first (slugs of the 34). `exact` when the words name one."""

    sectors: tuple[str, ...]
    exact: str = ""
    words: str = ""


@stored("find-unit")
@dataclass(frozen=True, slots=True)
class FindUnit(Effect):
    """Local: UnitFound | UnitUnknown, from a QR poster's token."""

    token: str


@stored("unit-found")
@dataclass(frozen=True, slots=True)
class UnitFound(Event):
    """The poster names a unit; its place comes along when known."""

    unit_id: str
    name: str
    spot: Spot | None = None


@stored("unit-unknown")
@dataclass(frozen=True, slots=True)
class UnitUnknown(Event):
    """The poster's token is not ours or no longer valid."""

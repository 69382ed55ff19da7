"""What `davy place …` does: check a file, begin one, find a place, route a case, name sectors.

Each function gives an exit code and the text to print, and leaves printing to the command line.
"""

import re
from collections.abc import Callable, Iterable, Iterator
from pathlib import Path

from backend.places.find import find_place
from backend.places.found import Found, PlaceFound, PlaceOutside, PlacesLikely, PlaceUnclear
from backend.places.load import PROFILES, load_file, load_place
from backend.places.map_service import MapService, NotAnswered
from backend.places.profile import Office, Place
from backend.places.reading import ProfileError
from backend.places.routing import Routing, Unit, route
from backend.places.sector_table import SECTOR_BY_SLUG
from backend.places.sectors import propose, sector_by_text
from backend.places.why import Why, why

UNSURE = "不知道"
"""What `davy place sector` prints for a sentence that says nothing of any sector."""

Say = Callable[[Why], str]
"""A reason in words; the catalogues have them, and who prints chooses the language."""


def check_file(path: Path) -> tuple[int, str]:
    """`davy place check FILE`: 0 and what it holds, or 1 and each fault with line and key."""
    try:
        place = load_file(path)
    except ProfileError as wrong:
        return 1, f"{wrong}\n{len(wrong.faults)} to mend."
    examples = place.examples()
    sectors_count = len({row.sector for row in place.routes})
    holds = f"{len(place.areas)} areas, {len(place.offices)} offices, {sectors_count} of 34 sectors"
    lines = [f"{path.name} is in order: {place.names.zh} ({place.code}), {holds}."]
    if examples:
        lines.append(f"Trial: {len(examples)} values are still examples:")
        lines += [f"  {key}" for key in examples]
    return 0, "\n".join(lines)


def new_file(folder: Path, code: str, name: str, *, zh: str, en: str) -> tuple[int, str]:
    """`davy place new`: write ``<code>-<name>.toml`` in ``folder``; never over an older file."""
    if not re.fullmatch(r"\d{6}(\d{3})?", code):
        return (
            1,
            "The code has 6 digits (GB/T 2260; …00 a city, …0000 a province) or 9 (a township).",
        )
    if not re.fullmatch(r"[a-z0-9-]+", name):
        return 1, "The short name is written in small letters, digits and hyphens."
    if any(mark in zh + en for mark in '"\\\n') or not (zh.strip() and en.strip()):
        return 1, "A place needs a Chinese and an English name, without quotation marks."
    path = folder / f"{code}-{name}.toml"
    skeleton = (Path(__file__).parent / "skeleton.txt").read_text(encoding="utf-8")
    level, covers = _level(code)
    text = skeleton.format(
        code=code, zh=zh, en=en, level=level, covers=covers, area=code.ljust(12, "0")
    )
    try:
        with path.open("x", encoding="utf-8") as file:
            file.write(text)
    except FileExistsError:
        return 1, f"{path.name} is already there; nothing was changed."
    return 0, f"{path} is begun. Fill it in, then: davy place check {path}"


def _level(code: str) -> tuple[str, str]:
    """What kind of place a code is of, and how the codes of its areas begin."""
    if len(code) == 9:
        return "township", code
    if code.endswith("0000"):
        return "province", code[:2]
    return ("city", code[:4]) if code.endswith("00") else ("county", code)


def route_text(
    place_code: str,
    sector: str | None = None,
    *,
    area: str | None = None,
    unit: str | None = None,
    say: Say,
    folder: Path = PROFILES,
) -> tuple[int, str]:
    """`davy place route`: leads, assisting, owner, limits and each reason as ``say`` words it.

    ``sector`` is a slug or a name; ``area`` a 12-digit code or a name; ``unit`` a unit's name.
    """
    try:
        place = load_place(place_code, folder)
    except ProfileError as wrong:
        return 1, str(wrong)
    slug = sector_by_text(sector) if sector else None
    if sector and slug is None:
        return 1, f"{sector} is none of the 34 sectors: {', '.join(SECTOR_BY_SLUG)}"
    code = _area_code(place, area) if area else None
    if area and code is None:
        return 1, f"{area} is no single area of {place.names.zh}."
    routing = route(place, slug, area_code=code, unit=Unit(unit or ""))
    return 0, "\n".join(_routing_lines(place, routing, say))


def sector_lines(sentences: Iterable[str]) -> Iterator[str]:
    """`davy place sector`: for each sentence the five likeliest sectors' Chinese names, by tabs."""
    for sentence in sentences:
        proposals = propose(sentence.strip(), limit=5)
        yield "\t".join(proposal.sector.listed for proposal in proposals) or UNSURE


def find_text(
    place_code: str, words: str, service: MapService | None = None, *, folder: Path = PROFILES
) -> tuple[int, str]:
    """`davy place find`: what Davy knows of typed words, and what the map service says to them."""
    try:
        place = load_place(place_code, folder)
    except ProfileError as wrong:
        return 1, str(wrong)
    found = find_place(place, words)
    lines = [f"here: {_found(found)}"]
    if service is not None:
        try:
            lines.append(f"{service.kind}: {_asked(place, words, found, service)}")
        except NotAnswered:
            return 1, "\n".join((*lines, f"{service.kind}: did not answer in time, or not rightly"))
    return 0, "\n".join(lines)


def _found(found: Found) -> str:
    match found:
        case PlaceFound():
            return f"{found.zh} ({found.area_code}) at {found.lat}, {found.lon}"
        case PlacesLikely(choices):
            return " or ".join(_found(one) for one in choices)
        case PlaceOutside():
            return "elsewhere"
        case PlaceUnclear():
            return f"not known ({found.why})"


def _asked(place: Place, words: str, found: Found, service: MapService) -> str:
    if isinstance(found, PlaceFound) and found.via != "name" and found.lat and found.lon:
        return service.words_of(place, (found.lat, found.lon)) or "has no name for it"
    point = service.point_of(place, words)
    return f"{point[0]:.6f}, {point[1]:.6f}" if point else "knows no such place here"


def _area_code(place: Place, text: str) -> str | None:
    if text in place.area_by_code:
        return text
    found = find_place(place, text)
    return found.area_code if isinstance(found, PlaceFound) else None


def _routing_lines(place: Place, routing: Routing, say: Say) -> Iterator[str]:
    sector = SECTOR_BY_SLUG[routing.sector].zh if routing.sector else UNSURE
    yield f"place      {place.names.zh} ({place.code})"
    yield f"sector     {sector}" + ("" if routing.in_plan else " (not in the plan)")
    yield f"owner      {routing.owner.zh} ({routing.owner.en})"
    for lead in routing.leads:
        part = f", {lead.part}" if lead.part else ""
        derived = ", derived" if lead.derived else ""
        yield f"lead       {lead.office.zh} [{lead.list}{part}{derived}]"
    yield f"co-leads   {_offices(routing.co_leads)}"
    yield f"assisting  {_offices(routing.assisting)}"
    yield f"territory  {'、'.join(area.zh for area in routing.territory) or '-'}"
    terms = routing.terms
    limits = f"accept {terms.accept_working_days} working days, verify {terms.verify_days} days"
    limits += f", feedback {terms.feedback_days} days"
    if terms.assign_working_days is not None:
        limits += f", find an owner in {terms.assign_working_days} working days"
    yield f"limits     {limits}"
    for reason in routing.reasons:
        yield f"because    {say(why(place, reason))}"


def _offices(offices: tuple[Office, ...]) -> str:
    return "、".join(office.zh for office in offices) or "-"

"""Which reports may tell of the same hazard as one: found by indexes, opened, scored.

How it works: what lies within a few squares of the map, came within some months and is neither
refused nor joined already is taken, nearest first; beside it what has the same photo, the same
unit, or no point at all but the same sector. What an officer parted from it is left out, and only
these few are opened and compared. Words and likenesses lie sealed, and nothing that was read out of
them is kept.
"""

import json
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import timedelta
from math import cos, radians
from typing import Any, Final

from sqlalchemy import (
    BigInteger,
    ColumnElement,
    Connection,
    Row,
    Select,
    case,
    func,
    select,
    text,
    type_coerce,
)

from backend.db.columns import EPOCH
from backend.office import Office
from backend.places.areas import Areas
from backend.reports.apart import apart_of, case_of
from backend.reports.cells import NOWHERE, cells_around
from backend.reports.duplicate_rules import Likeness, Traits, compare, metres_between
from backend.reports.duplicate_words import read_telling
from backend.reports.lines import line_of
from backend.reports.moving import row_for
from backend.reports.parting import parted_from
from backend.reports.tables import photo, report, report_words
from backend.staff.member import Member
from backend.staff.rules import require

WITHIN_DAYS: Final = 120
"""Further apart in time two reports are two hazards, or one that the ledger knows."""

REACH_M: Final = 260
ROUGH_REACH_M: Final = 1000
"""How far is looked around a point, and around the middle of a village that stands for one."""

MOST_SHOWN: Final = 10

_NEAREST: Final = 40
_BESIDE: Final = 10
"""How many are opened at most: of those near, and of each other way of finding them."""

_SETTLED = ("refused", "transferred", "merged")
"""States of reports that nothing is joined to."""

_ROUGH_SOURCES = frozenset({"gazetteer"})
_HOUR_MS = 3_600_000
_OTHER_SECTOR = 1e-6
_MONTH = 4e-6
"""In squared degrees: another sector, or a month, is as far as some hundred metres."""

_COLUMNS = (
    report.c.report_id,
    report.c.number,
    report.c.state,
    report.c.hazard_state,
    report.c.filed_hour,
    report.c.sector,
    report.c.lat,
    report.c.lon,
    report.c.unit_id,
    report.c.line_sealed,
    report.c.place,
    report.c.concerned,
    report.c.assign_on,
)


@dataclass(frozen=True, slots=True)
class Duplicate:
    """A report that may tell of the same hazard."""

    case_id: str
    number: str
    state: str
    hazard_state: str
    line: str
    """Its neutral line; empty before one was written."""
    distance_m: int | None
    likeness: Likeness


def find_duplicates(
    conn: Connection, office: Office, member: Member, report_id: str
) -> list[Duplicate]:
    """What may be the same as a report, the likeliest first, `MOST_SHOWN` at most.

    For who may join reports; neither reporter hears of it (`trust.md` 10).

    Raises:
        NotAllowed: the member's duties join no reports.
        NotFound: no such report in the member's place.
    """
    require(member, "report-merge")
    row = row_for(conn, office, member, report_id)
    opened = _open(conn, office, [row])
    subject = opened[report_id]
    apart = parted_from(conn, report_id)
    own = apart_of(conn, office, member)
    rows = [
        one
        for one in _candidates(conn, office, row, subject)
        if one.report_id not in apart and not own.keeps(case_of(one._mapping))
    ]
    others = _open(conn, office, rows)
    found = []
    for other in rows:
        traits = others[other.report_id]
        likeness = compare(subject, traits)
        if likeness.possible:
            found.append(_duplicate(office, other, metres_between(subject, traits), likeness))
    found.sort(key=lambda one: (-one.likeness.score, one.number))
    return found[:MOST_SHOWN]


def _duplicate(
    office: Office, row: Row[Any], distance_m: int | None, likeness: Likeness
) -> Duplicate:
    return Duplicate(
        case_id=row.report_id,
        number=row.number,
        state=row.state,
        hazard_state=row.hazard_state,
        line=line_of(office, row),
        distance_m=distance_m,
        likeness=likeness,
    )


def _candidates(conn: Connection, office: Office, row: Row[Any], subject: Traits) -> list[Row[Any]]:
    """The rows worth opening, each once."""
    ways = [
        _by_unit(row),
        _by_photo(row, subject),
        _without_point(row),
        _near(office, row, subject),
    ]
    found: dict[str, Row[Any]] = {}
    for way in ways:
        if way is not None:
            found.update((one.report_id, one) for one in conn.execute(way))
    return list(found.values())


def _near(office: Office, row: Row[Any], subject: Traits) -> Select[Any] | None:
    """The nearest in the squares around; around a rough point those of the same sector."""
    lat, lon, rough = row.lat, row.lon, subject.rough
    if lat is None or lon is None:
        area = office.place(row.place).area_by_code.get(row.area_code)
        centre = area and Areas(office.place(row.place)).centre_of(area)
        if not centre:
            return None
        (lat, lon), rough = centre[0], True
    wide = rough and row.sector != "unknown"
    cells = cells_around(lat, lon, reach_m=ROUGH_REACH_M if wide else REACH_M)
    # Everything up to the limit stands in the index: of a crowd at one spot no row is fetched.
    nearest = select(report.c.report_id).where(*_in_time(row), report.c.cell.in_(cells))
    if wide:
        nearest = nearest.where(report.c.sector == row.sector)
    narrow = cos(radians(lat)) ** 2
    north, east = report.c.lat - lat, report.c.lon - lon
    apart = north * north + east * east * narrow + _hours_apart(row) * (_MONTH / 720)
    apart += case((report.c.sector == row.sector, 0.0), else_=_OTHER_SECTOR)
    return _among(nearest.order_by(apart).limit(_NEAREST), row)


def _without_point(row: Row[Any]) -> Select[Any]:
    """Those of the same sector that say in words alone where they are."""
    nowhere = report.c.cell == NOWHERE, report.c.sector == row.sector
    nearest = select(report.c.report_id).where(*_in_time(row), *nowhere)
    return _among(nearest.order_by(_hours_apart(row)).limit(_BESIDE), row)


def _by_unit(row: Row[Any]) -> Select[Any] | None:
    if not row.unit_id:
        return None
    query = _eligible(row).where(report.c.unit_id == row.unit_id, text("unit_id <> ''"))
    return query.order_by(_hours_apart(row)).limit(_BESIDE)


def _by_photo(row: Row[Any], subject: Traits) -> Select[Any] | None:
    """Those that carry the very same file, wherever and whenever."""
    if not subject.exact:
        return None
    owners = (
        select(photo.c.owner_id)
        .where(
            photo.c.place == row.place,
            photo.c.exact_hash.in_(subject.exact),
            photo.c.owner_id != row.report_id,
        )
        .limit(_BESIDE)
    )
    return _among(owners, row)


def _eligible(row: Row[Any]) -> Select[Any]:
    return select(*_COLUMNS).where(*_in_time(row), *_open_to_joining(row))


def _among(ids: Select[Any], row: Row[Any]) -> Select[Any]:
    wanted = report.c.report_id.in_(ids.scalar_subquery())
    return select(*_COLUMNS).where(wanted, *_open_to_joining(row))


def _in_time(row: Row[Any]) -> tuple[ColumnElement[bool], ...]:
    span = timedelta(days=WITHIN_DAYS)
    hours = report.c.filed_hour.between(row.filed_hour - span, row.filed_hour + span)
    return report.c.place == row.place, hours


def _open_to_joining(row: Row[Any]) -> tuple[ColumnElement[bool], ...]:
    return report.c.state.not_in(_SETTLED), report.c.report_id != row.report_id


def _hours_apart(row: Row[Any]) -> ColumnElement[int]:
    filed_ms = (row.filed_hour - EPOCH) // timedelta(milliseconds=1)
    apart_ms = type_coerce(report.c.filed_hour, BigInteger) - filed_ms
    return func.abs(apart_ms, type_=BigInteger) // _HOUR_MS


def _open(conn: Connection, office: Office, rows: Sequence[Row[Any]]) -> dict[str, Traits]:
    """What each row is compared by."""
    ids = [row.report_id for row in rows]
    if not ids:
        return {}
    tellings = _tellings(conn, office, ids)
    hashes = _photos(conn, office, ids)
    traits = {}
    for row in rows:
        words, address, unit_name, source = tellings.get(row.report_id, ("", "", "", ""))
        exact, likenesses = hashes.get(row.report_id, ((), ()))
        traits[row.report_id] = Traits(
            filed_hour=row.filed_hour,
            sector=row.sector,
            lat=row.lat,
            lon=row.lon,
            rough=source in _ROUGH_SOURCES,
            unit_id=row.unit_id,
            telling=read_telling(f"{words} {unit_name}", address),
            exact=frozenset(exact),
            likenesses=tuple(likenesses),
        )
    return traits


def _tellings(conn: Connection, office: Office, ids: Iterable[str]) -> dict[str, list[str]]:
    """Each filing's words, place in words, unit in words, and where its point is from."""
    query = select(report_words.c.report_id, report_words.c.body_sealed).where(
        report_words.c.report_id.in_(ids), report_words.c.words_id == report_words.c.report_id
    )
    found = {}
    for row in conn.execute(query):
        bound = f"report_words.body/{row.report_id}/{row.report_id}"
        found[row.report_id] = json.loads(office.keys.open("words", row.body_sealed, bound))
    return found


def _photos(
    conn: Connection, office: Office, ids: Iterable[str]
) -> dict[str, tuple[list[bytes], list[bytes]]]:
    """Each report's (exact hashes, likenesses); a likeness is gone once its case is closed."""
    # By owner alone: asked for the kind as well SQLite would go through every report's photo.
    query = select(
        photo.c.photo_id, photo.c.owner_id, photo.c.exact_hash, photo.c.likeness_sealed
    ).where(photo.c.owner_id.in_(ids))
    found: dict[str, tuple[list[bytes], list[bytes]]] = {}
    for row in conn.execute(query):
        exact, likenesses = found.setdefault(row.owner_id, ([], []))
        exact.append(row.exact_hash)
        if row.likeness_sealed is not None:
            bound = f"photo.likeness/{row.photo_id}"
            likenesses.append(office.keys.open("words", row.likeness_sealed, bound))
    return found

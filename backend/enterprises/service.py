"""The register of units: entered and struck by an operator, found by the token of a poster.

A token is random, hangs on a wall for all to see, and opens nothing but the unit's name and place.
Who scanned it is neither counted nor kept.
"""

import json
import secrets
from dataclasses import asdict, dataclass
from typing import Any

from sqlalchemy import Connection, Row, delete, insert, select

from backend.audit.service import OPERATOR, Act, note
from backend.db.columns import fresh_id
from backend.enterprises.tables import unit
from backend.errors import NotFound, Refused
from backend.office import Office
from backend.places.areas import Near
from backend.places.find import areas_of
from backend.places.sectors import sector_by_text

NAME_CHARS = 80


@dataclass(frozen=True, slots=True)
class Unit:
    """One workplace, site or building. Empty strings and None: not entered."""

    unit_id: str
    name: str
    token: str
    """16 characters of A-Z, a-z, 0-9, - and _: fits a deep link of a messenger."""
    sector: str = ""
    """A slug of the 34: proposed first, never taken for the person's answer."""
    area_code: str = ""
    lat: float | None = None
    """WGS-84, where a danger there is to be looked for."""
    lon: float | None = None


def fresh_token() -> str:
    """16 characters that a messenger's deep link bears (96 bits: nobody finds one by trying)."""
    return secrets.token_urlsafe(12)


def add_unit(
    conn: Connection,
    office: Office,
    place: str,
    name: str,
    *,
    sector: str = "",
    spot: tuple[float, float] | None = None,
) -> Unit:
    """Enter a unit under a random token; its area follows from its spot (WGS-84).

    Raises:
        Refused: no name or a long one, no such sector, or a spot outside the place.
    """
    called = " ".join(name.split())
    if not 0 < len(called) <= NAME_CHARS:
        raise Refused("refused-unit-name", count=NAME_CHARS)
    slug = sector_by_text(sector) if sector else ""
    if slug is None:
        raise Refused("refused-sector-unknown")
    near = _near(office, place, spot) if spot else None
    made = Unit(
        fresh_id(),
        called,
        fresh_token(),
        slug,
        near.area.code if near else "",
        *(spot or (None, None)),
    )
    keep_unit(conn, office, place, made)
    note(conn, office, place, Act(OPERATOR, "unit-added", made.unit_id))
    return made


def keep_unit(conn: Connection, office: Office, place: str, one: Unit) -> None:
    """Write a unit down, sealed, to be found by its token."""
    conn.execute(
        insert(unit).values(
            unit_id=one.unit_id,
            place=place,
            token_hash=_hashed(office, place, one.token),
            unit_sealed=_sealed(office, one),
        )
    )


def unit_of_token(conn: Connection, office: Office, place: str, token: str) -> Unit | None:
    """The unit whose poster bears this token; None when this place issued no such poster."""
    query = select(unit).where(unit.c.token_hash == _hashed(office, place, token))
    row = conn.execute(query).one_or_none()
    return _opened(office, row) if row else None


def unit_by_id(conn: Connection, office: Office, place: str, unit_id: str) -> Unit:
    """One unit of a place. Raises: NotFound."""
    query = select(unit).where(unit.c.unit_id == unit_id, unit.c.place == place)
    row = conn.execute(query).one_or_none()
    if row is None:
        raise NotFound("refused-unit-unknown")
    return _opened(office, row)


def units_of(conn: Connection, office: Office, place: str) -> list[Unit]:
    """Every unit of a place, by name."""
    rows = conn.execute(select(unit).where(unit.c.place == place)).all()
    return sorted((_opened(office, row) for row in rows), key=lambda one: one.name)


def remove_unit(conn: Connection, office: Office, place: str, unit_id: str) -> None:
    """Strike a unit; its posters name nothing any more. Raises: NotFound."""
    gone = unit_by_id(conn, office, place, unit_id)
    conn.execute(delete(unit).where(unit.c.unit_id == gone.unit_id))
    note(conn, office, place, Act(OPERATOR, "unit-removed", gone.unit_id))


def _near(office: Office, place: str, spot: tuple[float, float]) -> Near:
    near = areas_of(office.place(place)).at(spot)
    if not near.inside:
        raise Refused("refused-place-outside")
    return near


def _hashed(office: Office, place: str, token: str) -> str:
    return office.keys.hash("codes", "unit", place, token.strip()).hex()


def _sealed(office: Office, one: Unit) -> bytes:
    plain = json.dumps(asdict(one), ensure_ascii=False).encode()
    return office.keys.seal("words", plain, f"unit.unit/{one.unit_id}")


def _opened(office: Office, row: Row[Any]) -> Unit:
    plain = office.keys.open("words", row.unit_sealed, f"unit.unit/{row.unit_id}")
    return Unit(**json.loads(plain))

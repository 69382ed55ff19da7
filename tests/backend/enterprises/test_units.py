"""The register of units: entered, found by a poster's token, struck, silent to a thief."""

from collections.abc import Iterator
from pathlib import Path

import pytest
from sqlalchemy import select

from backend.enterprises.service import (
    Unit,
    add_unit,
    remove_unit,
    unit_by_id,
    unit_of_token,
    units_of,
)
from backend.enterprises.tables import unit
from backend.errors import NotFound, Refused
from backend.office import Office
from tests.backend.staff.offices import ELSEWHERE, HERE, build_office

MILL = (33.1402, 117.8801)


@pytest.fixture
def office(database_url: str, tmp_path: Path) -> Iterator[Office]:
    built = build_office(database_url, tmp_path / "keys")
    yield built
    built.database.close()


def entered(office: Office, name: str = "城关镇面粉厂") -> Unit:
    with office.database.write() as conn:
        return add_unit(conn, office, HERE, name, sector="工贸", spot=MILL)


def found(office: Office, token: str, place: str = HERE) -> Unit | None:
    with office.database.read() as conn:
        return unit_of_token(conn, office, place, token)


def test_a_posters_token_leads_to_its_unit(office: Office) -> None:
    one = entered(office)
    assert found(office, one.token) == one
    assert one.sector
    assert one.area_code.startswith(HERE)
    assert len(one.token) <= 64
    assert one.token.replace("-", "").replace("_", "").isalnum()


def test_another_places_poster_names_nothing_here(office: Office) -> None:
    one = entered(office)
    assert found(office, one.token, ELSEWHERE) is None
    with office.database.read() as conn, pytest.raises(NotFound):
        unit_by_id(conn, office, ELSEWHERE, one.unit_id)


@pytest.mark.parametrize("token", ["", "nobody", "x" * 64, "城关", "' or 1=1 --"])
def test_a_token_that_was_never_issued_names_nothing(office: Office, token: str) -> None:
    entered(office)
    assert found(office, token) is None


def test_a_struck_units_poster_names_nothing(office: Office) -> None:
    one = entered(office)
    with office.database.write() as conn:
        remove_unit(conn, office, HERE, one.unit_id)
    assert found(office, one.token) is None
    with office.database.write() as conn, pytest.raises(NotFound):
        remove_unit(conn, office, HERE, one.unit_id)


def test_units_are_listed_by_name_for_their_place_alone(office: Office) -> None:
    for name in ("乙厂", "甲厂"):
        entered(office, name)
    with office.database.read() as conn:
        assert sorted(one.name for one in units_of(conn, office, HERE)) == ["乙厂", "甲厂"]
        assert units_of(conn, office, ELSEWHERE) == []


@pytest.mark.parametrize("name", ["", "   ", "厂" * 81])
def test_a_unit_needs_a_name_that_fits(office: Office, name: str) -> None:
    with office.database.write() as conn, pytest.raises(Refused):
        add_unit(conn, office, HERE, name)


def test_an_unknown_sector_and_a_spot_elsewhere_are_refused(office: Office) -> None:
    with office.database.write() as conn:
        with pytest.raises(Refused):
            add_unit(conn, office, HERE, "甲厂", sector="占星")
        with pytest.raises(Refused):
            add_unit(conn, office, HERE, "甲厂", spot=(31.2304, 121.4737))


def test_the_table_names_no_unit_without_the_keys(office: Office) -> None:
    one = entered(office)
    with office.database.read() as conn:
        row = conn.execute(select(unit)).one()
    told = b" ".join(value if isinstance(value, bytes) else str(value).encode() for value in row)
    for secret in (one.name, one.token, "33.14", "117.88"):
        assert secret.encode() not in told

"""An office for tests: a real database, keys of its own, a stopped clock, three places."""

from collections.abc import Iterator
from datetime import UTC, datetime
from pathlib import Path

import pytest

from backend.aliases.service import Address
from backend.clock import StoppedClock
from backend.conversations.ids import tag_of
from backend.db.columns import fresh_id
from backend.db.engine import Database
from backend.keys.ring import KeyRing, make_keys
from backend.office import Office
from backend.places.load import load_place
from backend.places.profile import Place
from backend.staff import service as staff
from backend.staff.member import Member
from media.stores.memory import MemoryStore

HERE = "340322"
ELSEWHERE = "340321"
ABOVE = "340300"
MONDAY = datetime(2026, 3, 2, 2, 30, tzinfo=UTC)
"""Monday, 2 March 2026, 10:30 in Shanghai: a working day."""


def places() -> dict[str, Place]:
    """Wuhe county, a neighbour that is like it in all but its code, and the city above both."""
    here = load_place(HERE)
    others = {
        code: here.model_copy(
            update={"identity": here.identity.model_copy(update={"code": code, "parent": parent})}
        )
        for code, parent in ((ELSEWHERE, ABOVE), (ABOVE, None))
    }
    return {HERE: here, **others}


def build_office(url: str, folder: Path) -> Office:
    """An office on a migrated database, its clock stopped at `MONDAY`."""
    make_keys(folder)
    return Office(Database(url), KeyRing(folder), StoppedClock(MONDAY), places(), MemoryStore())


@pytest.fixture
def office(database_url: str, tmp_path: Path) -> Iterator[Office]:
    """On SQLite, then on PostgreSQL."""
    built = build_office(database_url, tmp_path / "keys")
    yield built
    built.database.close()


def clock_of(office: Office) -> StoppedClock:
    """The clock, to be moved."""
    assert isinstance(office.clock, StoppedClock)
    return office.clock


def hire(office: Office, *roles: str, place: str = HERE, office_id: str = "") -> Member:
    """A member with these duties who joined at a desk of their own."""
    address = Address("staff-bot", fresh_id())
    with office.database.write() as conn:
        token = staff.invite(conn, office, place=place, roles=roles, office_id=office_id)
        return staff.join(
            conn, office, token=token, tag=tag_of(office.keys, address), address=address
        )


def token_of(office: Office, member: Member) -> str:
    """A bearer token of a member."""
    with office.database.write() as conn:
        return staff.make_token(conn, office, member_id=member.member_id, days=30)

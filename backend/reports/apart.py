"""Who is kept from a case: the members of an office that it is about.

How it works: which offices of the place those are is reckoned from the named unit as the report is
filed, and kept beside it as keyed marks. So lists can leave a case out without opening a word; a
row without the keys names no office; and a unit's name that is erased later lets nobody in.

Nothing may be lost over it. What nobody else could check is the supervisors' to assign. And where
everyone who has a duty of the desk is of such offices, they have it all the same, as long as the
case waits for that duty: else the report would lie unread for good.
"""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from sqlalchemy import (
    ColumnElement,
    Connection,
    Row,
    Table,
    and_,
    false,
    literal,
    not_,
    or_,
    true,
)

from backend.errors import Refused
from backend.office import Office
from backend.places.concerned import concerned
from backend.places.profile import Place
from backend.staff.member import Member
from backend.staff.queries import members_of
from backend.staff.rules import may

DESK: dict[str, tuple[str, ...]] = {
    "report-accept": ("submitted",),
    "case-assign": ("accepted", "verifying"),
    "objection-decide": ("refusal-objected", "result-objected"),
    "hazard-approve": ("awaiting-acceptance",),
    "hazard-reopen": ("closed",),
}
"""Duties without which a case would stand still -> the states in which it waits for them.

While it is checked it waits for `case-assign` only when somebody is to be found for it. Checking is
no such duty: that can be assigned.
"""

_MARK_BYTES = 6
"""Of the some dozens of offices of a place no two are alike by chance."""


def marks_of(office: Office, place: Place, unit_name: str) -> str:
    """The marks of the offices that a unit of this name is or is a part of; empty for most."""
    if not unit_name.strip():
        return ""
    found = concerned(place, unit_name, place.offices)
    return ",".join(sorted(_mark(office, place.code, one) for one in found))


def joined_marks(*marks: str) -> str:
    """The marks of reports that are joined: what one is about, all are."""
    return ",".join(sorted({one for each in marks for one in each.split(",") if one}))


def is_about(office: Office, row: Row[Any], office_id: str) -> bool:
    """Whether a report or hazard is about this office of its place."""
    if not (row.concerned and office_id):
        return False
    return _mark(office, row.place, office_id) in row.concerned.split(",")


def about(office: Office, place: str, office_id: str, marks: ColumnElement[str]) -> Any:
    """The same for a query, `marks` being the column that keeps them."""
    return _has(marks, _mark(office, place, office_id)) if office_id else false()


def about_all(
    office: Office, place: str, members: Iterable[Member], marks: ColumnElement[str]
) -> ColumnElement[bool]:
    """Whether a case is about the offices of all of these; true of nobody."""
    offices = sorted({one.office_id for one in members})
    return and_(true(), *(about(office, place, one, marks) for one in offices))


def refuse_concerned(office: Office, row: Row[Any], office_id: str) -> None:
    """Let a case be given to any office that it is not about.

    Raises:
        Refused: it is about this one. Says so to nobody: who assigns may not read the unit's name.
    """
    if is_about(office, row, office_id):
        raise Refused("refused-office-unfit")


@dataclass(frozen=True, slots=True)
class Case:
    """Of a report or hazard, what says who is kept from it."""

    place: str
    marks: str
    state: str
    sought: bool
    """Somebody is to be found who has it checked."""


def case_of(row: Mapping[Any, Any]) -> Case:
    """The same from the columns of a row, of a report or a hazard."""
    sought = row.get("assign_on") is not None
    return Case(row["place"], row["concerned"], row["state"], sought)


@dataclass(frozen=True, slots=True)
class Apart:
    """What one member is kept from."""

    mark: str = ""
    """Of their office; empty: they are of the whole place, and kept from nothing."""
    alone: tuple[tuple[str, frozenset[str]], ...] = ()
    """Each duty of the desk that they have, with the marks of all who share it."""

    def keeps(self, case: Case) -> bool:
        """Whether they are kept from this case."""
        kept = frozenset(case.marks.split(",")) - {""}
        if self.mark not in kept:
            return False
        return not any(waits(case, duty) and group <= kept for duty, group in self.alone)

    def lets_in(self, table: Table) -> ColumnElement[bool]:
        """The cases that they are not kept from, for a query on `report` or `hazard`."""
        if not self.mark:
            return true()
        marks = table.c.concerned
        alone = (
            and_(_waiting(table, duty), *(_has(marks, one) for one in sorted(group)))
            for duty, group in self.alone
        )
        return or_(not_(_has(marks, self.mark)), *alone)


def waits(case: Case, duty: str) -> bool:
    """Whether a case waits for a duty of the desk."""
    if case.state not in DESK[duty]:
        return False
    return case.sought or case.state != "verifying"


def apart_of(conn: Connection, office: Office, member: Member) -> Apart:
    """What a member is kept from, by their office and by who else has their duties now."""
    return _apart(office, member, members_of(conn, member.place)) if member.office_id else Apart()


def kept_from(conn: Connection, office: Office, member: Member, row: Row[Any]) -> bool:
    """Whether a member of the row's place is kept from a report or hazard."""
    return bool(row.concerned) and apart_of(conn, office, member).keeps(case_of(row._mapping))


def not_kept(
    conn: Connection, office: Office, members: Sequence[Member], case: Case
) -> list[Member]:
    """Those of some members of its place who are not kept from a case."""
    if not case.marks:
        return list(members)
    everyone = members_of(conn, case.place)
    return [one for one in members if not _apart(office, one, everyone).keeps(case)]


def _waiting(table: Table, duty: str) -> ColumnElement[bool]:
    """The same as `waits`, for a query."""
    state = table.c.state
    if "assign_on" not in table.c:
        return state.in_(DESK[duty])
    return and_(state.in_(DESK[duty]), or_(state != "verifying", table.c.assign_on.is_not(None)))


def _apart(office: Office, member: Member, everyone: Sequence[Member]) -> Apart:
    if not member.office_id:
        return Apart()
    alone = []
    for duty in DESK:
        able = [one for one in everyone if may(one, duty)] if may(member, duty) else []
        if able and all(one.office_id for one in able):
            offices = {one.office_id for one in able}
            marks = frozenset(_mark(office, member.place, one) for one in offices)
            alone.append((duty, marks))
    return Apart(_mark(office, member.place, member.office_id), tuple(alone))


def _mark(office: Office, place: str, office_id: str) -> str:
    return office.keys.hash("hashes", "concerned", place, office_id)[:_MARK_BYTES].hex()


def _has(marks: ColumnElement[str], mark: str) -> ColumnElement[bool]:
    return literal(",").concat(marks).concat(",").contains(f",{mark},")

"""Recordings, documents and originals: staff see kind, length and size; two people open one.

What opens it is no key of this house but the one for evidence, in the hands of whoever keeps it
(`bot/commands/evidence.py`); here it is decided who may, and written on the log. That there is a
recording stands on the card of whoever may open one.
"""

from collections.abc import Sequence
from dataclasses import dataclass

from sqlalchemy import Connection, select

from backend.audit.service import Act, note
from backend.errors import NotAllowed, NotFound, StoreDown
from backend.office import Office
from backend.reports.tables import evidence, report
from backend.staff.member import Member
from backend.staff.rules import may, require
from media.stores import store as stores


@dataclass(frozen=True, slots=True)
class Piece:
    """All that staff see of a piece until two of them open it."""

    evidence_id: str
    kind: str
    """video, voice, document or original."""
    duration_s: int
    """0 where the door told none."""
    size_bytes: int
    store_name: str
    boxed: bool
    """Sealed to the key for evidence; else it came before there was one."""


@dataclass(frozen=True, slots=True)
class Recording:
    """What a card tells of a video, a voice note or a document that lies sealed with a case."""

    kind: str
    """video, voice or document."""
    duration_s: int | None
    """As the messenger told it; None where it did not: no container is ever opened for it."""
    size_bytes: int


def recordings_of(
    conn: Connection, member: Member, report_ids: Sequence[str]
) -> tuple[Recording, ...]:
    """The recordings of reports, for who may open one together with a second person; else none."""
    if not may(member, "evidence-open"):
        return ()
    query = (
        select(evidence.c.kind, evidence.c.duration_s, evidence.c.size_bytes)
        .where(evidence.c.owner_id.in_(report_ids), evidence.c.owner_kind == "report")
        .where(evidence.c.kind != "original")
        .order_by(evidence.c.kind, evidence.c.evidence_id)
    )
    rows = conn.execute(query)
    return tuple(Recording(row.kind, row.duration_s or None, row.size_bytes) for row in rows)


def pieces_of(conn: Connection, member: Member, number: str) -> list[Piece]:
    """What lies with a report of the member's place, by its number.

    Raises:
        NotAllowed: the member's duties do not reach evidence.
        NotFound: no such report here.
    """
    require(member, "evidence-open")
    query = select(report.c.report_id).where(
        report.c.place == member.place, report.c.number == number
    )
    report_id = conn.execute(query).scalar()
    if report_id is None:
        raise NotFound("problem-case-unknown")
    rows = conn.execute(
        select(evidence)
        .where(evidence.c.owner_kind == "report", evidence.c.owner_id == report_id)
        .order_by(evidence.c.kind, evidence.c.evidence_id)
    )
    return [
        Piece(
            row.evidence_id,
            row.kind,
            row.duration_s,
            row.size_bytes,
            row.store_name,
            bool(row.boxed),
        )
        for row in rows
    ]


def open_together(
    conn: Connection, office: Office, members: tuple[Member, Member], number: str, evidence_id: str
) -> Piece:
    """Let two people have one piece, each with a line on the log.

    Raises:
        NotAllowed: the same person twice, of two places, or without the duty.
        NotFound: no such piece with this report.
    """
    one, other = members
    if one.member_id == other.member_id or one.place != other.place:
        raise NotAllowed("refused-two-people")
    require(other, "evidence-open")
    found = next(
        (piece for piece in pieces_of(conn, one, number) if piece.evidence_id == evidence_id), None
    )
    if found is None:
        raise NotFound("problem-case-unknown")
    acts = [Act(member.member_id, "open-evidence", evidence_id) for member in members]
    note(conn, office, one.place, *acts)
    return found


def sealed_piece(office: Office, piece: Piece) -> bytes:
    """The piece as it lies in the store, sealed. Blocks.

    Raises:
        NotFound: the file is gone.
        StoreDown: it cannot be read now.
    """
    try:
        return office.files.get(piece.store_name)
    except stores.NotStored as error:
        raise NotFound("problem-case-unknown") from error
    except stores.StoreDown as error:
        raise StoreDown("a file cannot be read now") from error


def bound_of(piece: Piece) -> str:
    """What a piece is bound to."""
    return f"evidence.file/{piece.evidence_id}"

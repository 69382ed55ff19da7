"""The proof of a handover: what was handed when, to whom, and that nobody changed it since."""

from dataclasses import dataclass
from datetime import date

from sqlalchemy import Connection

from backend.audit.service import acts_of_case
from backend.office import Office
from backend.reports.handed import Handed, Way, copy_of, handed_row, opened
from backend.reports.handover_copy import digest_of, telling, told_in
from backend.reports.moving import row_for
from backend.reports.words import all_said
from backend.staff.member import Member
from backend.staff.rules import require

_ACTS = {"out": "handed-out", "in": "handed-in"}


@dataclass(frozen=True, slots=True)
class Proof:
    """One side of a handover, for the officers of that side."""

    way: Way
    place: str
    """The other place's code."""
    on: date
    reason: str
    words: str
    digest: str
    """The same on both sides."""
    logged: bool
    """The place's log holds this digest."""
    whole: bool | None
    """The copy fits the digest, and every telling stands as it was handed; None once erased."""


def proofs_of(conn: Connection, office: Office, member: Member, report_id: str) -> list[Proof]:
    """How a report came to the member's place and how it left it; mostly nothing.

    Raises:
        NotAllowed: the member's duties read no handovers.
        NotFound: no such report in the member's place.
    """
    require(member, "handover-read")
    row = row_for(conn, office, member, report_id)
    logged = {
        (one.act.act, one.act.details.get("digest"))
        for one in acts_of_case(conn, office, row.place, report_id)
        if one.act is not None
    }
    found = []
    ways: tuple[Way, ...] = ("in", "out")
    for way in ways:
        side = handed_row(conn, report_id, way)
        if side is None:
            continue
        handed = opened(office, side)
        whole = _whole(conn, office, handed, report_id, copy_of(office, side))
        found.append(
            Proof(
                way,
                handed.place,
                side.handed_on,
                handed.reason,
                handed.words,
                handed.digest,
                (_ACTS[way], handed.digest) in logged,
                whole,
            )
        )
    return found


def _whole(
    conn: Connection, office: Office, handed: Handed, report_id: str, copy: bytes | None
) -> bool | None:
    if copy is None:
        return None
    standing = [telling(one) for one in all_said(conn, office, report_id)]
    return digest_of(copy) == handed.digest and all(one in standing for one in told_in(copy))

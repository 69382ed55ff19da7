"""Under which circumstances a report was filed: sealed together, for approvers of rewards alone.

Insider, the wish for a reward, naming, language, door, the exact moment and the turn within one
batch narrow the crowd, so nobody else sees them (`trust.md` 8). The rules that propose a reward
read them without showing them to anybody.
"""

import json
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import Connection, select

from backend.errors import NotFound
from backend.office import Office
from backend.reports.tables import report
from backend.staff.member import Member
from backend.staff.rules import require

_PLAIN_BYTES = 200
"""More than the longest circumstances have."""


@dataclass(frozen=True, slots=True)
class Circumstances:
    """What a report says about its telling. Text answers are yes, no, unknown or empty."""

    insider: str = ""
    reward: str = ""
    naming: str = ""
    """unknown (stay unknown) or named (may give a name when a reward is due)."""
    language: str = ""
    door: str = ""
    filed_at: str = ""
    """ISO instant, UTC, to the microsecond: who was first."""
    turn: int = 0
    """Order within one batch of the same moment."""

    def first_key(self) -> tuple[datetime, int]:
        """What two reports are compared by to find the first."""
        return datetime.fromisoformat(self.filed_at), self.turn


def seal_circumstances(office: Office, report_id: str, told: Circumstances) -> bytes:
    """The sealed form."""
    # Field by field: `astuple` copies deeply, which is felt at a thousand reports a second.
    plain = [told.insider, told.reward, told.naming, told.language, told.door]
    raw = json.dumps([*plain, told.filed_at, told.turn], separators=(",", ":")).encode()
    # One length for all, or the sealed size would tell doors and answers apart.
    return office.keys.seal("words", raw.ljust(_PLAIN_BYTES), f"report.circumstances/{report_id}")


def read_circumstances(
    conn: Connection, office: Office, member: Member, report_id: str
) -> Circumstances | None:
    """For an approver, who may come from the place above; None when it was erased.

    Raises:
        NotAllowed: the member's duties do not open them.
        NotFound: no such report in the member's place or below it.
    """
    require(member, "circumstances-read")
    query = select(report.c.place).where(report.c.report_id == report_id)
    place = conn.execute(query).scalar()
    if place is None or member.place not in (place, office.place(place).parent):
        raise NotFound("problem-case-unknown")
    return circumstances_for_rules(conn, office, report_id)


def circumstances_for_rules(
    conn: Connection, office: Office, report_id: str
) -> Circumstances | None:
    """For the rules that propose a reward and find the first of joined reports; shown to nobody."""
    query = select(report.c.circumstances_sealed).where(report.c.report_id == report_id)
    sealed = conn.execute(query).scalar()
    if sealed is None:
        return None
    plain = office.keys.open("words", sealed, f"report.circumstances/{report_id}")
    return Circumstances(*json.loads(plain))

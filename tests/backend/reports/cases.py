"""Cases for tests: filings, photos, and steps taken by hired members."""

import hashlib
from typing import Any

from sqlalchemy import Row, select

from backend.aliases.ids import fresh_alias
from backend.db.columns import fresh_id
from backend.hazards.steps import STEPS as HAZARD_STEPS
from backend.hazards.tables import hazard, hazard_report
from backend.office import Office
from backend.reports.circumstances import Circumstances
from backend.reports.filing import Filed, Filing, file_many
from backend.reports.photos import (
    CleanPhoto,
    StoredEvidence,
    keep_evidence,
    keep_photo,
    store_evidence,
    store_photo,
)
from backend.reports.step import StepDone, Taking
from backend.reports.steps import STEPS as REPORT_STEPS
from backend.reports.tables import report
from backend.staff.member import Member
from tests.backend.staff.offices import HERE, hire

WORDS = "三楼过道堆满电动车，晚上还在充电"
LINE = "住宅楼过道停放电动自行车并充电"
STEPS = {**REPORT_STEPS, **HAZARD_STEPS}


def filing(**changes: Any) -> Filing:
    """A whole draft, its key and alias fresh."""
    told: dict[str, Any] = {
        "place": HERE,
        "draft_key": fresh_id(),
        "alias_id": fresh_alias(),
        "words": WORDS,
        "lat": 33.128734,
        "lon": 117.894312,
        "sector": "fire",
        "ongoing": "yes",
        "told": Circumstances(insider="yes", reward="yes", naming="unknown", door="web"),
    }
    return Filing(**{**told, **changes})


def file(office: Office, **changes: Any) -> Filed:
    """File one report."""
    with office.database.write() as conn:
        return file_many(conn, office, [filing(**changes)])[0]


def take(office: Office, member: Member, case_id: str, step: str, /, **fields: Any) -> StepDone:
    """Take a step in a transaction of its own; `photos` and `version` are no fields."""
    photos = tuple((f"ref-{photo_id}", photo_id) for photo_id in fields.pop("photos", ()))
    taking = Taking(case_id, fields, photos, fields.pop("version", 0))
    with office.database.write() as conn:
        return STEPS[step](conn, office, member, taking)


def picture(office: Office, place: str = HERE) -> str:
    """A stored picture that no case owns yet; its id."""
    seed = fresh_id().encode()
    clean = CleanPhoto(b"picture " + seed, b"preview " + seed, seed[:18], _digest(seed), 40, 30)
    stored = store_photo(office, place, clean)
    with office.database.write() as conn:
        assert keep_photo(conn, office, stored)
    return stored.photo_id


def report_row(office: Office, report_id: str) -> Row[Any]:
    """A report as it stands."""
    with office.database.read() as conn:
        return conn.execute(select(report).where(report.c.report_id == report_id)).one()


def hazard_row(office: Office, hazard_id: str = "") -> Row[Any]:
    """A hazard as it stands; the only one when none is named."""
    query = select(hazard).where(hazard.c.hazard_id == hazard_id) if hazard_id else select(hazard)
    with office.database.read() as conn:
        return conn.execute(query).one()


def hazards_of(office: Office, report_id: str) -> tuple[tuple[str, str, int], ...]:
    """Id, state and version of each hazard that a report led to."""
    query = select(hazard.c.hazard_id, hazard.c.state, hazard.c.version).where(
        hazard.c.hazard_id == hazard_report.c.hazard_id,
        hazard_report.c.report_id == report_id,
    )
    with office.database.read() as conn:
        return tuple((row.hazard_id, row.state, row.version) for row in conn.execute(query))


def crew(office: Office) -> dict[str, Member]:
    """One member for each duty of a case."""
    return {
        role: hire(office, role)
        for role in ("intake", "inspector", "reviewer", "supervisor", "auditor")
    }


def accepted(office: Office, who: dict[str, Member], **changes: Any) -> Filed:
    """A report that was accepted."""
    filed = file(office, **changes)
    take(office, who["intake"], filed.report_id, "accept", line=LINE)
    return filed


def listed(office: Office, who: dict[str, Member], **changes: Any) -> tuple[Filed, str]:
    """A report found true, and the id of its hazard."""
    filed = accepted(office, who, **changes)
    found = {"grade": "general", "words": "现场属实"}
    take(office, who["inspector"], filed.report_id, "verify-true", **found)
    return filed, hazard_row(office).hazard_id


def handed_in(office: Office, who: dict[str, Member], **changes: Any) -> tuple[Filed, str]:
    """A hazard whose closing waits to be agreed to."""
    filed, hazard_id = listed(office, who, **changes)
    proof = {"words": "已清理", "photos": [picture(office)]}
    take(office, who["inspector"], hazard_id, "close", **proof)
    return filed, hazard_id


def closed(office: Office, who: dict[str, Member], **changes: Any) -> tuple[Filed, str]:
    """A hazard that is closed."""
    filed, hazard_id = handed_in(office, who, **changes)
    take(office, who["reviewer"], hazard_id, "approve-closing")
    return filed, hazard_id


def recording(office: Office, kind: str, *, duration_s: int, size_bytes: int) -> str:
    """A stored recording, or an original, that no case owns yet; its id."""
    evidence_id = fresh_id()
    name, boxed = store_evidence(office, bytes(size_bytes), evidence_id=evidence_id)
    told = StoredEvidence(evidence_id, HERE, kind, name, duration_s, size_bytes, boxed)
    with office.database.write() as conn:
        assert keep_evidence(conn, office, told)
    return evidence_id


def _digest(seed: bytes) -> bytes:
    return hashlib.sha256(seed).digest()

"""Cases brought along by the office's own steps, without any door."""

import json
from dataclasses import replace
from typing import Any

from sqlalchemy import select, update

from backend.aliases.ids import fresh_alias
from backend.db.columns import fresh_id
from backend.inspections.lines import Wanted
from backend.office import Office
from backend.outbox.tables import news
from backend.reminders.steps import take_step
from backend.reminders.tasks import list_tasks
from backend.reports.photos import CleanPhoto, keep_photo, store_photo
from backend.reports.service import Circumstances, Filing, file_many
from backend.reports.step import StepDone, Taking
from backend.reports.tables import report
from backend.staff.member import Member
from tests.backend.staff.offices import HERE


def filed(office: Office, **changes: Any) -> str:
    """The id of a fresh report that wishes for a reward."""
    filing = Filing(
        place=HERE,
        draft_key=fresh_id(),
        alias_id=fresh_alias(),
        words="三楼过道堆满电动车",
        lat=33.1287,
        lon=117.8943,
        area_code="340322100000",
        sector="fire",
        told=Circumstances(reward="yes"),
    )
    with office.database.write() as conn:
        return file_many(conn, office, [replace(filing, **changes)])[0].report_id


def step(office: Office, member: Member, case_id: str, name: str, **fields: str) -> StepDone:
    """One step in a transaction of its own."""
    photos = ((("photo", _photo(office)),)) if name == "close" else ()
    with office.database.write() as conn:
        return take_step(conn, office, member, name, Taking(case_id, fields, photos))


def accepted(office: Office, intake: Member, **changes: Any) -> str:
    """The id of a report that waits to be verified."""
    report_id = filed(office, **changes)
    step(office, intake, report_id, "accept", line="楼道停放电动车", sector="fire")
    return report_id


def closing_handed_in(office: Office, intake: Member, inspector: Member) -> str:
    """The id of a hazard whose closing waits for another person's agreement."""
    report_id = accepted(office, intake)
    step(office, inspector, report_id, "verify-true", grade="general", words="属实")
    (hazard_id,) = (str(one.case_id) for one in tasks(office, inspector) if one.step == "close")
    step(office, inspector, hazard_id, "close", words="清了")
    return hazard_id


def tasks(office: Office, member: Member) -> Any:
    """The lines of a member's list."""
    with office.database.read() as conn:
        return list_tasks(conn, office, member, Wanted(limit=100)).lines


def due(office: Office, report_id: str, on: Any) -> None:
    """Move a report's last day."""
    with office.database.write() as conn:
        conn.execute(update(report).where(report.c.report_id == report_id).values(due_on=on))


def told(office: Office, member: Member) -> list[dict[str, Any]]:
    """What waits to be told to a member: key, args and the last moment for it."""
    with office.database.read() as conn:
        rows = conn.execute(select(news).where(news.c.member_id == member.member_id)).all()
    found = []
    for row in rows:
        plain = office.keys.open("words", row.payload_sealed, f"news.payload/{row.news_id}")
        body = json.loads(plain)
        body["args"] = dict(body.get("args", ()))
        found.append(body | {"not_after": row.not_after})
    return found


def _photo(office: Office) -> str:
    clean = CleanPhoto(b"\xff\xd8picture", b"\xff\xd8preview", b"l" * 8, b"d" * 32, 10, 10)
    stored = store_photo(office, HERE, clean)
    with office.database.write() as conn:
        keep_photo(conn, office, stored)
    return stored.photo_id

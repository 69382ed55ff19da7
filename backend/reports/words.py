"""What a reporter wrote: sealed bodies, opened for intake alone, gone after the place's term."""

import json
from dataclasses import dataclass
from datetime import date
from typing import Any

from sqlalchemy import Connection, Row, select

from backend.db.columns import fresh_id
from backend.errors import NotAllowed
from backend.office import Office
from backend.reports.apart import is_about, kept_from
from backend.reports.tables import report, report_words
from backend.staff.member import Member
from backend.staff.queries import members_with
from backend.staff.rules import may

TEXT_MAX = 20_000
"""Characters of one telling; a conversation's draft may hold many messages."""

_LEAST_BYTES = 470
"""Some 140 Chinese characters with the place and the unit: more than most people write."""

KINDS = ("filing", "addition", "answer", "objection", "unfixed")
"""Why it was said."""


@dataclass(frozen=True, slots=True)
class Body:
    """What was said at one time. Only what a person wrote or showed, never who or when."""

    words: str = ""
    place_words: str = ""
    unit_name: str = ""
    spot_source: str = ""


@dataclass(frozen=True, slots=True)
class Said:
    """One telling, opened."""

    kind: str
    """One of `KINDS`."""
    on: date
    body: Body
    question_id: str = ""


def seal_body(office: Office, report_id: str, words_id: str, body: Body) -> bytes:
    """The sealed form of one telling."""
    plain = [body.words, body.place_words, body.unit_name, body.spot_source]
    raw = json.dumps(plain, ensure_ascii=False, separators=(",", ":")).encode()
    # Most tellings have one sealed size, or how much somebody writes would tell them apart.
    return office.keys.seal(
        "words", raw.ljust(_LEAST_BYTES), f"report_words.body/{report_id}/{words_id}"
    )


def opens_words(conn: Connection, office: Office, member: Member, row: Row[Any]) -> bool:
    """Whether this member reads the reporter's own words of a report.

    Intake does, and whoever has to take the report in instead: the supervisor while an alarm waits
    to be taken up, or where nobody has that duty. Nobody reads what is about their own office.
    """
    if kept_from(conn, office, member, row):
        return False
    if may(member, "words-read"):
        return True
    if not may(member, "report-accept") or row.state != "submitted":
        return False
    readers = members_with(conn, row.place, "words-read")
    return bool(row.alarm) or all(is_about(office, row, one.office_id) for one in readers)


def read_words(conn: Connection, office: Office, member: Member, report_id: str) -> list[Said]:
    """Everything the reporter said, the filing first, for who may read it; empty when erased.

    Raises:
        NotAllowed: the member's duties do not open words, or not of this report.
    """
    row = conn.execute(select(report).where(report.c.report_id == report_id)).one_or_none()
    if row is None or not opens_words(conn, office, member, row):
        raise NotAllowed("refused-not-your-duty")
    return all_said(conn, office, report_id) if row.place == member.place else []


def all_said(conn: Connection, office: Office, report_id: str) -> list[Said]:
    """Everything the reporter said, the filing first, for what the office itself does with it."""
    rows = conn.execute(select(report_words).where(report_words.c.report_id == report_id)).all()
    first = sorted(rows, key=lambda row: (row.kind != "filing", row.said_on, row.words_id))
    return [_opened(office, row) for row in first]


def said_row(office: Office, report_id: str, place: str, one: Said) -> dict[str, Any]:
    """The row of a telling that another place was told, as this report's own."""
    words_id = report_id if one.kind == "filing" else fresh_id()
    return {
        "report_id": report_id,
        "words_id": words_id,
        "place": place,
        "kind": one.kind,
        "said_on": one.on,
        "body_sealed": seal_body(office, report_id, words_id, one.body),
    }


def objection_of(conn: Connection, office: Office, report_id: str) -> str:
    """What the reporter objected, for whoever decides on it: it was written to them."""
    query = select(report_words).where(
        report_words.c.report_id == report_id, report_words.c.kind == "objection"
    )
    return "\n\n".join(_opened(office, row).body.words for row in conn.execute(query))


def unit_name_of(conn: Connection, office: Office, report_id: str) -> str:
    """The unit that the filing names, for routing alone; empty when none or erased."""
    row = conn.execute(
        select(report_words).where(
            report_words.c.report_id == report_id, report_words.c.words_id == report_id
        )
    ).one_or_none()
    return "" if row is None else _opened(office, row).body.unit_name


def _opened(office: Office, row: Row[Any]) -> Said:
    bound = f"report_words.body/{row.report_id}/{row.words_id}"
    plain = json.loads(office.keys.open("words", row.body_sealed, bound))
    return Said(row.kind, row.said_on, Body(*plain), row.question_id)

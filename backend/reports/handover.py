"""Handing a case over to another place of the same Davy: above, beside or below.

How it works, in the one transaction of the step: here the report ends (`transferred`) and keeps its
words for its term; there a report of its own begins (`submitted`), with its own number and clocks,
holding a copy sealed for it. Alias and code go along and are changed here for ones that lead
nowhere, so that one report alone leads to the reporter, and no table says that two are of one.
Files have one owner (`trust.md` 12), so they go along too. The digest of the copy stands in the log
of both places. What was joined with it goes over each by itself: joining is the other desk's.
"""

from dataclasses import replace
from typing import Any

from sqlalchemy import Connection, Row, insert, select, update

from backend.aliases.ids import fresh_alias
from backend.audit.service import OFFICE, Act, note
from backend.errors import Broken, Refused
from backend.office import Office
from backend.places.calendar import local_day
from backend.places.find import areas_of, label
from backend.places.kin import kin_of
from backend.places.profile import Place
from backend.reports.alarms import raise_alarms
from backend.reports.apart import marks_of
from backend.reports.circumstances import circumstances_for_rules, seal_circumstances
from backend.reports.codes import no_code_hash
from backend.reports.draws import ATTEMPTS, number_of, report_id_of
from backend.reports.handed import Handed, came_from, keep_handed
from backend.reports.handover_copy import copy_for, digest_of
from backend.reports.limits import due_after, hour_of
from backend.reports.moving import advance, begin, row_of, tell
from backend.reports.reach import reached, tell_members
from backend.reports.reasons import reason_of, seal_words
from backend.reports.step import Step, StepDone, Taking
from backend.reports.tables import evidence, photo, report, report_step, report_words
from backend.reports.words import Body, Said, all_said, said_row, unit_name_of
from backend.staff.member import Member
from backend.staff.queries import members_with

_AS_IT_IS = ("sector", "lat", "lon", "cell", "datum", "ongoing", "guessable", "alarm")
"""Columns that hold the same there as here."""


def hand_over(conn: Connection, office: Office, member: Member, taking: Taking) -> StepDone:
    """Hand a case over to another place of the house (`place`, a code), where it begins anew.

    Fields: `place`; `reason` of the list; `words` beside it, which both offices read.

    Raises:
        Refused: no such place of this house, nobody there, no reason, or not in this state.
        Conflict: somebody was quicker.
    """
    row = begin(conn, office, member, taking, "hand-over")
    to = office.place(taking.one_of("place", frozenset(kin_of(office.places, row.place))))
    reason, words = reason_of(taking, "hand-over")
    if not members_with(conn, to.code, "report-accept"):  # asked before anything is written
        raise Refused("refused-nobody-there")
    values = {
        "reason": reason,
        "reason_sealed": seal_words(office, f"report.reason/{row.report_id}", words),
        "decided_by": member.member_id,
        "assignee": None,
    }
    ended = advance(conn, office, row, "hand-over", actor=member.member_id, values=values)
    tell(conn, office, ended)
    for one in (ended, *_ended_with(conn, row.report_id)):
        _go_over(conn, office, one, to, actor=member.member_id, words=words)
    named = (("office", to.names.zh), ("office_en", to.names.en))
    return StepDone("done-hand-over", (("number", row.number), *named))


def _ended_with(conn: Connection, report_id: str) -> list[Row[Any]]:
    """The joined reports that this step has ended too: asked afterwards, so that none is missed."""
    mine = (report.c.merged_into == report_id, report.c.state == "transferred")
    return list(conn.execute(select(report).where(*mine).order_by(report.c.report_id)))


STEPS: dict[str, Step] = {"hand-over": hand_over}
"""Step → function; the case is a report."""


def _go_over(
    conn: Connection, office: Office, row: Row[Any], to: Place, *, actor: str, words: str
) -> None:
    """Begin the report in the other place and write on both sides what was handed over."""
    came = came_from(conn, office, row)
    here = office.place(row.place)
    filed_on = came.filed_on if came else local_day(here, row.filed_hour).isoformat()
    door, number = (came.door, came.number) if came else (row.place, row.number)
    copy = copy_for(conn, office, row, number=number, to=to.code)
    digest = digest_of(copy)
    _lead_nowhere(conn, row)
    begun = _begin_there(conn, office, row, to)
    out = Handed(to.code, begun.report_id, row.reason, words, digest, door, number, filed_on)
    keep_handed(conn, office, row, "out", out, copy)
    back = replace(out, place=row.place, report_id=row.report_id)
    keep_handed(conn, office, begun, "in", back, copy)
    told = {"why": row.reason, "digest": digest}
    note(conn, office, row.place, Act(actor, "handed-out", row.report_id, {"to": to.code, **told}))
    into = Act(OFFICE, "handed-in", begun.report_id, {"from": row.place, **told})
    note(conn, office, to.code, into)
    _tell_desk(conn, office, begun)


def _lead_nowhere(conn: Connection, row: Row[Any]) -> None:
    """From here on no code opens this report and no news of it reaches anybody."""
    mine = update(report).where(report.c.report_id == row.report_id)
    conn.execute(mine.values(alias_id=fresh_alias(), code_hash=no_code_hash()))


def _begin_there(conn: Connection, office: Office, row: Row[Any], to: Place) -> Row[Any]:
    """The report in the other place, with everything that was told and what the reporter saw."""
    key = f"handed/{row.report_id}"
    new_id = report_id_of(office.keys, to.code, key)
    steps = _steps(conn, row, new_id, to)
    values = _values(conn, office, row, to) | {"report_id": new_id, "version": len(steps)}
    area, where = _area(office, row, to)
    _insert(conn, office, values | {"area_code": area}, key)
    conn.execute(insert(report_step), steps)
    said = all_said(conn, office, row.report_id)
    if where:
        today = local_day(to, office.clock.now())
        said.append(Said("addition", today, Body(place_words=where)))
    if said:
        conn.execute(insert(report_words), [said_row(office, new_id, to.code, one) for one in said])
    for table in (photo, evidence):
        mine = (table.c.owner_kind == "report", table.c.owner_id == row.report_id)
        conn.execute(update(table).where(*mine).values(place=to.code, owner_id=new_id))
    return row_of(conn, new_id)


def _values(conn: Connection, office: Office, row: Row[Any], to: Place) -> dict[str, Any]:
    """The columns of the new report: its own clocks, the old one's alias and code."""
    now_at = office.clock.now()
    today, due = local_day(to, now_at), due_after(to, "accept_working_days", now_at)
    told = circumstances_for_rules(conn, office, row.report_id)
    new_id = report_id_of(office.keys, to.code, f"handed/{row.report_id}")
    return {
        "place": to.code,
        "alias_id": row.alias_id,
        "code_hash": row.code_hash,
        "state": "submitted",
        "filed_hour": hour_of(to, now_at),  # here: months that are over stay as they were
        "entered_on": today,
        "answer_on": due.on,
        "due_on": due.on,
        "provisional": int(due.provisional),
        "concerned": marks_of(office, to, unit_name_of(conn, office, row.report_id)),
        "unit_id": "",  # of the other place's register; its name lies with the words
        "photos_count": row.photos_count,
        "circumstances_sealed": None if told is None else seal_circumstances(office, new_id, told),
        "handed_in": 1,
        **{name: getattr(row, name) for name in _AS_IT_IS},
    }


def _insert(conn: Connection, office: Office, values: dict[str, Any], key: str) -> None:
    """Write the row under the first number of the place and year that is free."""
    place, year = values["place"], values["entered_on"].year
    for attempt in range(ATTEMPTS):
        number = number_of(office.keys, "report", place, key, str(attempt), year=year)
        taken = select(report.c.report_id).where(report.c.place == place, report.c.number == number)
        if conn.execute(taken).first() is None:
            conn.execute(insert(report).values(**values, number=number))
            return
    raise Broken("no free number for a report")


def _steps(conn: Connection, row: Row[Any], new_id: str, to: Place) -> list[dict[str, Any]]:
    """What the reporter saw until now, the handing over included, as the new report's own steps."""
    query = select(report_step).where(report_step.c.report_id == row.report_id)
    return [
        {
            "report_id": new_id,
            "turn": turn,
            "place": to.code,
            "key": one.key,
            "taken_on": one.taken_on,
        }
        for turn, one in enumerate(conn.execute(query.order_by(report_step.c.turn)), 1)
    ]


def _area(office: Office, row: Row[Any], to: Place) -> tuple[str, str]:
    """The area there, and where it is in words when no area of that place says so."""
    if row.area_code in to.area_by_code:
        return row.area_code, ""
    if row.lat is not None and row.lon is not None:
        near = areas_of(to).at((row.lat, row.lon))
        if near.inside:
            return near.area.code, ""
    here = office.place(row.place)
    area = here.area_by_code.get(row.area_code)
    return "", f"{here.names.zh}{label(here, area)[0]}" if area else here.names.zh


def _tell_desk(conn: Connection, office: Office, row: Row[Any]) -> None:
    """An alarm sounds anew; else the desk hears at once that a case came to it."""
    if row.alarm:
        raise_alarms(conn, office, [dict(row._mapping)])
        return
    args = (("case_id", row.report_id), ("number", row.number), ("line", ""))
    members = reached(conn, office, row, "report-accept")
    tell_members(conn, office, members, key="task-handed-in", args=args)

"""What a reporter does after filing: adding, answering, objecting, saying that it is not fixed.

None of it tells when: staff see the day. Every message has a handle of its own, so that the same
one sent twice is kept once.
"""

from dataclasses import dataclass
from typing import Any

from sqlalchemy import Connection, Row, func, select, update

from backend.audit.service import REPORTER, Act, note
from backend.db.columns import fresh_id
from backend.db.once import insert_new
from backend.errors import Refused
from backend.office import Office
from backend.places.calendar import local_day
from backend.reports.case import objectable
from backend.reports.cells import cell_of
from backend.reports.filing import is_point
from backend.reports.handed import bring_files, row_now
from backend.reports.moving import advance, row_of
from backend.reports.photos import claim, claim_evidence, unowned
from backend.reports.tables import report, report_question, report_words
from backend.reports.words import TEXT_MAX, Body, seal_body

ADDITIONS_MAX = 200
"""Tellings of one report: beyond it the person is asked to file another."""


@dataclass(frozen=True, slots=True)
class Addition:
    """More for a report. `ref` is the message's handle, empty when it has none."""

    words: str = ""
    place_words: str = ""
    spot_source: str = ""
    lat: float | None = None
    """WGS-84 degrees: a point that the report did not have, or a better one."""
    lon: float | None = None
    photos: tuple[tuple[str, str], ...] = ()
    evidence: tuple[tuple[str, str, str], ...] = ()
    question_id: str = ""
    ref: str = ""


_NOTHING = Addition()


def add(conn: Connection, office: Office, report_id: str, addition: Addition) -> None:
    """Add words, pictures, evidence or a place to a report that is not ended, or answer a question.

    Raises:
        NotFound: no such report.
        Refused: the case is ended, too much was added, the words are too long, or the point is no
            place on earth, or the report has as many pictures as it may have.
    """
    row = row_now(conn, office, report_id)
    report_id = row.report_id
    if row.ended_on is not None:
        today = local_day(office.place(row.place), office.clock.now())
        raise Refused("refused-case-ended-yet" if objectable(row, today) else "refused-case-ended")
    if not is_point(addition.lat, addition.lon):
        raise Refused("refused-field-unknown", field="lat")
    photo_ids = [photo_id for _, photo_id in addition.photos]
    bring_files(conn, office, row, photo_ids, [one for _, _, one in addition.evidence])
    if addition.photos:  # the row is held: of two at one instant the second counts the first's
        check_room(conn, office, report_id, unowned(conn, row.place, addition.photos))
    answered = bool(addition.question_id) and _answer(conn, office, row, addition.question_id)
    kind = "answer" if answered else "addition"
    body = Body(addition.words, addition.place_words, spot_source=addition.spot_source)
    fresh = _say(conn, office, row, kind=kind, body=body, told=addition)
    photos_count = claim(
        conn, owner_kind="report", owner_id=report_id, place=row.place, photos=addition.photos
    )
    claim_evidence(conn, report_id=report_id, place=row.place, told=addition.evidence)
    _update(conn, row, addition, photos_count=photos_count)
    if fresh or photos_count:
        note(conn, office, row.place, Act(REPORTER, kind, report_id))


def check_room(conn: Connection, office: Office, report_id: str, count: int) -> None:
    """Whether a report may have so many pictures more.

    Raises:
        NotFound: no such report.
        Refused: it has as many as it may have, or would have more.
    """
    if count and row_of(conn, report_id).photos_count + count > office.photos_max:
        raise Refused("refused-photos-enough", most=office.photos_max)


def object_to(conn: Connection, office: Office, report_id: str, words: str) -> None:
    """Object to a refusal or a result, once and within the limit; somebody else decides on it.

    Raises:
        NotFound: no such report.
        Refused: no words, once already, too late, or nothing to object to.
    """
    row = row_of(conn, report_id)
    if not words.strip():
        raise Refused("refused-objection-wordless")
    if row.objections_count:
        raise Refused("refused-objected-already")
    if not objectable(row, local_day(office.place(row.place), office.clock.now())):
        raise Refused("refused-objection-not-now")
    values = {"objections_count": 1}
    row = advance(conn, office, row, "object", actor=REPORTER, values=values)
    _say(conn, office, row, kind="objection", body=Body(words))


def say_unfixed(conn: Connection, office: Office, report_id: str, words: str = "") -> None:
    """Say that a closed hazard is still there: somebody looks again, and the case takes more.

    Raises:
        NotFound: no such report.
        Refused: it is not closed, or was said already.
    """
    row = row_of(conn, report_id)
    if row.hazard_state != "closed":
        raise Refused("refused-unfixed-not-now")
    if row.unfixed:
        raise Refused("refused-unfixed-already")
    values = {"unfixed": 1, "ended_on": None}
    row = advance(conn, office, row, "say-unfixed", actor=REPORTER, values=values)
    _say(conn, office, row, kind="unfixed", body=Body(words))


def _say(
    conn: Connection,
    office: Office,
    row: Row[Any],
    *,
    kind: str,
    body: Body,
    told: Addition = _NOTHING,
) -> bool:
    """Keep one telling; False when there is nothing to keep or it is kept already."""
    if not any((body.words.strip(), body.place_words.strip())):
        return False
    if len(body.words) + len(body.place_words) > TEXT_MAX:
        raise Refused("refused-words-long", most=TEXT_MAX)
    words_id = _words_id(office, row.report_id, told)
    mine = report_words.c.report_id == row.report_id
    count = conn.execute(select(func.count()).select_from(report_words).where(mine)).scalar_one()
    if count >= ADDITIONS_MAX:
        raise Refused("refused-additions-enough")
    said_on = local_day(office.place(row.place), office.clock.now())
    kept = {
        "report_id": row.report_id,
        "words_id": words_id,
        "place": row.place,
        "kind": kind,
        "said_on": said_on,
        "question_id": told.question_id,
        "body_sealed": seal_body(office, row.report_id, words_id, body),
    }
    return bool(insert_new(conn, report_words, [kept]))


def _words_id(office: Office, report_id: str, told: Addition) -> str:
    """The same message gives the same id; without a handle each telling is new."""
    if not told.ref:
        return fresh_id()
    return office.keys.hash("hashes", "words-id", report_id, told.ref, told.words).hex()[:32]


def _answer(conn: Connection, office: Office, row: Row[Any], question_id: str) -> bool:
    """Mark a question of this report answered; False when it was never put to its reporter."""
    mine = (
        report_question.c.question_id == question_id,
        report_question.c.report_id == row.report_id,
    )
    today = local_day(office.place(row.place), office.clock.now())
    done = conn.execute(
        update(report_question)
        .where(*mine, report_question.c.state == "open")
        .values(state="answered", answered_on=today)
    )
    if done.rowcount:
        conn.execute(
            update(report)
            .where(report.c.report_id == row.report_id)
            .values(open_questions_count=report.c.open_questions_count - 1)
        )
        return True
    state = conn.execute(select(report_question.c.state).where(*mine)).scalar()
    return state == "answered"


def _update(conn: Connection, row: Row[Any], addition: Addition, *, photos_count: int) -> None:
    changes: dict[str, Any] = {}
    if photos_count:
        changes["photos_count"] = report.c.photos_count + photos_count
    if addition.lat is not None and addition.lon is not None:
        changes |= {"lat": round(addition.lat, 4), "lon": round(addition.lon, 4)}
        changes["cell"] = cell_of(addition.lat, addition.lon)
    if changes:
        conn.execute(update(report).where(report.c.report_id == row.report_id).values(**changes))

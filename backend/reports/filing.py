"""Filing: many reports in one batch, each once however often its draft is handed in."""

from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import date, datetime
from typing import Any

from sqlalchemy import Connection, Row, select

from backend.aliases.ids import AliasId
from backend.audit.service import REPORTER, Act, note_many
from backend.db.bulk import add_mapped
from backend.db.once import insert_new
from backend.errors import Broken, Refused
from backend.office import Office
from backend.places.calendar import local_day
from backend.places.sector_table import SECTOR_BY_SLUG
from backend.reports.alarms import raise_alarms
from backend.reports.apart import marks_of
from backend.reports.cells import cell_of
from backend.reports.circumstances import Circumstances, seal_circumstances
from backend.reports.codes import code_hash
from backend.reports.draws import ATTEMPTS, Draw, draw, redraw, report_id_of
from backend.reports.handed import row_now
from backend.reports.limits import due_after, hour_of
from backend.reports.photos import claim, claim_evidence
from backend.reports.tables import report, report_words
from backend.reports.words import TEXT_MAX, Body, seal_body


@dataclass(frozen=True, slots=True)
class Filing:
    """A draft as it is handed in. Empty strings and None: not said.

    `draft_key` is random and secret: from it the number and the code are drawn, and the same draft
    files once. It is kept nowhere in the case store.
    """

    place: str
    draft_key: str
    alias_id: AliasId
    words: str = ""
    place_words: str = ""
    lat: float | None = None
    """WGS-84 degrees; kept to four decimals."""
    lon: float | None = None
    datum: str = "wgs84"
    spot_source: str = ""
    area_code: str = ""
    unit_id: str = ""
    unit_name: str = ""
    sector: str = ""
    """One of the 34 slugs; anything else counts as unknown."""
    ongoing: str = ""
    guessable: str = ""
    deaths: bool = False
    danger: bool = False
    told: Circumstances = field(default_factory=Circumstances)
    """Insider, wish, naming, language and door; moment and turn are filled in on filing."""
    photos: tuple[tuple[str, str], ...] = ()
    """(ref, photo_id); an empty id is still on its way and is added later."""
    evidence: tuple[tuple[str, str, str], ...] = ()
    """(ref, kind, evidence_id)."""


@dataclass(frozen=True, slots=True)
class Filed:
    """The receipt. The same for every repeat of the same draft."""

    report_id: str
    alias_id: AliasId
    number: str
    code: str
    """20 digits, told once and kept nowhere in clear."""
    answer_on: date
    """By this day, in the place's zone, the reporter hears accepted or not."""
    provisional: bool


@dataclass(slots=True)
class _Pending:
    """One report on its way in."""

    filing: Filing
    report_id: str
    drawn: Draw
    row: dict[str, Any]


def check_filing(office: Office, filing: Filing) -> None:
    """Whether there is enough to go by: words or a picture, and a place.

    Raises:
        Refused: what is missing, too long, too many or no place on earth.
    """
    if not filing.words.strip() and not filing.photos and not filing.evidence:
        raise Refused("refused-report-empty")
    if filing.lat is None and not filing.place_words.strip() and not filing.unit_id:
        raise Refused("refused-report-placeless")
    if len(filing.words) + len(filing.place_words) + len(filing.unit_name) > TEXT_MAX:
        raise Refused("refused-words-long", most=TEXT_MAX)
    if len(filing.photos) > office.photos_max:
        raise Refused("refused-photos-enough", most=office.photos_max)
    if not is_point(filing.lat, filing.lon):
        raise Refused("refused-field-unknown", field="lat")
    for name, most in (("area_code", 12), ("unit_id", 32), ("datum", 8)):
        if len(getattr(filing, name)) > most:
            raise Refused("refused-field-unknown", field=name)


def is_point(lat: float | None, lon: float | None) -> bool:
    """Whether degrees are a place on earth, or none at all."""
    if lat is None or lon is None:
        return lat is lon
    return abs(lat) <= 90 and abs(lon) <= 180


def file_many(conn: Connection, office: Office, filings: Sequence[Filing]) -> list[Filed]:
    """File a batch; gives one receipt a filing, in the same order.

    A draft that was filed before, or stands twice in the batch, gives its first receipt again and
    changes nothing. Callers use `check_filing` first: what is here is filed.
    """
    now_at = office.clock.now()
    ids = [report_id_of(office.keys, filing.place, filing.draft_key) for filing in filings]
    pending: dict[str, _Pending] = {}
    for turn, (report_id, filing) in enumerate(zip(ids, filings, strict=True)):
        if report_id not in pending:
            pending[report_id] = _pending(office, filing, report_id, now_at=now_at, turn=turn)
    fresh, repeats = _insert(conn, office, pending)
    _add_the_rest(conn, office, fresh)
    receipts = {one.report_id: _receipt(one) for one in fresh} | repeats
    return [receipts[report_id] for report_id in ids]


def _pending(
    office: Office, filing: Filing, report_id: str, *, now_at: datetime, turn: int
) -> _Pending:
    place = office.place(filing.place)
    due = due_after(place, "accept_working_days", now_at)
    told = Circumstances(
        insider=filing.told.insider,
        reward=filing.told.reward,
        naming=filing.told.naming,
        language=filing.told.language,
        door=filing.told.door,
        filed_at=now_at.isoformat(),
        turn=turn,
    )
    row: dict[str, Any] = {
        "report_id": report_id,
        "place": filing.place,
        "alias_id": filing.alias_id,
        "state": "submitted",
        "filed_hour": hour_of(place, now_at),
        "entered_on": local_day(place, now_at),
        "answer_on": due.on,
        "due_on": due.on,
        "provisional": int(due.provisional),
        "sector": filing.sector if filing.sector in SECTOR_BY_SLUG else "unknown",
        "area_code": filing.area_code,
        "unit_id": filing.unit_id,
        "concerned": marks_of(office, place, filing.unit_name),
        "lat": None if filing.lat is None else round(filing.lat, 4),
        "lon": None if filing.lon is None else round(filing.lon, 4),
        "cell": cell_of(filing.lat, filing.lon),
        "datum": filing.datum,
        "ongoing": filing.ongoing if filing.ongoing in ("yes", "no") else "unknown",
        "guessable": int(filing.guessable == "yes"),
        "alarm": "deaths" if filing.deaths else "danger" if filing.danger else "",
        "photos_count": len({photo_id for _, photo_id in filing.photos if photo_id}),
        "circumstances_sealed": seal_circumstances(office, report_id, told),
    }
    drawn = _drawn_into(office, row, filing, attempt=0)
    return _Pending(filing, report_id, drawn, row)


def _drawn_into(office: Office, row: dict[str, Any], filing: Filing, *, attempt: int) -> Draw:
    keys, year = office.keys, row["entered_on"].year
    drawn = draw(keys, filing.place, filing.draft_key, year=year, attempt=attempt)
    row["number"] = drawn.number
    row["code_hash"] = code_hash(keys, filing.place, drawn.code)
    return drawn


def _insert(
    conn: Connection, office: Office, pending: dict[str, _Pending]
) -> tuple[list[_Pending], dict[str, Filed]]:
    """Insert what is new; gives it, and the receipts of what was there already.

    Rows go in the order of their random ids: two processes with the same drafts never wait for each
    other in a ring, and the order of rows tells nothing.
    """
    fresh: list[_Pending] = []
    repeats: dict[str, Filed] = {}
    waiting = [pending[report_id] for report_id in sorted(pending)]
    for attempt in range(1, ATTEMPTS):
        if not waiting:
            return fresh, repeats
        if insert_new(conn, report, [one.row for one in waiting]) == len(waiting):
            return fresh + waiting, repeats
        there = _already(conn, office, waiting)
        taken = []
        for one in waiting:
            found = there.get(one.report_id)
            if found is None:
                one.drawn = _drawn_into(office, one.row, one.filing, attempt=attempt)
                taken.append(one)
            elif found.circumstances_sealed == one.row["circumstances_sealed"]:
                fresh.append(one)  # sealed with a nonce of its own: this very row
            else:
                repeats[one.report_id] = _again(office, one, found)
        waiting = taken
    raise Broken("no free number for a report")


def _already(conn: Connection, office: Office, waiting: Sequence[_Pending]) -> dict[str, Row[Any]]:
    asked = select(report).where(report.c.report_id.in_([one.report_id for one in waiting]))
    return {
        row.report_id: row_now(conn, office, row.report_id) if row.state == "transferred" else row
        for row in conn.execute(asked).all()
    }


def _again(office: Office, one: _Pending, found: Row[Any]) -> Filed:
    filing = one.filing
    drawn = redraw(
        office.keys, filing.place, filing.draft_key, number=found.number, hashed=found.code_hash
    )
    if drawn is None:
        raise Broken("a report does not match its draft")
    due = due_after(office.place(filing.place), "accept_working_days", found.filed_hour)
    return Filed(
        report_id=one.report_id,
        alias_id=found.alias_id,
        number=found.number,
        code=drawn.code,
        answer_on=found.answer_on,
        provisional=due.provisional,
    )


def _receipt(one: _Pending) -> Filed:
    return Filed(
        report_id=one.report_id,
        alias_id=one.filing.alias_id,
        number=one.drawn.number,
        code=one.drawn.code,
        answer_on=one.row["answer_on"],
        provisional=bool(one.row["provisional"]),
    )


def _add_the_rest(conn: Connection, office: Office, fresh: Sequence[_Pending]) -> None:
    """Words, pictures, log and alarms of the reports that are new."""
    if not fresh:
        return
    add_mapped(conn, report_words, [_words_row(office, one) for one in fresh])
    for one in fresh:
        _take_files(conn, one)
    acts = [(one.filing.place, Act(REPORTER, "file", one.report_id)) for one in fresh]
    note_many(conn, office, acts)
    alarming = [one.row for one in fresh if one.row["alarm"]]
    if alarming:
        raise_alarms(conn, office, alarming)


def _take_files(conn: Connection, one: _Pending) -> None:
    filing, report_id = one.filing, one.report_id
    if filing.photos:
        claim(
            conn,
            owner_kind="report",
            owner_id=report_id,
            place=filing.place,
            photos=filing.photos,
        )
    if filing.evidence:
        claim_evidence(conn, report_id=report_id, place=filing.place, told=filing.evidence)


def _words_row(office: Office, one: _Pending) -> dict[str, Any]:
    filing = one.filing
    body = Body(filing.words, filing.place_words, filing.unit_name, filing.spot_source)
    return {
        "report_id": one.report_id,
        "words_id": one.report_id,
        "place": filing.place,
        "kind": "filing",
        "said_on": one.row["entered_on"],
        "body_sealed": seal_body(office, one.report_id, one.report_id, body),
    }

"""A great many made reports at once: whole rows, sealed as real ones are, past the services.

What the bulk leaves out: the log, steps, news, photos, hazards and codes (nobody holds the code of
such a report). Their states are waiting, being verified, joined with the one before, refused, found
untrue and handed over. Ids rise, so that a million rows are written at the end of their tables and
not all over them; numbers do not.
"""

from collections.abc import Sequence
from datetime import timedelta
from random import Random
from typing import TYPE_CHECKING, Any, cast

from sqlalchemy import Connection, Table, select

from backend.clock import whole_hour
from backend.demo.telling import Teller
from backend.office import Office
from backend.places.sector_table import SECTOR_BY_SLUG
from backend.reports.cells import cell_of
from backend.reports.handing import COUNTY_LANE
from backend.reports.lines import seal_line
from backend.reports.tables import report, report_words
from backend.reports.words import Body, seal_body

if TYPE_CHECKING:
    import psycopg

_IDS = 2**128
_NUMBERS = 10**8
_STRIDE = 38_196_601
"""Prime to the number of numbers: steps of it meet each number once."""

_HOUR_MS = 3_600_000
_FRESH_DAYS, _ACCEPTED_DAYS, _OPEN_DAYS = 6, 3, 50
_LATER_STATES = (
    *("refused", "transferred", "verifying", "verifying"),
    *("unsubstantiated",) * 4,
)
_VERSIONS = {
    "submitted": 0,
    "refused": 1,
    "transferred": 1,
    "verifying": 2,
    "merged": 3,  # joined as it waited with one that is verified: accepted and assigned with it
    "unsubstantiated": 3,
}
_REASONS = {
    "refused": "not-a-hazard",
    "transferred": "higher-level",
    "unsubstantiated": "not-found",
}
_WITHOUT_LINE = ("submitted", "merged", "refused", "transferred")
_TOLD_TWICE = 0.04
"""The share of those that are verified with which the next one is joined."""

Row = tuple[Any, ...]
Rows = dict[Table, list[Row]]

COLUMNS: dict[Table, tuple[str, ...]] = {
    report: (
        *("report_id", "place", "alias_id", "number", "code_hash", "state", "version"),
        *("filed_hour", "entered_on", "answer_on", "due_on", "provisional", "ended_on", "sector"),
        *("area_code", "unit_id", "lat", "lon", "cell", "datum", "ongoing", "guessable", "alarm"),
        *("photos_count", "line_sealed", "grade", "owner_office", "reason"),
        *("merged_into", "merged_from"),
    ),
    report_words: ("report_id", "words_id", "place", "kind", "said_on", "body_sealed"),
}
"""What a bulk writes of each table; what is left out has its default."""


class Bulk:
    """Makes the rows of `count` reports that came within the `days` before now."""

    def __init__(self, office: Office, place: str, *, seed: int, count: int, days: int) -> None:
        # The same seed must make the same reports; no secret hangs on it.
        self._chance = Random(f"{place}/{seed}/{count}")  # noqa: S311
        self._office = office
        self._place = place
        self._teller = Teller(office.place(place), self._chance)
        self._owners = tuple(office.place(place).office_by_id)
        now_at = office.clock.now()
        self._hour_ms = int(whole_hour(now_at).timestamp()) * 1000
        self._today = now_at.date()
        self._iso: dict[int, str] = {}
        self._days = days
        self._count = count
        self._made = 0
        self._number = self._chance.randrange(_NUMBERS)
        self._told_twice: tuple[str, float] | None = None

    def chunk(self, count: int, taken: set[str]) -> Rows:
        """The next reports; `taken` are numbers that are used, and gets theirs."""
        rows: Rows = {table: [] for table in COLUMNS}
        for _ in range(min(count, self._count - self._made)):
            self._add(rows, taken)
            self._made += 1
        return rows

    def _add(self, rows: Rows, taken: set[str]) -> None:
        joined, self._told_twice = self._told_twice, None
        told = self._teller.tell(again=joined is not None)
        step = _IDS // self._count
        report_id = f"{self._made * step + self._chance.getrandbits(64) % step:032x}"
        if joined is None:
            age_days = self._chance.random() ** 1.2 * self._days
            state = self._state(age_days)
        else:
            age_days = _ACCEPTED_DAYS + self._chance.random() * (joined[1] - _ACCEPTED_DAYS)
            state = "merged"
        version = _VERSIONS[state]
        if state == "verifying" and self._chance.random() < _TOLD_TWICE and not self._is_last:
            self._told_twice = report_id, age_days
            version += 1
        age_hours = int(age_days * 24)
        rows[report].append(
            (
                *(report_id, self._place, *self._drawn(report_id, age_hours // 24, taken)),
                *(state, version, self._hour_ms - age_hours * _HOUR_MS),
                *self._days_of(state, age_hours // 24),
                *(told.sector, told.area_code, "", told.lat, told.lon),
                *(cell_of(told.lat, told.lon), "wgs84", told.ongoing, 0, "", 0),
                *self._taken_in(state, told.sector, report_id),
                *((joined[0], "submitted") if joined else (None, "")),
            )
        )
        body = Body(told.words, told.place_words, "", told.spot_source)
        sealed = seal_body(self._office, report_id, report_id, body)
        filed_on = self._day(age_hours // 24)
        rows[report_words].append((report_id, report_id, self._place, "filing", filed_on, sealed))

    @property
    def _is_last(self) -> bool:
        return self._made + 1 == self._count

    def _state(self, age_days: float) -> str:
        if age_days < _FRESH_DAYS:
            return "submitted"
        if age_days < _OPEN_DAYS:
            return "verifying"
        return _LATER_STATES[int(self._chance.random() * len(_LATER_STATES))]

    def _drawn(self, report_id: str, age_days: int, taken: set[str]) -> Row:
        """Alias, number and what stands for the hash of a code that nobody has."""
        alias_id = f"{report_id[:8]}{self._chance.getrandbits(96):024x}"
        year = self._day(age_days)[:4]
        while True:
            self._number = (self._number + _STRIDE) % _NUMBERS
            number = f"{year}-{self._number // 10_000:04d}-{self._number % 10_000:04d}"
            if number not in taken:
                taken.add(number)
                return alias_id, number, b"\x01" + bytes.fromhex(alias_id)

    def _days_of(self, state: str, age_days: int) -> Row:
        """Entered, to be answered by, due, provisional, ended."""
        day = self._day
        answer_on = day(age_days - 7)
        if state == "submitted":
            return day(age_days), answer_on, answer_on, 0, None
        if state in ("verifying", "merged"):
            accepted_on = age_days - _ACCEPTED_DAYS
            return day(accepted_on), answer_on, day(accepted_on - 60), 0, None
        ended_on = day(age_days - (2 if state in ("refused", "transferred") else 32))
        return ended_on, answer_on, None, 0, ended_on

    def _day(self, ago: int) -> str:
        """An ISO day, made once."""
        found = self._iso.get(ago)
        if found is None:
            found = self._iso[ago] = (self._today - timedelta(days=ago)).isoformat()
        return found

    def _taken_in(self, state: str, sector: str, report_id: str) -> Row:
        """Line, grade, owner and reason."""
        reason = _REASONS.get(state, "")
        if state in _WITHOUT_LINE:
            return None, "", COUNTY_LANE if state == "transferred" else "", reason
        line = seal_line(self._office, report_id, line_for(sector))
        owner = self._owners[int(self._chance.random() * len(self._owners))]
        return line, "general", owner, reason


def line_for(sector: str) -> str:
    """A neutral line as an officer would write it."""
    known = SECTOR_BY_SLUG.get(sector)
    return known.zh_examples.split("、")[0] if known else "群众反映的一处安全隐患"


def numbers_taken(conn: Connection, place: str) -> set[str]:
    """The numbers that a place's reports have."""
    return set(conn.execute(select(report.c.number).where(report.c.place == place)).scalars())


def insert_rows(
    conn: Connection, table: Table, columns: Sequence[str], rows: Sequence[Row]
) -> None:
    """Write rows, instants as milliseconds and days as ISO text, the quickest way there is."""
    names = ", ".join(columns)
    if conn.dialect.name != "postgresql":
        marks = ", ".join("?" for _ in columns)
        statement = f"insert into {table.name} ({names}) values ({marks})"  # noqa: S608
        conn.exec_driver_sql(statement, list(rows))
        return
    raw = cast("psycopg.Connection[Any]", conn.connection.driver_connection)
    with raw.cursor() as cursor, cursor.copy(f"copy {table.name} ({names}) from stdin") as copy:
        for row in rows:
            copy.write_row(row)

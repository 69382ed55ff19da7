"""Filing: once a draft, the identical receipt, nothing in clear, nothing finer than the hour."""

import secrets
from concurrent.futures import ThreadPoolExecutor
from datetime import UTC, date, datetime
from pathlib import Path

import pytest
from sqlalchemy import Connection, func, insert, select, text

from backend.aliases.ids import fresh_alias
from backend.db.columns import EPOCH, metadata
from backend.errors import Refused
from backend.office import Office
from backend.outbox.tables import news
from backend.reports.circumstances import Circumstances
from backend.reports.codes import code_hash, find_by_code, fits
from backend.reports.draws import draw
from backend.reports.filing import check_filing, file_many
from backend.reports.photos import find_photo
from backend.reports.tables import photo, report, report_words
from tests.backend.reports.cases import WORDS, crew, file, filing, picture, report_row
from tests.backend.staff.offices import ELSEWHERE, HERE, clock_of, hire


def _count(conn: Connection, table: object = report) -> int:
    return int(conn.execute(select(func.count()).select_from(table)).scalar_one())  # type: ignore[arg-type]


def test_the_same_draft_filed_twice_is_one_report_with_the_identical_receipt(
    office: Office,
) -> None:
    draft = filing()
    with office.database.write() as conn:
        (first,) = file_many(conn, office, [draft])
    clock_of(office).forward(hours=50)
    again = filing(draft_key=draft.draft_key, words="别的话", photos=(("a", "b"),))
    with office.database.write() as conn:
        (second,) = file_many(conn, office, [again])
        assert (_count(conn), _count(conn, report_words)) == (1, 1)
    assert first == second
    assert first.alias_id == draft.alias_id


def test_a_draft_twice_in_one_batch_is_one_report(office: Office) -> None:
    draft, other = filing(), filing()
    with office.database.write() as conn:
        first, between, last = file_many(conn, office, [draft, other, draft])
        assert _count(conn) == 2
    assert first == last
    assert between.number != first.number


def test_a_batch_of_new_and_old_drafts_gives_each_its_own_receipt(office: Office) -> None:
    drafts = [filing() for _ in range(20)]
    with office.database.write() as conn:
        old = file_many(conn, office, drafts[:7])
    with office.database.write() as conn:
        found = file_many(conn, office, drafts)
        assert _count(conn) == 20
    assert found[:7] == old
    assert len({one.code for one in found}) == len({one.number for one in found}) == 20


def test_a_draft_filed_by_many_at_one_instant_is_one_report(office: Office) -> None:
    drafts = [filing() for _ in range(12)]

    def once(_: int) -> list[str]:
        with office.database.write() as conn:
            return [one.code for one in file_many(conn, office, drafts)]

    with ThreadPoolExecutor(4) as pool:
        codes = list(pool.map(once, range(8)))
    with office.database.read() as conn:
        assert _count(conn) == 12
    assert all(one == codes[0] for one in codes)


def test_a_taken_number_is_drawn_anew_and_the_repeat_finds_it(office: Office) -> None:
    draft = filing()
    taken = draw(office.keys, HERE, draft.draft_key, year=2026)
    other = file(office)
    with office.database.write() as conn:
        conn.execute(
            report.update().where(report.c.report_id == other.report_id).values(number=taken.number)
        )
        (first,) = file_many(conn, office, [draft])
    with office.database.write() as conn:
        assert file_many(conn, office, [draft]) == [first]
        assert find_by_code(conn, office, HERE, first.code) == first.report_id
    assert first.number != taken.number
    assert first.number.startswith("2026-")


def test_a_taken_code_is_drawn_anew(office: Office) -> None:
    draft = filing()
    taken = draw(office.keys, HERE, draft.draft_key, year=2026)
    other = file(office)
    with office.database.write() as conn:
        hashed = code_hash(office.keys, HERE, taken.code)
        conn.execute(
            report.update().where(report.c.report_id == other.report_id).values(code_hash=hashed)
        )
        (first,) = file_many(conn, office, [draft])
    with office.database.write() as conn:
        assert file_many(conn, office, [draft]) == [first]
    assert first.code != taken.code
    assert fits(first.code)


def test_the_code_opens_the_report_in_its_place_alone(office: Office) -> None:
    filed = file(office)
    with office.database.read() as conn:
        assert find_by_code(conn, office, HERE, filed.code) == filed.report_id
        assert find_by_code(conn, office, ELSEWHERE, filed.code) is None
        wrong = f"{(int(filed.code[:18]) + 1) % 10**18:018d}"
        wrong += f"{98 - int(wrong) * 100 % 97:02d}"
        assert find_by_code(conn, office, HERE, wrong) is None


def test_the_receipt_names_the_day_of_the_answer(office: Office) -> None:
    clock_of(office).at = datetime(2026, 9, 28, 3, 0, tzinfo=UTC)  # before the National Day week
    filed = file(office)
    assert filed.answer_on > date(2026, 10, 8)
    assert not filed.provisional


def test_times_are_whole_hours_of_the_place_and_the_rest_is_sealed(office: Office) -> None:
    clock_of(office).at = datetime(2026, 3, 2, 2, 47, 13, 987654, tzinfo=UTC)
    filed = file(office)
    row = report_row(office, filed.report_id)
    assert row.filed_hour == datetime(2026, 3, 2, 2, tzinfo=UTC)
    with office.database.read() as conn:
        for table in metadata.sorted_tables:
            if not table.name.startswith(("report", "hazard", "photo", "evidence", "audit")):
                continue
            for found in conn.execute(select(table)):
                for value in found:
                    if isinstance(value, datetime):
                        assert (value - EPOCH).total_seconds() % 3600 == 0


def test_the_place_is_the_hazards_and_no_finer_than_eleven_metres(office: Office) -> None:
    row = report_row(office, file(office).report_id)
    assert (row.lat, row.lon) == (33.1287, 117.8943)


def test_nothing_a_reporter_wrote_stands_in_clear(office: Office) -> None:
    words, place_words, unit_name = (secrets.token_hex(12) for _ in range(3))
    filed = file(office, words=words, place_words=place_words, unit_name=unit_name)
    told = [words, place_words, unit_name, filed.code, "33.128734", "117.894312", "zh-Hans"]
    raw = _everything(office)
    for value in told:
        for form in (value.encode(), value.encode("utf-16-le"), value.encode().hex().encode()):
            assert form not in raw


def _everything(office: Office) -> bytes:
    """Every byte at rest: the file with its journal, or every value of every table."""
    if office.database.sqlite:
        path = office.database.engine.url.database or ""
        return b"".join(file.read_bytes() for file in Path(path).parent.glob(f"{Path(path).name}*"))
    with office.database.read() as conn:
        rows = [
            repr(tuple(bytes(v) if isinstance(v, memoryview) else v for v in row)).encode()
            for table in metadata.sorted_tables
            for row in conn.execute(select(table))
        ]
        blobs = [
            bytes(value)
            for table in metadata.sorted_tables
            for row in conn.execute(select(table))
            for value in row
            if isinstance(value, bytes | memoryview)
        ]
    return b"\n".join(rows + blobs)


def test_two_reports_of_one_teller_share_no_value_that_leads_from_one_to_the_other(
    office: Office,
) -> None:
    told = Circumstances(insider="yes", reward="yes", naming="named", language="en", door="web")
    first, second = (file(office, told=told) for _ in range(2))
    same = {
        "place", "state", "version", "filed_hour", "entered_on", "answer_on", "due_on",
        "provisional", "ended_on", "sector", "area_code", "unit_id", "lat", "lon", "cell",
        "datum", "ongoing", "guessable", "alarm", "photos_count", "grade", "owner_office", "reason",
        "objections_count", "open_questions_count", "hazard_state", "unfixed", "line_sealed",
        "decided_by",
        "reason_sealed", "merged_into", "merged_from", "assignee", "extended", "alarm_seen_on",
        "last_step", "last_on", "handed_in", "assign_on", "lead_offices",
        "concerned",
    }  # fmt: skip
    one, other = (report_row(office, filed.report_id) for filed in (first, second))
    shared = {name for name in one._mapping if one._mapping[name] == other._mapping[name]}
    assert shared == same


def test_pictures_of_the_draft_become_the_reports(office: Office) -> None:
    mine, other = picture(office), picture(office)
    filed = file(office, photos=(("a", mine), ("b", ""), ("c", mine)))
    reader = hire(office, "intake")
    with office.database.read() as conn:
        owners = {row.photo_id: row.owner_id for row in conn.execute(select(photo))}
        assert owners == {mine: filed.report_id, other: ""}
        assert find_photo(conn, reader, mine).photo_id == mine
    assert report_row(office, filed.report_id).photos_count == 1


def test_a_picture_that_is_a_reports_is_never_another_ones(office: Office) -> None:
    mine = picture(office)
    first = file(office, photos=(("a", mine),))
    file(office, photos=(("a", mine),))
    with office.database.read() as conn:
        assert conn.execute(select(photo.c.owner_id)).scalar_one() == first.report_id


@pytest.mark.parametrize("kind", ["deaths", "danger"])
def test_deaths_and_danger_reach_every_supervisor_at_once(office: Office, kind: str) -> None:
    who = crew(office)
    hire(office, "supervisor", place=ELSEWHERE)
    draft = filing(**{kind: True})
    for _ in range(2):
        with office.database.write() as conn:
            file_many(conn, office, [draft])
    with office.database.read() as conn:
        rows = conn.execute(select(news)).all()
    assert [row.member_id for row in rows] == [who["supervisor"].member_id]
    assert rows[0].due_at == office.clock.now()
    opened = office.keys.open("words", rows[0].payload_sealed, f"news.payload/{rows[0].news_id}")
    assert f"alarm-{kind}".encode() in opened
    assert WORDS.encode() not in opened


def test_a_usual_report_alarms_nobody(office: Office) -> None:
    crew(office)
    file(office)
    with office.database.read() as conn:
        assert _count(conn, news) == 0


@pytest.mark.parametrize(
    ("changes", "key"),
    [
        ({"words": " "}, "refused-report-empty"),
        ({"lat": None, "lon": None}, "refused-report-placeless"),
        ({"words": "长" * 20_001}, "refused-words-long"),
        ({"lat": 91.0}, "refused-field-unknown"),
        ({"lon": float("nan")}, "refused-field-unknown"),
        ({"lon": None}, "refused-field-unknown"),
        ({"area_code": "3" * 13}, "refused-field-unknown"),
        ({"unit_id": "u" * 33}, "refused-field-unknown"),
        ({"photos": tuple((str(one), "") for one in range(21))}, "refused-photos-enough"),
    ],
)
def test_what_nobody_could_go_by_is_not_filed(
    office: Office, changes: dict[str, object], key: str
) -> None:
    with pytest.raises(Refused, match=key):
        check_filing(office, filing(**changes))


def test_a_picture_on_its_way_is_enough_to_go_by(office: Office) -> None:
    check_filing(office, filing(words="", photos=(("a", ""),)))
    check_filing(office, filing(lat=None, lon=None, place_words="桥头村"))


def test_a_sector_nobody_knows_counts_as_unknown(office: Office) -> None:
    assert report_row(office, file(office, sector="warp-cores").report_id).sector == "unknown"


def test_a_number_is_free_again_in_another_place(office: Office) -> None:
    filed = file(office)
    row = report_row(office, filed.report_id)
    values = dict(row._mapping) | {
        "report_id": secrets.token_hex(16),
        "alias_id": fresh_alias(),
        "place": ELSEWHERE,
        "code_hash": secrets.token_bytes(21),
    }
    with office.database.write() as conn:
        conn.execute(insert(report).values(**values))
        assert conn.execute(text("select count(*) from report")).scalar_one() == 2

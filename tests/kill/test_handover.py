"""`kill -9` in the middle of handing a case over: it is at one place, whole, and in both logs once.

The process dies between two statements of the transaction, before its commit, and after it before
the answer. Then the officer, who was told nothing, presses again: the same press, the same key.
"""

import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

import pytest
from sqlalchemy import Connection, Row, func, select

from backend.audit.chain import extend_chain, verify_chain
from backend.audit.service import acts_of_case
from backend.office import Office
from backend.reports.codes import find_by_code
from backend.reports.filing import Filed
from backend.reports.tables import report, report_handover
from backend.staff.member import Member
from tests.backend.api.calling import opened
from tests.backend.reports.cases import file, take
from tests.backend.reports.handing_over import OVER, proofs
from tests.backend.staff.offices import ABOVE, HERE, hire, office, token_of
from tests.kill.struck import ANSWER, COMMIT, NEVER, Press

__all__ = ["office"]

ROOT = Path(__file__).resolve().parents[2]
BETWEEN = 3
"""So many kills between statements in the normal suite; the long form takes every one of them."""


@dataclass(frozen=True)
class Desk:
    """An officer of the place with cases, and one of the place above, where they go."""

    office: Office
    ours: Member
    theirs: Member
    token: str

    def case(self) -> tuple[Filed, Filed]:
        """A report with another that is joined with it: both go over in one transaction."""
        first, second = file(self.office), file(self.office)
        take(self.office, self.ours, second.report_id, "merge", into=first.report_id)
        return first, second

    def press(self, case: tuple[Filed, Filed], at: int) -> Press:
        """The officer's press on *hand over*, to be cut short at a place."""
        first = case[0].report_id
        return Press(self.token, first, f"the press on {first}", at, OVER)


@dataclass(frozen=True)
class Struck:
    """The process that is killed."""

    process: "subprocess.Popen[str]"

    def told(self, press: Press) -> str:
        """How a press ended."""
        assert self.process.stdin is not None
        assert self.process.stdout is not None
        self.process.stdin.write(press.line())
        self.process.stdin.flush()
        return self.process.stdout.readline().strip()


@contextmanager
def struck(url: str, keys: Path) -> Iterator[Struck]:
    """The process, ended with the test."""
    command = [sys.executable, "-m", "tests.kill.struck", url, str(keys)]
    pipe = subprocess.PIPE
    with subprocess.Popen(command, cwd=ROOT, stdin=pipe, stdout=pipe, text=True) as process:
        yield Struck(process)
        assert process.stdin is not None
        process.stdin.close()


@pytest.fixture
def desk(office: Office) -> Desk:
    """Somebody at both places."""
    ours, theirs = hire(office, "intake"), hire(office, "intake", "auditor", place=ABOVE)
    return Desk(office, ours, theirs, token_of(office, ours))


def digests(conn: Connection, office: Office, place: str, report_id: str, act: str) -> list[str]:
    """The digests of handovers that a place's log holds of a report."""
    noted = [one.act for one in acts_of_case(conn, office, place, report_id)]
    return [str(one.details["digest"]) for one in noted if one and one.act == act]


def stands(office: Office, filed: Filed) -> str:
    """The one place where a report is; that it is whole there, and what is left of it here."""
    with office.database.read() as conn:
        here = conn.execute(select(report).where(report.c.report_id == filed.report_id)).one()
        now: Row[tuple[object, ...]] = conn.execute(
            select(report).where(report.c.alias_id == filed.alias_id)
        ).one()
        assert find_by_code(conn, office, HERE, filed.code) == now.report_id
        out = digests(conn, office, HERE, filed.report_id, "handed-out")
        sides = select(func.count()).select_from(report_handover)
        mine = report_handover.c.report_id.in_([filed.report_id, now.report_id])
        count = conn.execute(sides.where(mine)).scalar()
        if now.place == HERE:
            assert here.state in ("submitted", "merged")
            assert (out, count) == ([], 0)
            return HERE
        into = digests(conn, office, ABOVE, str(now.report_id), "handed-in")
    assert (here.state, now.state, now.place) == ("transferred", "submitted", ABOVE)
    assert len(out) == 1
    assert (into, count) == (out, 2)
    return ABOVE


def whole(desk: Desk, cases: list[tuple[Filed, Filed]]) -> None:
    """Nothing lost and nothing doubled: every report is there once, and the logs are sound."""
    office = desk.office
    reports = [one for case in cases for one in case]
    assert {stands(office, one) for one in reports} == {ABOVE}
    for place in (HERE, ABOVE):
        counted = select(func.count()).select_from(report).where(report.c.place == place)
        with office.database.write() as conn:
            assert conn.execute(counted).scalar() == len(reports)
            extend_chain(conn, office, place)
            assert verify_chain(conn, office, place).sound
    with office.database.read() as conn:
        there = conn.execute(select(report.c.report_id).where(report.c.place == ABOVE)).all()
    shown = [proof for one in there for proof in proofs(office, desk.theirs, one[0])]
    assert len(shown) == len(reports)
    assert all(proof.logged and proof.whole for proof in shown)


async def killed_at(desk: Desk, url: str, keys: Path, between: int) -> list[int]:
    """Kill at each of these places and press again each time; gives the places."""
    cases = [desk.case()]
    with struck(url, keys) as process:
        statements = int(process.told(desk.press(cases[0], NEVER)))
        some = range(1, statements + 1, max(1, statements // (between or statements)))
        ats = [*some, statements, COMMIT, ANSWER]
        for at in ats:
            cases.append(desk.case())
            assert process.told(desk.press(cases[-1], at)) == "killed", at
            found = {stands(desk.office, one) for one in cases[-1]}
            assert found == {ABOVE if at == ANSWER else HERE}, at
    async with opened(desk.office) as api:
        for case in cases:
            press = desk.press(case, NEVER)
            path = f"/cases/{press.case_id}/steps/hand-over"
            again = await api.post(path, press.body, press.token, key=press.key)
            assert (again.status_code, again.json()["key"]) == (200, "done-hand-over"), again.text
    whole(desk, cases)
    return ats


@pytest.mark.timeout(120)
@pytest.mark.xdist_group("kill")
async def test_a_few_kills_leave_each_case_at_one_place(
    desk: Desk, database_url: str, tmp_path: Path
) -> None:
    ats = await killed_at(desk, database_url, tmp_path / "keys", BETWEEN)
    assert len(ats) >= BETWEEN


@pytest.mark.long
@pytest.mark.xdist_group("kill")
async def test_a_kill_at_every_statement_leaves_each_case_at_one_place(
    desk: Desk, database_url: str, tmp_path: Path
) -> None:
    ats = await killed_at(desk, database_url, tmp_path / "keys", 0)
    assert len(ats) > 2 * BETWEEN

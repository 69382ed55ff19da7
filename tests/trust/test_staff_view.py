"""What staff see is the same whether the reporter is there, stopped or blocked the bot.

Every list, card and log that any duty opens is taken down before and after; not a letter may
differ. So nobody learns from the office's side that somebody fears for themselves.
"""

from datetime import timedelta
from pathlib import Path

import pytest
from sqlalchemy import select

from backend.api.ledger import Asked, list_reports
from backend.audit.service import acts_of_day
from backend.errors import NotAllowed, NotFound
from backend.inspections.lines import Wanted
from backend.reminders.tasks import list_tasks, open_task
from backend.reports.tables import report
from backend.staff.rules import DUTIES
from handlers.dialogue.event import CommandGiven, Event, PersonLeft
from tests.backend.staff.offices import hire
from tests.bot.test_whole_way import accepted, filed
from tests.kit.real_house import PLACE, RealHouse, house


def seen(real: RealHouse) -> list[str]:
    """Everything that any duty shows of every case."""
    office = real.davy.office
    shown = []
    for duty in sorted(DUTIES):
        member = hire(office, duty)
        with office.database.read() as conn:
            ids = [row.report_id for row in conn.execute(select(report))]
            page = list_tasks(conn, office, member, Wanted())
            shown += [repr(page)]
            for case_id in {*ids, *(line.case_id for line in page.lines)}:
                try:
                    shown.append(repr(open_task(conn, office, member, case_id)))
                except (NotFound, NotAllowed) as refused:
                    shown.append(f"{duty}: {refused.key}")
            try:
                shown.append(repr(list_reports(conn, office, member, Asked())))
            except NotAllowed:
                shown.append(f"{duty}: no list")
    with office.database.read() as conn:
        on = office.clock.now().date()
        days = [on + timedelta(days=back) for back in (-1, 0, 1)]
        acts = [one.act for day in days for one in acts_of_day(conn, office, PLACE, day)]
    shown += sorted(repr(act) for act in acts if act and not act.act.startswith("staff-"))
    return sorted(shown)


@pytest.mark.parametrize("act", [CommandGiven("stop"), PersonLeft()], ids=["stopped", "blocked"])
async def test_staff_see_no_difference(tmp_path: Path, database_url: str, act: Event) -> None:
    async with house(tmp_path, database_url) as real:
        reporter = real.somebody()
        await filed(reporter)
        await accepted(await real.colleague("intake"))
        before = seen(real)
        await reporter.do(act)
        await real.quiet()
        assert seen(real) == before
        assert any("电动车" in one for one in before)


async def test_staff_learn_of_no_moment_of_a_reporter(tmp_path: Path, database_url: str) -> None:
    async with house(tmp_path, database_url) as real:
        real.clock.forward(minutes=37, seconds=11)
        reporter = real.somebody()
        await filed(reporter)
        await accepted(await real.colleague("intake"))
        text = "\n".join(seen(real))
        for moment in ("10:37", "02:37", "10, 37", "2, 37", "datetime.datetime"):
            assert moment not in text

"""The list of reports: every filter, pages that never skip or repeat, and no slow question."""

import pytest
from sqlalchemy import text, update

from backend.api import ledger
from backend.office import Office
from backend.reports.tables import report
from tests.backend.api.calling import Api
from tests.backend.reports.cases import accepted, crew, file, take
from tests.backend.staff.offices import clock_of, hire, token_of


async def _all(api: Api, token: str, query: str) -> list[str]:
    """The numbers of every page of a list, in the order in which they came."""
    numbers: list[str] = []
    cursor = ""
    for _ in range(40):
        answer = await api.get(f"/reports?{query}&cursor={cursor}", token)
        assert answer.status_code == 200, answer.text
        page = answer.json()
        numbers += [line["number"] for line in page["lines"]]
        cursor = page["cursor"]
        if not cursor:
            return numbers
    raise AssertionError("the list has no end")


async def test_each_filter_lists_what_it_names_and_nothing_else(api: Api, office: Office) -> None:
    who = crew(office)
    quiet = file(office, area_code="340322001201")
    loud = file(office, danger=True, area_code="340322002201")
    dead = file(office, deaths=True)
    work = accepted(office, who)
    supervisor = api.token("supervisor")
    for query, expected in (
        ("", {quiet, loud, dead, work}),
        ("state=submitted", {quiet, loud, dead}),
        ("office=fire-brigade", {work}),
        ("office=fire-brigade&state=verifying", {work}),
        ("office=fire-brigade&state=submitted", set()),
        ("area=340322001201", {quiet}),
        ("area=340322", {quiet, loud}),
        ("area=340322002201&state=verifying", set()),
        ("alarm=any", {loud, dead}),
        ("alarm=deaths", {dead}),
        ("alarm=unseen&state=submitted", {loud, dead}),
        ("overdue=true", set()),
    ):
        found = await _all(api, supervisor, query)
        assert sorted(found) == sorted(one.number for one in expected), query


async def test_an_inspector_lists_what_their_office_has_or_leads_too(
    api: Api, office: Office
) -> None:
    who = crew(office)
    tokens = {
        one: token_of(office, hire(office, "inspector", office_id=one))
        for one in ("transport", "transport-enforcement", "police")
    }
    waiting = file(office, sector="road-transport")
    led = accepted(office, who, sector="road-transport")
    dead = accepted(office, who, sector="road-transport", deaths=True)
    hire(office, "inspector", office_id="safety-office")
    listed = {one: await _all(api, token, "") for one, token in tokens.items()}
    assert listed == {
        "transport": [led.number],
        "transport-enforcement": [led.number],
        "police": [],
    }
    assert await _all(api, tokens["transport-enforcement"], "office=transport") == [led.number]
    everything = {one.number for one in (waiting, led, dead)}
    assert set(await _all(api, api.token("auditor"), "")) == everything


async def test_overdue_is_what_the_office_owes_and_not_a_reporters_own_last_day(
    api: Api, office: Office
) -> None:
    who = crew(office)
    late, refused = file(office), file(office)
    take(office, who["intake"], refused.report_id, "refuse", reason="not-a-hazard")
    clock_of(office).forward(days=200)
    token = api.token("supervisor")
    assert await _all(api, token, "overdue=true") == [late.number]
    lines = (await api.get("/reports", token)).json()["lines"]
    days = {line["number"]: line["overdue_days"] for line in lines}
    assert days[late.number] > 0
    assert days[refused.number] == 0


async def test_rare_things_are_looked_for_a_stretch_at_a_time(
    api: Api, office: Office, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(ledger, "EXAMINED", 3)
    filed = [file(office) for _ in range(11)]
    rare = max(filed, key=lambda one: one.number)
    with office.database.write() as conn:
        conn.execute(
            update(report).where(report.c.report_id == rare.report_id).values(sector="gas")
        )
    token = api.token("auditor")
    first = (await api.get("/reports?sector=gas", token)).json()
    assert first["lines"] == []
    assert first["cursor"]
    assert await _all(api, token, "sector=gas") == [rare.number]
    assert await _all(api, token, "sector=fire&limit=2") == sorted(
        one.number for one in filed if one is not rare
    )


async def test_a_page_stays_whole_while_others_change_and_file(api: Api, office: Office) -> None:
    filed = sorted(file(office).number for _ in range(6))
    token = api.token("auditor")
    page = (await api.get("/reports?limit=3", token)).json()
    assert [line["number"] for line in page["lines"]] == filed[:3]
    fresh = [file(office).number for _ in range(3)]
    rest = (await api.get(f"/reports?limit=100&cursor={page['cursor']}", token)).json()
    later = [line["number"] for line in rest["lines"]]
    expected = [one for one in (*filed[3:], *fresh) if one > filed[2]]
    assert later == sorted(expected)


@pytest.mark.parametrize(
    "asked",
    [
        ledger.Asked(),
        ledger.Asked(state="submitted"),
        ledger.Asked(office="market"),
        ledger.Asked(alarm="any"),
        ledger.Asked(overdue=True),
    ],
)
def test_no_list_goes_through_the_whole_table(office: Office, asked: ledger.Asked) -> None:
    """The database's own plan names an index; a page is never sorted."""
    seen: list[str] = []
    member = hire(office, "supervisor")
    with office.database.read() as conn:
        if not office.database.sqlite:
            conn.execute(text("set local enable_seqscan = off"))
            conn.execute(text("set local enable_sort = off"))
        way = ledger._way(conn, office, member, asked, office.clock.now().date())
        query_ = report.select().where(way.along).order_by(report.c.number).limit(3)
        plain = str(query_.compile(conn.engine, compile_kwargs={"literal_binds": True}))
        begin = "explain query plan " if office.database.sqlite else "explain "
        seen = [str(tuple(row)) for row in conn.exec_driver_sql(begin + plain)]
    plan = " ".join(seen)
    for whole in ("Seq Scan", "B-TREE", "Sort"):
        assert whole not in plan

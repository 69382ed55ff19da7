"""Nothing tells one person of another's report (`trust.md` 10)."""

import re
from itertools import pairwise
from pathlib import Path

import pytest
from sqlalchemy import select

from backend.api.terms import ApiTerms
from backend.reports.service import Filing, file_many
from backend.reports.tables import report
from handlers.dialogue.event import ChoicePressed, CommandGiven, PlaceShared, TextSent
from media.draw import draw
from tests.backend.api.calling import opened
from tests.backend.reports.cases import LINE, crew, filing, take
from tests.backend.staff.offices import build_office
from tests.kit.real_house import Person, RealHouse, house

_SECRETS = re.compile(
    r"(?<=\.)[0-9a-f]{6}(?=\|)|20\d\d-\d{4}-\d{4}|\d{4} \d{4} \d{4} \d{4} \d{4}|[0-9a-f]{16,}"
)
HERE, ELSEWHERE = PlaceShared(33.1287, 117.8943), PlaceShared(33.1399, 117.8811)
PICTURE = draw(6, 240, height_px=180)


async def reported(person: Person, at: PlaceShared) -> list[str]:
    """Report and look where it stands; gives all that was said, numbers and codes struck out."""
    await person.open()
    await person.do(TextSent("三楼过道堆满电动车", "m1"), at)
    await person.photo(PICTURE)
    await person.do(ChoicePressed("skip-rest"), ChoicePressed("send"))
    await person.do(ChoicePressed("skip"))
    await person.do(CommandGiven("status"))
    return [
        _SECRETS.sub("…", f"{one.text} {one.rows} {one.wants}").replace(str(at.lat), "")
        for one in person.said
    ]


def without_place(said: list[str]) -> list[str]:
    """Places are said back as they were sent."""
    return [re.sub(r"33\.1\d+|117\.8\d+|\S*(镇|村|街)\S*", "", one) for one in said]


@pytest.mark.parametrize("known", ["not", "filed", "accepted", "listed"])
async def test_a_second_report_of_the_same_hears_what_the_first_heard(
    tmp_path: Path, database_url: str, known: str
) -> None:
    async with house(tmp_path, database_url) as real:
        fresh = without_place(await reported(real.somebody(), ELSEWHERE))
        await _office_knows(real, known)
        again = without_place(await reported(real.somebody(), HERE))
        assert again == fresh


async def _office_knows(real: RealHouse, known: str) -> None:
    """Somebody else's report of the same place, with the same picture, is so far already."""
    if known == "not":
        return
    await reported(real.somebody(), HERE)
    office = real.davy.office
    who = crew(office)
    with office.database.read() as conn:
        ids = [row.report_id for row in conn.execute(select(report))]
    for report_id in ids if known != "filed" else ():
        take(office, who["intake"], report_id, "accept", line=LINE, sector="fire")
    if known == "listed":
        for report_id in ids:
            found = {"grade": "general", "words": "现场属实"}
            take(office, who["inspector"], report_id, "verify-true", **found)


async def test_a_wrong_code_a_strange_place_and_an_erased_one_are_answered_alike(
    tmp_path: Path, database_url: str
) -> None:
    async with house(tmp_path, database_url) as real:
        person = real.somebody()
        await person.open()
        answers = set()
        for code in ("482109375516204873", "111122223333444455"):
            digits = code + f"{98 - int(code) * 100 % 97:02d}"
            await person.do(CommandGiven("status"))
            answers.add(tuple(one.text for one in await person.write(digits)))
        assert len(answers) == 1


# ── numbers ─────────────────────────────────────────────────────────────────────────────────────


def test_numbers_tell_neither_order_nor_how_many(tmp_path: Path, sqlite_url: str) -> None:
    office = build_office(sqlite_url, tmp_path / "keys")
    with office.database.write() as conn:
        filings: list[Filing] = [filing() for _ in range(400)]
        numbers = [one.number for one in file_many(conn, office, filings)]
        kept = [row.number for row in conn.execute(select(report.c.number))]
    office.database.close()
    assert len(set(numbers)) == 400
    assert sorted(kept) == sorted(numbers)
    tails = [int(one.replace("-", "")[4:]) for one in numbers]
    rises = sum(a < b for a, b in pairwise(tails))
    # Of 399 neighbours about half rise, spread sqrt(401 / 12) = 5.8; six of these are a million.
    assert abs(rises - 199.5) < 6 * 5.8
    thirds = [
        sum(low <= one < low + 10**8 // 3 for one in tails) for low in range(0, 10**8, 33_333_334)
    ]
    assert min(thirds) > 133 - 6 * 9.4


# ── figures ─────────────────────────────────────────────────────────────────────────────────────


@pytest.mark.parametrize("path", ["/metrics", "/readyz"])
async def test_figures_are_for_this_machine_or_whoever_has_the_token(
    tmp_path: Path, database_url: str, path: str
) -> None:
    terms = ApiTerms("340322", figures_token="a-token-of-figures")
    async with house(tmp_path, database_url) as real:
        for peer, sent, status in (
            ("127.0.0.1", "", 200),
            ("203.0.113.9", "", 404),
            ("203.0.113.9", "wrong", 404),
            ("203.0.113.9", "a-token-of-figures", 200),
        ):
            async with opened(real.davy.office, terms=terms, peer=peer) as api:
                headers = {"authorization": f"Bearer {sent}"} if sent else {}
                url = f"http://davy.test{path}"
                assert (await api.client.get(url, headers=headers)).status_code == status
                nothing = await api.client.get("http://davy.test/nothing")
                if status == 404:
                    answer = await api.client.get(url, headers=headers)
                    assert answer.json()["status"] == nothing.json()["status"]
                healthy = await api.client.get("http://davy.test/healthz")
                assert healthy.status_code == 200


async def test_figures_hold_no_person_and_no_case(tmp_path: Path, database_url: str) -> None:
    async with house(tmp_path, database_url) as real:
        async with opened(real.davy.office) as api:
            receipt = await api.filed()
            await api.post("/cases/open", {"code": receipt["code"]})
            text = (await api.client.get("http://davy.test/metrics")).text
        for secret in (receipt["number"], receipt["code"], "电动车", "33.12"):
            assert secret not in text
        assert "davy" in text or "requests" in text

"""A case that went to the place beside: its reporter hears of it at the door where they are."""

import json
import re
from pathlib import Path
from urllib.parse import urlencode

from sqlalchemy import select

from backend.places.tools import new_file
from backend.reminders.steps import take_step
from backend.reports.codes import completed
from backend.reports.filing import file_many
from backend.reports.step import Taking
from backend.reports.tables import report
from backend.reports.words import read_words
from backend.staff.member import Member
from handlers.dialogue.event import CommandGiven
from media.draw import draw
from tests.backend.reports.cases import filing
from tests.backend.staff.offices import hire
from tests.bot.channels.test_web_served import Browser
from tests.bot.channels.web_asking import FORM
from tests.bot.test_whole_way import filed, opened_news
from tests.kit.real_house import PLACE, Person, RealHouse, house
from tests.kit.served_house import served

BESIDE = "340321"


def neighbour(folder: Path) -> None:
    """A place beside Wuhe, its file in the data folder."""
    own = folder / "data" / "places"
    own.mkdir(parents=True)
    assert new_file(own, BESIDE, "huaiyuan", zh="怀远县", en="Huaiyuan County")[0] == 0
    (file,) = own.iterdir()
    file.write_text(file.read_text("utf-8").replace("# parent =", "parent ="), "utf-8")


def officer(real: RealHouse, place: str, *roles: str) -> Member:
    """A member of a place's staff; steps are taken as the API takes them."""
    return hire(real.davy.office, *roles, place=place)


def take(real: RealHouse, member: Member, step: str, **fields: str) -> None:
    """A step on the one open report of the member's place."""
    office = real.davy.office
    with office.database.write() as conn:
        open_here = select(report.c.report_id).where(
            report.c.place == member.place, report.c.ended_on.is_(None)
        )
        case_id: str = conn.execute(open_here).scalar_one()
        take_step(conn, office, member, step, Taking(case_id, fields))


async def carried_to(real: RealHouse) -> set[str]:
    """The places that news comes to a day later, before anybody hears it."""
    real.clock.forward(hours=26)
    tags = real.davy.process.herald.carry()
    with real.davy.office.database.read() as conn:
        waiting = conn.exec_driver_sql("select place from inbox_event where state = 'new'")
        found: set[str] = set(waiting.scalars())
    for tag in tags:
        real.davy.inbox.handle_soon(tag)
    await real.quiet()
    return found


def words_at(real: RealHouse, member: Member) -> list[str]:
    """What a member reads of the one report of their place."""
    office = real.davy.office
    with office.database.read() as conn:
        asked = select(report.c.report_id).where(report.c.place == member.place)
        said = read_words(conn, office, member, conn.execute(asked).scalar_one())
    return [one.body.words for one in said]


async def by_code(person: Person, code: str) -> str:
    """What somebody reads who opens a report by its code from another chat."""
    await person.do(CommandGiven("follow"))
    shown = await person.write(code)
    return "\n".join(message.text for message in shown)


async def test_the_reporter_hears_who_has_it_now_and_what_that_place_does(
    tmp_path: Path, database_url: str
) -> None:
    neighbour(tmp_path)
    async with house(tmp_path, database_url, places=(BESIDE,)) as real:
        reporter, stranger = real.somebody(), real.somebody()
        code = await filed(reporter)
        await by_code(stranger, code)
        receipt = re.findall(r"20\d\d-\d{4}-\d{4}", "".join(one.text for one in reporter.said))[0]
        theirs = officer(real, BESIDE, "intake")
        over = {"place": BESIDE, "reason": "other-area"}
        take(real, officer(real, PLACE, "intake"), "hand-over", **over)
        await stranger.press("add")  # what was opened before leads on
        await stranger.write("灭火器也空了")
        told = await opened_news(real, reporter)
        office = real.davy.office.place(BESIDE).words.office.zh
        assert office in told
        assert receipt in told
        assert "查询码不变" in told
        assert "地点不在本地管辖范围内" in told
        await reporter.press("add")
        await reporter.write("晚上还在充电")
        assert {"灭火器也空了", "晚上还在充电"} < set(words_at(real, theirs))
        take(real, theirs, "accept", line="楼道停放电动自行车")
        assert "受理了" in await opened_news(real, reporter)


async def test_after_stop_nothing_of_the_other_place_reaches_the_chat(
    tmp_path: Path, database_url: str
) -> None:
    neighbour(tmp_path)
    async with house(tmp_path, database_url, places=(BESIDE,)) as real:
        reporter = real.somebody()
        code = await filed(reporter)
        theirs = officer(real, BESIDE, "intake")
        over = {"place": BESIDE, "reason": "other-area"}
        take(real, officer(real, PLACE, "intake"), "hand-over", **over)
        await reporter.do(CommandGiven("stop"))
        take(real, theirs, "refuse", reason="not-a-hazard")
        await real.a_day_later()
        assert await reporter.news() == []
        assert "2026" in await by_code(real.somebody(), code)


async def test_news_of_the_other_place_comes_as_news_of_the_door_it_is_told_at(
    tmp_path: Path, database_url: str
) -> None:
    neighbour(tmp_path)
    async with house(tmp_path, database_url, places=(BESIDE,)) as real:
        await filed(real.somebody())
        theirs = officer(real, BESIDE, "intake")
        over = {"place": BESIDE, "reason": "other-area"}
        take(real, officer(real, PLACE, "intake"), "hand-over", **over)
        assert await carried_to(real) == {PLACE}
        take(real, theirs, "refuse", reason="not-a-hazard")
        assert await carried_to(real) == {PLACE}


async def test_at_the_bot_of_the_other_place_the_code_is_a_look_that_takes_more_and_links_nothing(
    tmp_path: Path, database_url: str
) -> None:
    neighbour(tmp_path)
    async with house(tmp_path, database_url, places=(BESIDE,)) as real:
        reporter, there = real.somebody(), real.somebody(BESIDE)
        code = await filed(reporter)
        unknown = await by_code(there, completed(10**17 + 7))
        assert await by_code(there, code) == unknown
        theirs = officer(real, BESIDE, "intake")
        over = {"place": BESIDE, "reason": "other-area"}
        take(real, officer(real, PLACE, "intake"), "hand-over", **over)
        shown = await by_code(there, code)
        assert "查询码不变，两边都能用" in shown
        assert "地点不在本地管辖范围内" in shown
        await there.press("add")
        await there.write("灭火器也空了")
        await there.photo(draw(1, 400, height_px=300))
        assert "灭火器也空了" in words_at(real, theirs)
        with real.davy.office.database.read() as conn:
            counted = select(report.c.photos_count).order_by(report.c.place)
            assert conn.execute(counted).scalars().all() == [2, 1]  # there, and here as it went
        take(real, theirs, "accept", line="楼道停放电动自行车")
        await real.a_day_later()
        assert await there.news() == []
        assert await reporter.news()


def test_the_web_chat_of_either_place_opens_it(tmp_path: Path, database_url: str) -> None:
    neighbour(tmp_path)
    with served(tmp_path, url=database_url, places=(BESIDE,)) as made:

        def typed(place: str, *texts: str) -> str:
            browser, said = Browser(made.address), ""
            headers = {"Content-Type": FORM, "Accept": "application/json"}
            for text in texts:
                body = urlencode({"text": text}).encode()
                answer, data = browser.ask("POST", f"/p/{place}/say", body, **headers)
                assert answer.status == 200
                said = "\n".join(one["text"] for one in json.loads(data)["messages"])
            return said

        office = made.davy.office
        told = filing(place=PLACE)
        with office.database.write() as conn:
            (receipt,) = file_many(conn, office, [told])
        follow, nobodys = "/status", completed(10**17 + 7)
        assert typed(BESIDE, follow, receipt.code) == typed(BESIDE, follow, nobodys)
        hire(office, "intake", place=BESIDE)
        over = {"place": BESIDE, "reason": "other-area"}
        ours = hire(office, "intake", place=PLACE)
        with office.database.write() as conn:
            take_step(conn, office, ours, "hand-over", Taking(receipt.report_id, over))
        here, there = (typed(place, follow, receipt.code) for place in (PLACE, BESIDE))
        assert receipt.number in here
        assert there == here

"""Payers and inspectors: everything they were ever shown is searched for what is not theirs."""

from pathlib import Path
from typing import Any

import pytest
from sqlalchemy import BigInteger, select

import backend.db.all_tables  # noqa: F401 - every table is looked at
from backend.db.columns import Instant, metadata
from handlers.dialogue.event import ChoicePressed, CommandGiven, PlaceShared, TextSent
from media.draw import draw
from tests.backend.api.calling import Api, opened
from tests.backend.staff.offices import hire, token_of
from tests.bot.test_whole_way import CODE, accepted, decided, verified_and_closed
from tests.kit.real_house import Person, RealHouse, house
from tests.trust.disguises import of_text
from tests.trust.seeker import Seeker

RAW = "我在二车间干了八年，三楼过道堆满电动车"
UNIT = "顺风货栈"
ADDED = "昨天夜里又添了两辆"
LINE = "城关镇一居民楼三层过道停放电动车"
JUDGED = "现场看到三层过道停放九辆电动车"
CLOSED = "电动车已全部清走"


async def told_everything(person: Person) -> None:
    """A report with all that could narrow the crowd."""
    await person.do(CommandGiven("new"))
    await person.do(TextSent(RAW, "m1"), PlaceShared(33.1287, 117.8943))
    await person.photo(draw(4, 300, height_px=200))
    await person.do(TextSent(UNIT, "m2"))
    for detail in ("sector:fire", "yes", "yes", "no", "unknown", "yes"):
        if detail in person.buttons:
            await person.press(detail)
    await person.do(ChoicePressed("skip-rest"), ChoicePressed("send"))
    await person.do(ChoicePressed("skip"))


def screens(person: Person) -> bytes:
    """Everything that was ever said to somebody, with the data behind the buttons."""
    return "\n".join(repr(one) for one in person.said).encode()


def words_of_case() -> Seeker:
    """What somebody wrote or judged about the case."""
    texts = {"raw": RAW, "unit": UNIT, "added": ADDED, "line": LINE, "judged": JUDGED}
    return Seeker({name: of_text(text) for name, text in {**texts, "closed": CLOSED}.items()})


async def way(real: RealHouse, reporter: Person) -> dict[str, Person]:
    """The whole way to a reward that waits; gives who worked on it."""
    await told_everything(reporter)
    people = {"intake": await real.colleague("intake")}
    await accepted(people["intake"])
    await reporter.do(CommandGiven("status"))
    await reporter.press("add")
    await reporter.write(ADDED)
    people["inspector"] = await real.colleague("inspector")
    await verified_and_closed(people["inspector"])
    people["reviewer"] = await real.colleague("reviewer")
    await decided(people["reviewer"], "approve-closing")
    for name in ("approver", "second"):
        people[name] = await real.colleague("approver")
        await decided(people[name], "approve-reward")
    return people


async def test_a_payer_is_shown_amount_and_code_and_nothing_of_the_case(
    tmp_path: Path, database_url: str
) -> None:
    async with house(tmp_path, database_url) as real:
        reporter = real.somebody()
        people = await way(real, reporter)
        await reporter.do(CommandGiven("status"))
        await reporter.press("reward")
        claim = CODE.findall("\n".join(one.text for one in reporter.said[-3:]))[-1]
        payer = await real.colleague("payer")
        await payer.do(CommandGiven("tasks"))
        await payer.write(claim)
        await payer.press("paid")
        await payer.write(claim)
        async with opened(real.davy.office) as api:
            by_api = await _asked_by_api(real, api, claim)
        case = words_of_case()
        shown = screens(payer) + by_api
        assert case.in_bytes(shown, "the payer's screens") == set()
        for strange in ("33.12", "117.8", "消防", "城关", "fire", "photo:", *_numbers(real)):
            assert strange.encode() not in shown
        assert case.in_bytes(screens(people["intake"]), "intake's") != set()


async def _asked_by_api(real: RealHouse, api: Api, claim: str) -> bytes:
    """All that the API tells a payer, whatever it is asked for."""
    token = token_of(real.davy.office, hire(real.davy.office, "payer"))
    answers = [await api.post("/claims/look-up", {"code": claim}, token)]
    for path in ("/tasks", "/reports", "/me", *(f"/cases/{one}" for one in _ids(real))):
        answers.append(await api.get(path, token))
    return b"\n".join(one.content for one in answers)


def _numbers(real: RealHouse) -> list[str]:
    return [str(row.number) for name in ("report", "hazard") for row in _rows(real, name)]


def _ids(real: RealHouse) -> list[str]:
    return [
        str(getattr(row, f"{name}_id"))
        for name in ("report", "hazard", "reward")
        for row in _rows(real, name)
    ]


def _rows(real: RealHouse, name: str) -> list[Any]:
    with real.davy.office.database.read() as conn:
        return list(conn.execute(select(metadata.tables[name])))


@pytest.mark.parametrize("who", ["inspector", "reviewer"])
async def test_an_inspector_is_shown_no_word_answer_time_or_door_of_the_reporter(
    tmp_path: Path, database_url: str, who: str
) -> None:
    async with house(tmp_path, database_url) as real:
        real.clock.forward(minutes=37)
        reporter = real.somebody()
        people = await way(real, reporter)
        shown = screens(people[who])
        mine = {"line", "judged", "closed"}
        found = words_of_case().in_bytes(shown, who)
        assert {one.canary for one in found} <= mine
        assert "line" in {one.canary for one in found}
        for strange in ("10:37", "02:37", "二车间", UNIT, "terminal", "终端", reporter.chat_ref):
            assert strange.encode() not in shown


async def test_times_in_the_case_store_are_whole_hours(tmp_path: Path, database_url: str) -> None:
    async with house(tmp_path, database_url) as real:
        real.clock.forward(minutes=37, seconds=11)
        await way(real, real.somebody())
        looked_at = 0
        for name, table in metadata.tables.items():
            if name in MOMENTS:
                continue
            whole = [one for one in table.columns if isinstance(one.type, Instant | BigInteger)]
            columns = [one for one in whole if one.name not in SQUARES]
            for row in _rows(real, name) if columns else ():
                for column in columns:
                    looked_at += 1
                    at = row._mapping[column.name]
                    assert at is None or (at.minute, at.second, at.microsecond) == (0, 0, 0), name
        assert looked_at >= 2


SQUARES = {"cell"}
"""A square of the map is a large number too, and no time."""
MOMENTS = {
    # Queues and leases: no case stands in them, and their rows are gone when they are done.
    *("inbox_event", "outbox_message", "news", "job", "lease"),
    # Staff's own: when a ticket, a desk or a token ends, and a payer's hour of misses.
    *("ticket", "desk", "staff_token", "claim_miss"),
}

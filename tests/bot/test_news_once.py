"""News that the person has seen already is not pushed any more, and several are one message."""

from pathlib import Path

from tests.bot.test_whole_way import accepted, filed, verified_and_closed
from tests.kit.real_house import Person, RealHouse, house

NEWS = "有新消息"


async def told(real: RealHouse, person: Person) -> int:
    """How often the person is told of news until a day later."""
    await real.a_day_later()
    return sum(NEWS in one.text for one in await person.news())


async def test_a_case_that_was_opened_brings_no_news_of_what_was_seen(
    tmp_path: Path, database_url: str
) -> None:
    async with house(tmp_path, database_url) as real:
        reporter, intake = real.somebody(), await real.colleague("intake")
        inspector = await real.colleague("inspector")
        await filed(reporter)
        await accepted(intake)
        await reporter.write("查进度")
        assert "受理了" in "\n".join(one.text for one in reporter.said)
        assert await told(real, reporter) == 0
        await verified_and_closed(inspector)
        assert await told(real, reporter) == 1


async def test_looking_by_code_in_another_chat_silences_nothing(
    tmp_path: Path, database_url: str
) -> None:
    async with house(tmp_path, database_url) as real:
        reporter, other = real.somebody(), real.somebody()
        code = await filed(reporter)
        await accepted(await real.colleague("intake"))
        await other.open()
        await other.press("follow")
        await other.write(code)
        assert await told(real, reporter) == 1


async def test_news_that_nobody_fetched_for_days_is_one_message(
    tmp_path: Path, database_url: str
) -> None:
    async with house(tmp_path, database_url) as real:
        reporter, intake = real.somebody(), await real.colleague("intake")
        inspector = await real.colleague("inspector")
        await filed(reporter)
        await accepted(intake)
        await real.a_day_later()
        await verified_and_closed(inspector)
        assert await told(real, reporter) == 1


async def test_what_waits_to_be_sent_goes_when_the_case_is_opened(
    tmp_path: Path, database_url: str
) -> None:
    async with house(tmp_path, database_url) as real:
        reporter, intake = real.somebody(), await real.colleague("intake")
        await filed(reporter)
        await accepted(intake)
        await real.a_day_later()
        seen = reporter.seen
        await reporter.write("查进度")
        reporter.seen = seen
        assert sum(NEWS in one.text for one in await reporter.news()) == 0

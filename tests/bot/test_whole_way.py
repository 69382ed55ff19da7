"""From a photo in a chat to a closed hazard and a reward paid, on a real database."""

import re
from pathlib import Path

from handlers.dialogue.event import CommandGiven
from media.draw import draw
from tests.kit.real_house import Person, RealHouse, house

CODE = re.compile(r"\d{4} \d{4} \d{4} \d{4} \d{4}")


async def filed(person: Person) -> str:
    """Report the straight way; gives the code."""
    await person.open()
    await person.write("三楼过道堆满电动车")
    await person.photo(draw(1, height_px=900, gps=(33.1287, 117.8943)))
    await person.press("yes")
    await person.press("skip")
    await person.press("sector:fire")
    await person.press("skip-rest")
    await person.press("send")
    return str(CODE.findall(person.said[-2].text)[0])


async def accepted(intake: Person) -> None:
    """Accept the only task under a neutral line."""
    await intake.do(CommandGiven("tasks"))
    await intake.write("1")
    await intake.press("accept")
    await intake.write("城关镇一居民楼三层过道停放电动车")
    await intake.press("general")
    await intake.press("send")


async def verified_and_closed(inspector: Person) -> None:
    """Find it true, then send the proof that it is gone."""
    await inspector.do(CommandGiven("tasks"))
    await inspector.write("1")
    await inspector.press("verify-true")
    await inspector.press("general")
    await inspector.write("现场看到三层过道停放九辆电动车")
    await inspector.press("send")
    await inspector.write("1")
    await inspector.press("close")
    await inspector.photo(draw(2, height_px=900))
    await inspector.write("电动车已全部清走")
    await inspector.share(33.1287, 117.8943)
    await inspector.press("send")


async def decided(person: Person, step: str) -> None:
    """Take one step on the only task."""
    await person.do(CommandGiven("tasks"))
    await person.write("1")
    await person.press(step)
    await person.press("send")


async def opened_news(house: RealHouse, person: Person) -> str:
    """A day later the person opens what waits; gives the text."""
    await house.a_day_later()
    told = await person.news()
    assert any("有新消息" in message.text for message in told)
    assert all("电动车" not in message.text for message in told)
    shown = await person.press("news")
    return "\n".join(message.text for message in shown)


async def test_a_photo_becomes_a_closed_hazard_and_a_reward_that_is_paid_once(
    tmp_path: Path, database_url: str
) -> None:
    async with house(tmp_path, database_url) as real:
        reporter = real.somebody()
        await filed(reporter)
        intake, inspector = await real.colleague("intake"), await real.colleague("inspector")
        reviewer = await real.colleague("reviewer")
        approvers = [await real.colleague("approver") for _ in range(2)]
        payer = await real.colleague("payer")
        await accepted(intake)
        assert "受理了" in await opened_news(real, reporter)
        await verified_and_closed(inspector)
        await decided(reviewer, "approve-closing")
        for approver in approvers:
            await decided(approver, "approve-reward")
        assert "奖励" in await opened_news(real, reporter)
        await reporter.press("reward")
        claim = CODE.findall("\n".join(one.text for one in reporter.said[-3:]))[-1]
        assert "300" in (await payer.write(claim))[-1].text
        await payer.press("paid")
        again = await payer.write(claim)
        assert "300" not in again[-1].text or "已" in again[-1].text
        assert all("电动车" not in message.text for message in payer.said)


async def test_the_code_opens_the_report_in_another_chat_for_a_quarter_of_an_hour(
    tmp_path: Path, database_url: str
) -> None:
    async with house(tmp_path, database_url) as real:
        code = await filed(real.somebody())
        other = real.somebody()
        await other.open()
        await other.press("follow")
        await other.write(code)
        assert "您反映了这件事" in other.last or "您反映了这件事" in other.said[-2].text
        real.clock.forward(minutes=16)
        await other.press("add")
        await other.write("还在那儿")
        assert "编码" in "\n".join(one.text for one in other.said[-2:])


async def test_after_stop_nothing_leads_from_the_report_to_the_chat(
    tmp_path: Path, database_url: str
) -> None:
    async with house(tmp_path, database_url) as real:
        reporter = real.somebody()
        code = await filed(reporter)
        intake = await real.colleague("intake")
        await accepted(intake)
        await reporter.do(CommandGiven("stop"))
        while "yes" in reporter.buttons or "stop" in reporter.buttons:
            await reporter.press(next(one for one in reporter.buttons if one in ("yes", "stop")))
        before = len(reporter.said)
        await real.a_day_later()
        assert await reporter.news() == []
        assert len(reporter.said) == before
        other = real.somebody()
        await other.open()
        await other.press("follow")
        await other.write(code)
        assert "受理了" in "\n".join(one.text for one in other.said)

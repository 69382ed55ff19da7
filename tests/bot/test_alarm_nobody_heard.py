"""An alarm that came while nobody sat at a desk: it stands, and whoever opens one is told."""

from pathlib import Path

from tests.kit.real_house import Person, RealHouse, house

ALARM = "说有人死亡"


async def filed_a_death(person: Person) -> None:
    """Report a hidden accident, the straight way."""
    await person.open()
    await person.write("石料厂上个月死了一个人，老板不让说")
    await person.press("yes")
    await person.write("朱顶镇采石场")
    await person.press("skip-rest")
    await person.press("send")


async def alarmed(real: RealHouse, person: Person) -> bool:
    """Whether the alarm has reached somebody by now."""
    for tag in real.davy.process.herald.carry():
        real.davy.inbox.handle_soon(tag)
    await real.quiet()
    return any(ALARM in message.text for message in await person.news())


async def test_who_joins_is_told_at_once_of_a_death_that_nobody_heard_of(
    tmp_path: Path, database_url: str
) -> None:
    async with house(tmp_path, database_url) as real:
        await filed_a_death(real.somebody())
        assert not await alarmed(real, await real.colleague("inspector"))
        assert await alarmed(real, await real.colleague("intake"))
        assert await alarmed(real, await real.colleague("supervisor"))
        assert not await alarmed(real, await real.colleague("intake"))  # a supervisor is there


async def test_intake_is_told_at_once_where_no_supervisor_is(
    tmp_path: Path, database_url: str
) -> None:
    async with house(tmp_path, database_url) as real:
        intake = await real.colleague("intake")
        await filed_a_death(real.somebody())
        assert await alarmed(real, intake)

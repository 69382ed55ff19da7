"""Who leads and who helps stands on a hazard's card at the desk, in the language of its reader."""

from pathlib import Path

import pytest

from handlers.dialogue.event import CommandGiven
from tests.bot.test_whole_way import accepted, filed
from tests.kit.real_house import house


@pytest.mark.parametrize(
    ("language", "told"),
    [
        ("zh", ("牵头：县消防救援大队", "协助：城关镇")),
        ("en", ("Leads: Fire and Rescue Brigade", "Helps: Chengguan")),
    ],
)
async def test_the_inspector_reads_on_the_card_whom_to_ask(
    tmp_path: Path, database_url: str, language: str, told: tuple[str, str]
) -> None:
    async with house(tmp_path, database_url) as real:
        await filed(real.somebody())
        await accepted(await real.colleague("intake"))
        inspector = await real.colleague("inspector")
        await inspector.do(CommandGiven("language", language), CommandGiven("tasks"))
        await inspector.write("1")
        await inspector.press("verify-true")
        await inspector.press("general")
        await inspector.write("现场看到三层过道停放九辆电动车")
        await inspector.press("send")
        card = "\n".join(one.text for one in await inspector.write("1"))
        for line in told:
            assert line in card

"""An inspector whose office leads a case too finds it at the desk, to read."""

from pathlib import Path

from handlers.dialogue.event import CommandGiven
from tests.backend.reports.cases import LINE, file, take
from tests.backend.staff.offices import hire
from tests.kit.real_house import house


async def test_who_leads_too_finds_the_case_under_a_button_of_its_own(
    tmp_path: Path, database_url: str
) -> None:
    async with house(tmp_path, database_url) as real:
        owner = await real.colleague("inspector", office_id="transport")
        beside = await real.colleague("inspector", office_id="transport-enforcement")
        filed = file(real.davy.office, sector="road-transport")
        take(
            real.davy.office,
            hire(real.davy.office, "intake"),
            filed.report_id,
            "accept",
            line=LINE,
        )
        await owner.do(CommandGiven("tasks"))
        assert "show-look-on" not in owner.buttons
        await beside.do(CommandGiven("tasks"))
        assert LINE not in beside.last
        await beside.press("show-look-on")
        assert LINE in beside.last
        shown = await beside.write("1")
        assert LINE in "\n".join(one.text for one in shown)
        assert beside.buttons == ["tasks"]
        await beside.do(CommandGiven("tasks", "look-on"))
        assert beside.buttons == [f"t:{filed.report_id}", "show-all"]

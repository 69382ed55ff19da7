"""What lies at a desk whose member has no duty any more."""

from pathlib import Path

from backend.conversations.ids import tag_of
from backend.staff import service as staff
from backend.staff.desks import member_of_desk
from handlers.dialogue.event import CommandGiven
from tests.bot.test_whole_way import filed
from tests.kit.real_house import PLACE, Person, RealHouse, house


def revoked(real: RealHouse, person: Person) -> None:
    """End somebody's duties."""
    office = real.davy.office
    with office.database.write() as conn:
        member = member_of_desk(conn, office, tag_of(office.keys, person.address))
        assert member is not None
        staff.revoke(conn, office, member.member_id)


async def test_cards_that_wait_at_a_desk_go_with_its_duties(
    tmp_path: Path, database_url: str
) -> None:
    async with house(tmp_path, database_url) as real:
        await filed(real.somebody())
        intake = await real.colleague("intake")
        await intake.do(CommandGiven("tasks"))
        assert "1" in intake.last
        revoked(real, intake)
        intake.seen = ""  # a page that was loaded anew meanwhile has seen nothing
        await intake.write("1")
        (stranger,) = await real.davy.inbox.waiting(intake.address, PLACE)
        assert "邀请" in stranger.text

"""`/stop` cuts for good: in the house at once, in old copies when the keys of the day are gone.

Copies of the tables are taken while somebody writes, reports and is told; then `/stop`. Whoever
holds such a copy and every key that the house still has is let loose on it. A second person, who
does not stop, shows each time that the search would have found the first.
"""

from pathlib import Path

from sqlalchemy import select

from backend.db.engine import Database
from backend.reports.tables import report
from bot.purge import purge_all
from handlers.dialogue.event import (
    ChoicePressed,
    CommandGiven,
    PhotoSent,
    PlaceShared,
    TextSent,
)
from media.draw import draw
from tests.backend.reports.cases import LINE, take
from tests.backend.staff.offices import hire
from tests.kit.real_house import PLACE, Person, RealHouse, house
from tests.trust.keyholder import QUEUES, Opened, copied, opened

QUEUE_COLUMNS = {f"{name}.payload_sealed" for name in QUEUES} | {"sent_secret.refs_sealed"}
Copies = list[Database]


async def tells(person: Person) -> None:
    """Begin to report."""
    await person.do(CommandGiven("new"))
    await person.do(TextSent("三楼过道堆满电动车", "m1"), PlaceShared(33.1287, 117.8943))


async def sends(person: Person) -> None:
    """Finish it."""
    await person.do(ChoicePressed("skip-rest"), ChoicePressed("send"))


class House:
    """A house with two people, and the copies that somebody takes of its tables."""

    def __init__(self, real: RealHouse, template: Path, folder: Path) -> None:
        self.real = real
        self.office = real.davy.office
        self.stopping, self.staying = real.somebody(), real.somebody()
        self.copies: Copies = []
        self._template, self._folder = template, folder

    def copy(self) -> None:
        """Take a copy of all tables."""
        to = self._folder / f"copy-{len(self.copies)}.db"
        self.copies.append(copied(self.office.database, self._template, to))

    async def live(self) -> None:
        """Both report twice, are told something, and one of them has a picture on its way."""
        intake = hire(self.office, "intake")
        for person in (self.stopping, self.staying):
            await tells(person)
            self.copy()
            await sends(person)
            self.copy()
        for report_id in self._reports():
            take(self.office, intake, report_id, "accept", line=LINE, sector="fire")
        await self.real.a_day_later()
        self.copy()
        for person in (self.stopping, self.staying):
            ref = await self.real.davy.inbox.keep_upload(draw(3, 200, height_px=150), PLACE)
            await person.do(CommandGiven("new"), PhotoSent(ref))
            self.copy()
        await self.real.quiet()
        self.copy()

    def _reports(self) -> list[str]:
        with self.office.database.read() as conn:
            return [row.report_id for row in conn.execute(select(report))]

    def look(self, database: Database) -> Opened:
        """Everything that opens there with the keys of now."""
        return opened(database, self.office)


def names_of(found: Opened, person: Person) -> set[str]:
    """Where this person's chat is named."""
    return found.where(person.chat_ref)


async def test_after_stop_nothing_in_the_house_leads_from_a_report_to_the_chat(
    tmp_path: Path, database_url: str, sqlite_template: Path
) -> None:
    async with house(tmp_path, database_url) as real:
        lived = House(real, sqlite_template, tmp_path)
        await lived.live()
        await lived.stopping.do(CommandGiven("stop"))
        await real.quiet()
        found = lived.look(lived.office.database)
        told = "outbox_message.payload_sealed"  # the farewell, until it is read
        assert names_of(found, lived.stopping) == {told}
        assert {"alias.address_sealed", "conversation.state_sealed"} <= names_of(
            found, lived.staying
        )
        assert found.shut["alias.address_sealed"] == 1
        for copy in lived.copies:
            copy.close()


async def test_an_old_copy_with_every_key_opens_nothing_of_who_stopped(
    tmp_path: Path, database_url: str, sqlite_template: Path
) -> None:
    async with house(tmp_path, database_url) as real:
        lived = House(real, sqlite_template, tmp_path)
        await lived.live()
        await lived.stopping.do(CommandGiven("stop"))
        # Queues lie under keys of the day: for so long a copy of theirs can still be read.
        at_once = [names_of(lived.look(copy), lived.stopping) for copy in lived.copies]
        assert set().union(*at_once) <= QUEUE_COLUMNS
        await lived.real.quiet()
        real.clock.forward(days=4)
        purge_all(lived.office)
        later = [lived.look(copy) for copy in lived.copies]
        assert [names_of(found, lived.stopping) for found in later] == [set()] * len(later)
        for found in later[-3:]:
            assert {"alias.address_sealed", "conversation.state_sealed"} <= names_of(
                found, lived.staying
            )
        for copy in lived.copies:
            copy.close()


async def test_leaving_quickly_takes_the_draft_out_of_old_copies_too(
    tmp_path: Path, database_url: str, sqlite_template: Path
) -> None:
    async with house(tmp_path, database_url) as real:
        lived = House(real, sqlite_template, tmp_path)
        await tells(lived.stopping)
        await tells(lived.staying)
        lived.copy()
        await real.davy.inbox.forget(lived.stopping.address, PLACE)
        real.clock.forward(days=4)
        purge_all(lived.office)
        found = lived.look(lived.copies[0])
        assert names_of(found, lived.stopping) == set()
        assert "conversation.state_sealed" in found.where(lived.staying.chat_ref, "电动车")
        lived.copies[0].close()

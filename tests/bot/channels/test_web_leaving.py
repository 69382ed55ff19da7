"""Leaving quickly, and the end of a staff session, in a real house on both databases."""

import re
from collections.abc import AsyncIterator
from pathlib import Path

import pytest
from sqlalchemy import func, select

from backend.aliases.service import Address
from backend.aliases.tables import alias
from backend.conversations.ids import tag_of
from backend.conversations.tables import conversation
from backend.outbox.tables import outbox_message
from backend.reports.tables import evidence, photo
from backend.staff.desks import member_of_desk
from backend.staff.service import make_link
from backend.staff.tables import desk
from bot.leaving import remainder, unfiled
from bot.purge import purge_all
from handlers.desk import Duty, Handed, Work
from handlers.dialogue.effect import DropPhotos
from handlers.dialogue.event import (
    ChoicePressed,
    CommandGiven,
    EvidenceSent,
    PhotoSent,
    PlaceShared,
    TextSent,
)
from handlers.dialogue.staff_effect import TaskCard
from media.draw import draw
from tests.kit.real_house import PLACE, Person, RealHouse, house

JPEG = draw(1, 320, height_px=240)
CODE = re.compile(r"\d{4} \d{4} \d{4} \d{4} \d{4}")
VIDEO = b"\x00\x00\x00\x18ftypmp42\x00\x00\x00\x00mp42isom" + bytes(400)


@pytest.fixture
async def whole(tmp_path: Path, database_url: str) -> AsyncIterator[RealHouse]:
    """A running house."""
    async with house(tmp_path, database_url) as made:
        yield made


def visitor(whole: RealHouse) -> Person:
    """Somebody at the public's page."""
    return Person(whole, f"web-{PLACE}")


async def leaves(person: Person) -> None:
    """Leave quickly."""
    await person.house.davy.inbox.forget(Address(person.bot, person.chat_ref), PLACE)


def count(whole: RealHouse, table: object) -> int:
    """How many rows a table has."""
    with whole.davy.office.database.read() as conn:
        query = select(func.count()).select_from(table)  # type: ignore[arg-type]
        return int(conn.execute(query).scalar_one())


async def test_whoever_leaves_takes_the_draft_along(whole: RealHouse) -> None:
    person = visitor(whole)
    await person.write("三楼过道堆满电动车")
    await person.photo(JPEG)
    ref = await whole.davy.inbox.keep_upload(VIDEO, PLACE)
    await person.do(EvidenceSent(ref, "video", size_bytes=len(VIDEO)))
    await whole.quiet()
    assert (count(whole, photo), count(whole, evidence)) == (1, 1)
    await leaves(person)
    await whole.quiet()
    assert count(whole, conversation) == 0
    assert count(whole, outbox_message) == 0
    purge_all(whole.davy.office)
    assert (count(whole, photo), count(whole, evidence)) == (0, 0)
    assert [
        one for one in (whole.davy.settings.data_dir / "files").rglob("*") if one.is_file()
    ] == []


async def test_a_picture_still_on_its_way_goes_too(whole: RealHouse) -> None:
    person = visitor(whole)
    ref = await whole.davy.inbox.keep_upload(JPEG, PLACE)
    await person.do(PhotoSent(ref))
    await leaves(person)
    await whole.quiet()
    purge_all(whole.davy.office)
    assert count(whole, photo) == 0
    assert await person.news() == []


async def test_a_filed_report_keeps_its_alias_and_the_picture_on_its_way(whole: RealHouse) -> None:
    person = visitor(whole)
    ref = await whole.davy.inbox.keep_upload(JPEG, PLACE)
    said = await person.do(
        PhotoSent(ref),
        TextSent("三楼过道堆满电动车", "web-1"),
        PlaceShared(33.1287, 117.8943),
        ChoicePressed("skip-rest"),
        ChoicePressed("send"),
    )
    code = CODE.findall(next(one.text for one in said if one.secret))[0]
    await person.write("另外一件事：大桥护栏断了")
    await leaves(person)
    await whole.quiet()
    assert count(whole, alias) == 1
    assert await person.news() == []
    with whole.davy.office.database.read() as conn:
        owners: list[str] = list(conn.execute(select(photo.c.owner_kind)).scalars())
    assert owners == ["report"]
    other = visitor(whole)
    await other.open()
    await other.write(code)
    assert other.said[-1].key == "case case-menu"


async def test_whoever_never_spoke_may_leave_as_well(whole: RealHouse) -> None:
    await leaves(visitor(whole))
    assert count(whole, conversation) == 0


# ── staff ───────────────────────────────────────────────────────────────────────────────────────


async def colleague(whole: RealHouse) -> Person:
    """An intake officer at the staff's page, with a report to see to."""
    reporter = visitor(whole)
    await reporter.write("三楼过道堆满电动车")
    await reporter.photo(JPEG)
    await reporter.share(33.1287, 117.8943)
    await reporter.do(ChoicePressed("skip-rest"))
    await reporter.do(ChoicePressed("send"))
    terminal = await whole.colleague("intake")
    person = Person(whole, f"web-staff-{PLACE}")
    await person.do(CommandGiven("join", terminal_link(whole, terminal)))
    await person.do(CommandGiven("tasks"))
    await person.write("1")
    return person


def terminal_link(whole: RealHouse, sitting: Person) -> str:
    """A one-use link for whoever sits at a terminal."""
    office = whole.davy.office
    with office.database.write() as conn:
        tag = tag_of(office.keys, Address(sitting.bot, sitting.chat_ref))
        member = member_of_desk(conn, office, tag)
        assert member is not None
        return make_link(conn, office, member.member_id)


async def test_a_desk_shows_its_card_for_twelve_hours(whole: RealHouse) -> None:
    person = await colleague(whole)
    card = next(one for one in person.said if one.pictures)
    address = Address(person.bot, person.chat_ref)
    inbox = whole.davy.inbox
    whole.clock.forward(hours=11, minutes=59)
    assert await inbox.picture(address, PLACE, card.pictures[0]) is not None
    whole.clock.forward(minutes=2)
    assert await inbox.waiting(address, PLACE) == ()
    assert await inbox.picture(address, PLACE, card.pictures[0]) is None
    (answer,) = await person.do(CommandGiven("tasks"))
    assert answer.key == "duty-stranger"
    assert [one.key for one in await inbox.waiting(address, PLACE)] == ["duty-stranger"]


async def test_whoever_leaves_the_desk_leaves_it_closed(whole: RealHouse) -> None:
    person = await colleague(whole)
    desks_count = count(whole, desk)
    await leaves(person)
    assert count(whole, desk) == desks_count - 1
    (answer,) = await person.do(CommandGiven("tasks"))
    assert answer.key == "duty-stranger"


def test_a_step_handed_in_keeps_its_pictures_and_its_desk() -> None:
    one, other = (TaskCard(name, "hazard", name, "state-hazard-listed", ()) for name in "ab")
    handed = Work(one, "close", pictures=(("r1", ""),))
    half = Work(other, "close", pictures=(("r2", "p2"),))
    duty = Duty(
        "en", half, ("inspector",), sending=(Handed(handed),), tray=(("r3", ""), ("r4", "p4"))
    )
    assert remainder(duty) == Duty("en", roles=("inspector",), sending=(Handed(handed),))
    assert unfiled(duty) == DropPhotos(("p4", "p2"), ("r3", "r4", "r2"))
    assert remainder(Duty("en", half, ("inspector",))) is None

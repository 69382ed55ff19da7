"""Originals and recordings: kept where somebody agrees, in boxes that two people open together."""

from pathlib import Path

import pytest
from sqlalchemy import select

from backend.keys.pairs import make_pair
from backend.reports.tables import evidence, photo, report
from backend.staff.tokens import make_token
from bot.purge import purge_all
from handlers.dialogue.event import EvidenceSent
from media.draw import draw
from tests.backend.staff.offices import hire
from tests.kit.davy_command import davy
from tests.kit.real_house import PLACE, Person, RealHouse, house
from tests.trust.keyholder import opened

SAID = "correct horse battery"


def original(tail_bytes: int = 0) -> bytes:
    """A picture as a phone made it. What follows a picture goes when it is cleaned."""
    gps = (33.1287, 117.8943)
    return draw(1, height_px=900, gps=gps, camera="Phone of Zhao") + bytes(tail_bytes)


async def told(real: RealHouse, picture: bytes, *answers: str, recording: bytes = b"") -> Person:
    """A report with one picture, up to the question about originals, and the answers to that."""
    person = real.somebody()
    await person.open()
    await person.write("三楼过道堆满电动车")
    await person.photo(picture)
    await person.press("yes")
    if recording:
        ref = await real.davy.inbox.keep_upload(recording, PLACE)
        await person.do(EvidenceSent(ref, "voice", duration_s=7))
    for button in ("skip", "sector:fire", "skip", "skip", "skip", "skip", "skip", *answers, "send"):
        await person.press(button)
    await real.quiet()
    return person


def rows(real: RealHouse) -> list[tuple[str, str, int]]:
    with real.davy.office.database.read() as conn:
        found = conn.execute(select(evidence.c.kind, evidence.c.owner_kind, evidence.c.boxed))
        return [(row.kind, row.owner_kind, row.boxed) for row in found]


def in_the_store(real: RealHouse, whole: bytes) -> int:
    """How many stored files are as large as the picture that came."""
    folder = real.davy.settings.data_dir / "files"
    return sum(1 for one in folder.rglob("*") if one.is_file() and one.stat().st_size >= len(whole))


@pytest.mark.parametrize("answers", [("no",), ("skip",), ("skip-rest",)])
async def test_who_does_not_agree_leaves_no_original(
    tmp_path: Path, sqlite_url: str, answers: tuple[str, ...]
) -> None:
    picture = original(3_000_000)
    async with house(tmp_path, sqlite_url) as real:
        make_pair(tmp_path / "keys" / "evidence.pub", tmp_path / "evidence.pem", SAID)
        await told(real, picture, *answers)
        assert (rows(real), in_the_store(real, picture)) == ([], 0)


async def test_without_a_key_nothing_is_asked_and_nothing_kept(
    tmp_path: Path, sqlite_url: str
) -> None:
    picture = original(3_000_000)
    async with house(tmp_path, sqlite_url) as real:
        person = await told(real, picture)
        assert "原件" not in "\n".join(one.text for one in person.said)
        assert (rows(real), in_the_store(real, picture)) == ([], 0)


@pytest.mark.parametrize(("answer", "kept"), [("yes", 2), ("no", 0)])
async def test_a_picture_that_is_added_later_is_kept_as_was_agreed(
    tmp_path: Path, sqlite_url: str, answer: str, kept: int
) -> None:
    later = original(3_000_000)
    async with house(tmp_path, sqlite_url) as real:
        make_pair(tmp_path / "keys" / "evidence.pub", tmp_path / "evidence.pem", SAID)
        person = await told(real, original(), answer)
        for button in ("skip", "follow", "add"):
            await person.press(button)
        await person.photo(later)
        await real.quiet()
        assert rows(real) == [("original", "report", 1)] * kept
        assert in_the_store(real, later) == (1 if kept else 0)
        with real.davy.office.database.read() as conn:
            assert conn.execute(select(report.c.photos_count)).scalar() == 2


async def test_an_original_is_opened_by_two_people_together_and_deleted_in_time(
    tmp_path: Path, database_url: str
) -> None:
    async with house(tmp_path, database_url) as real:
        make_pair(tmp_path / "keys" / "evidence.pub", tmp_path / "evidence.pem", SAID)
        await told(real, original(), "yes", recording=b"OggS" + bytes(400))
        office = real.davy.office
        assert sorted(rows(real)) == [("original", "report", 1), ("voice", "report", 1)]
        two_people_open_it_together(real, tmp_path, database_url)
        told_on_the_log = [text for _, text in opened(office.database, office).plain]
        assert sum(b"open-evidence" in text for text in told_on_the_log) == 2
        end(real)
        assert rows(real) == [("voice", "report", 1)]
        with office.database.read() as conn:
            assert conn.execute(select(photo.c.likeness_sealed)).scalars().all() == [None]


def two_people_open_it_together(real: RealHouse, folder: Path, url: str) -> None:
    """And neither of them alone."""
    where = {
        "DAVY_DATA_DIR": str(folder / "data"),
        "DAVY_KEY_DIR": str(folder / "keys"),
        "DAVY_DATABASE_URL": url,
    }
    first, second = token(real), token(real)
    with real.davy.office.database.read() as conn:
        number: str = conn.execute(select(report.c.number)).scalar_one()
        only = select(evidence.c.evidence_id).where(evidence.c.kind == "original")
        evidence_id: str = conn.execute(only).scalar_one()
    listed = davy(folder, "evidence", "list", number, said=f"{first}\n", **where)
    assert f"original       -  {len(original())} bytes" in listed.stdout
    assert "voice        7 s  404 bytes" in listed.stdout
    words = ("evidence", "open", number, evidence_id, str(folder / "evidence.pem"))
    alone = davy(folder, *words, "alone.jpg", said=f"{first}\n{first}\n{SAID}\n", **where)
    assert (alone.returncode, "Two different people" in alone.stderr) == (2, True)
    assert not (folder / "alone.jpg").exists()
    both = davy(folder, *words, "out.jpg", said=f"{first}\n{second}\n{SAID}\n", **where)
    assert both.returncode == 0, both.stderr
    assert (folder / "out.jpg").read_bytes() == original()


def token(real: RealHouse) -> str:
    office = real.davy.office
    member = hire(office, "intake")
    with office.database.write() as conn:
        return make_token(conn, office, member_id=member.member_id, days=700)


def end(real: RealHouse) -> None:
    """The report is refused; a day before the term, and on its day, the house is purged."""
    office = real.davy.office
    place = office.place(PLACE)
    today = real.clock.now().date()
    with office.database.write() as conn:
        conn.execute(report.update().values(state="refused", ended_on=today))
    term = place.limits.objection_days + 1 + place.retention.originals_days
    real.clock.forward(days=term - 1)
    purge_all(office)
    assert ("original", "report", 1) in rows(real)
    real.clock.forward(days=1)
    purge_all(office)

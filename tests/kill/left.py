"""What lies there after the kills: reports with their receipts and photos, files, and orphans."""

import hashlib
import io
from dataclasses import dataclass, replace
from datetime import UTC, datetime
from pathlib import Path

import pytest
from PIL import Image
from sqlalchemy import Connection, func, select

from backend.clock import StoppedClock
from backend.office import Office
from backend.reports.codes import code_hash
from backend.reports.photos import known_files, read_photo
from backend.reports.tables import photo, report
from backend.reports.words import all_said
from bot.purge import purge_all
from media.stores import disk
from tests.kill.crowd import CAMERA, Crowd, Reporter, codes_of, numbers_of
from tests.kill.told import words_of
from tests.kill.ways import WAYS, Way

_SAMPLE_BYTES = 48


@dataclass(frozen=True)
class Held:
    """What one place holds."""

    reports: int
    receipts: int
    """Reports whose number and code are exactly what one person was told."""
    words: int
    """Reports in which what their person wrote stands once, and nothing else."""
    photos: int
    """Reports that hold the very photo of whom they are from, once, cleaned and readable."""
    amiss: int
    """Pictures that reports hold besides, or lack."""


@dataclass(frozen=True)
class Left:
    """What a run left, looked at with the house's own keys when nothing runs any more."""

    held: dict[Way, Held]
    raw: tuple[str, ...]
    """Files in which a piece of a photo lies as it came."""
    orphans: int
    """Files and pictures that no report holds: what was being done when the server was killed."""
    held_later: dict[Way, Held]
    """As `held`, when every term of what was not filed is over and the purge has run."""
    orphans_later: int


def look(folder: Path, office: Office, crowds: dict[Way, Crowd]) -> Left:
    """Look at everything; then let time pass, purge, and look again."""
    clock = StoppedClock(datetime.now(UTC))
    later = replace(office, clock=clock)
    held = {way: _held(office, way, crowd) for way, crowd in crowds.items()}
    orphans = _orphans(office, folder)
    clock.forward(days=max(office.place(way.place).limits.draft_days for way in WAYS) + 8)
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(disk, "_PART_AGE_S", -1)  # the disk's own time passes as well
        purge_all(later)
    return Left(
        held=held,
        raw=_raw(folder, [one for crowd in crowds.values() for one in crowd.reporters]),
        orphans=orphans,
        held_later={way: _held(later, way, crowd) for way, crowd in crowds.items()},
        orphans_later=_orphans(later, folder),
    )


def _held(office: Office, way: Way, crowd: Crowd) -> Held:
    here = select(func.count()).select_from(report).where(report.c.place == way.place)
    photos = amiss = 0
    with office.database.read() as conn:
        reports = int(conn.execute(here).scalar_one())
        receipts = sum(_has_receipt(conn, office, way, one) for one in crowd.reporters)
        words = sum(_holds_words(conn, office, way, one) for one in crowd.reporters)
        for one in crowd.reporters:
            right, amiss_here = _photos(conn, office, way, one)
            photos += right
            amiss += amiss_here
    return Held(reports, receipts, words, photos, amiss)


def _has_receipt(conn: Connection, office: Office, way: Way, one: Reporter) -> bool:
    """Whether one number and one code were told, both of the same report."""
    numbers, codes = numbers_of(one), codes_of(one)
    if len(numbers) != 1 or len(codes) != 1:
        return False
    hashed = code_hash(office.keys, way.place, "".join(codes).replace(" ", ""))
    found = select(report.c.number).where(report.c.place == way.place, report.c.code_hash == hashed)
    return set(conn.execute(found).scalars()) == numbers


def _holds_words(conn: Connection, office: Office, way: Way, one: Reporter) -> bool:
    """Whether all that was said in the report is what its reporter wrote, once."""
    own = select(report.c.report_id).where(
        report.c.place == way.place, report.c.number.in_(numbers_of(one))
    )
    found = [said for row in conn.execute(own) for said in all_said(conn, office, row.report_id)]
    return [said.body.words for said in found if said.body.words] == [words_of(one.mark)]


def _photos(conn: Connection, office: Office, way: Way, one: Reporter) -> tuple[bool, int]:
    """Whether a report holds the one photo of its reporter; how many it lacks or has too many."""
    query = (
        select(photo)
        .join(report, report.c.report_id == photo.c.owner_id)
        .where(
            report.c.place == way.place,
            report.c.number.in_(numbers_of(one)),
            photo.c.owner_kind == "report",
        )
    )
    rows = conn.execute(query).all()
    digest = hashlib.sha256(one.photo).digest()
    wanted = office.keys.hash("hashes", "photo", way.place, digest)
    own = [row for row in rows if one.photo and row.exact_hash == wanted]
    amiss = len(rows) - len(own) + abs(len(own) - bool(one.photo))
    right = len(own) == 1 and all(
        _is_clean(read_photo(office, own[0], preview=preview)) for preview in (False, True)
    )
    return right, amiss


def _is_clean(data: bytes) -> bool:
    with Image.open(io.BytesIO(data)) as picture:
        picture.load()
        return picture.format == "JPEG" and CAMERA.encode() not in data


def _raw(folder: Path, crowd: list[Reporter]) -> tuple[str, ...]:
    """Files of the house that hold a piece of somebody's photo, or what its camera wrote."""
    photos = [one.photo for one in crowd if one.photo]
    pieces = [CAMERA.encode(), *(one[len(one) // 2 :][:_SAMPLE_BYTES] for one in photos)]
    found = []
    for path in folder.rglob("*"):
        data = path.read_bytes() if path.is_file() else b""
        if any(piece in data for piece in pieces):
            found.append(str(path.relative_to(folder)))
    return tuple(found)


def _orphans(office: Office, folder: Path) -> int:
    files = [path.name for path in (folder / "data" / "files").rglob("*") if path.is_file()]
    unfiled = select(func.count()).select_from(photo).where(photo.c.owner_kind != "report")
    with office.database.read() as conn:
        return len(set(files) - known_files(conn, files)) + int(conn.execute(unfiled).scalar_one())

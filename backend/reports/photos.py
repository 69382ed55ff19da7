"""Pictures and evidence: rows with one owner each, files sealed under random names in the store.

A file is stored before its row is written, outside any transaction; a draft's pictures become a
report's on filing; what nobody filed is dropped (`dropping.py`).
"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import Any, Literal

from sqlalchemy import Connection, Row, func, select, update

from backend.clock import day_in
from backend.db.columns import fresh_id
from backend.db.once import insert_new
from backend.errors import NotAllowed, NotFound, StoreDown
from backend.keys.boxes import public_half
from backend.office import Office
from backend.reports.tables import evidence, photo
from backend.staff.member import Member
from backend.staff.rules import may, require
from media.stores import store as stores

Owner = Literal["report", "hazard"]


@dataclass(frozen=True, slots=True)
class CleanPhoto:
    """A picture that is safe to keep: JPEG bytes, a preview and what repeats are found by."""

    picture: bytes
    preview: bytes
    likeness: bytes
    digest: bytes
    """Of the bytes as they came; kept only as a keyed hash of the place."""
    width_px: int
    height_px: int


@dataclass(frozen=True, slots=True)
class StoredPhoto:
    """A picture whose files lie in the store; `keep_photo` writes its row."""

    photo_id: str
    place: str
    store_name: str
    preview_name: str
    clean: CleanPhoto


def store_photo(
    office: Office, place: str, clean: CleanPhoto, *, photo_id: str = ""
) -> StoredPhoto:
    """Seal and store both files. Blocks; call it outside any transaction.

    Raises:
        StoreDown: the files cannot be kept now; trying again later is harmless.
    """
    which = photo_id or fresh_id()
    names = stores.new_name(), stores.new_name()
    for part, name, plain in zip(
        ("picture", "preview"), names, (clean.picture, clean.preview), strict=True
    ):
        _put(office, name, office.keys.seal("words", plain, f"photo.{part}/{which}"))
    return StoredPhoto(which, place, *names, clean)


def keep_photo(conn: Connection, office: Office, stored: StoredPhoto) -> bool:
    """Write the row of a stored picture, owned by a draft.

    False when the picture is kept already (a job that ran twice): the caller deletes the files.
    """
    clean = stored.clean
    row = {
        "photo_id": stored.photo_id,
        "place": stored.place,
        "owner_kind": "draft",
        "owner_id": "",
        "store_name": stored.store_name,
        "preview_name": stored.preview_name,
        "exact_hash": office.keys.hash("hashes", "photo", stored.place, clean.digest),
        "likeness_sealed": office.keys.seal(
            "words", clean.likeness, f"photo.likeness/{stored.photo_id}"
        ),
        "kept_on": day_in(office.place(stored.place).zone, office.clock.now()),
        "width_px": clean.width_px,
        "height_px": clean.height_px,
    }
    return bool(insert_new(conn, photo, [row]))


def keeps_originals(office: Office) -> bool:
    """Whether there is a key for evidence: without one no original is asked for or kept."""
    return (office.keys.folder / "evidence.pub").exists()


def store_evidence(office: Office, plain: bytes, *, evidence_id: str) -> tuple[str, bool]:
    """Seal and store a video, voice note, document or original. Blocks.

    Gives its name in the store, and whether it lies in a box that this office cannot open; it does
    wherever a key for evidence was made.

    Raises:
        StoreDown: it cannot be kept now.
    """
    name, bound = stores.new_name(), f"evidence.file/{evidence_id}"
    half = public_half(office.keys.folder, "evidence")
    sealed = half.seal(plain, bound) if half else office.keys.seal("words", plain, bound)
    _put(office, name, sealed)
    return name, half is not None


@dataclass(frozen=True, slots=True)
class StoredEvidence:
    """A video, voice note or document that lies sealed in the store."""

    evidence_id: str
    place: str
    kind: str
    store_name: str
    duration_s: int
    size_bytes: int
    boxed: bool
    """Sealed to the key for evidence, not to one of this house."""


def keep_evidence(conn: Connection, office: Office, stored: StoredEvidence) -> bool:
    """Write the row of stored evidence, owned by a draft; False when it is kept already."""
    row = {
        "evidence_id": stored.evidence_id,
        "place": stored.place,
        "owner_kind": "draft",
        "owner_id": "",
        "kind": stored.kind,
        "duration_s": stored.duration_s,
        "size_bytes": stored.size_bytes,
        "store_name": stored.store_name,
        "boxed": int(stored.boxed),
        "kept_on": day_in(office.place(stored.place).zone, office.clock.now()),
    }
    return bool(insert_new(conn, evidence, [row]))


def claim(
    conn: Connection,
    *,
    owner_kind: Owner,
    owner_id: str,
    place: str,
    photos: Iterable[tuple[str, str]] = (),
    part: str = "",
) -> int:
    """Make a draft's pictures, (ref, photo_id) each, a report's or hazard's; gives how many.

    What is owned already, or still on its way (an empty id), stays as it is: repeats are harmless.
    """
    known = select(func.max(photo.c.turn)).where(photo.c.owner_id == owner_id)
    wanted = dict.fromkeys(found for _, found in photos if found)
    begun: int = (conn.execute(known).scalar() or 0) if wanted else 0
    count = 0
    for turn, photo_id in enumerate(wanted, begun + 1):
        count += conn.execute(
            update(photo)
            .where(
                photo.c.photo_id == photo_id,
                photo.c.place == place,
                photo.c.owner_kind == "draft",
            )
            .values(owner_kind=owner_kind, owner_id=owner_id, turn=turn, part=part)
        ).rowcount
    return count


def unowned(conn: Connection, place: str, photos: Iterable[tuple[str, str]]) -> int:
    """How many of these pictures, (ref, photo_id) each, `claim` would make somebody's now."""
    wanted = {found for _, found in photos if found}
    mine = (photo.c.photo_id.in_(wanted), photo.c.place == place, photo.c.owner_kind == "draft")
    return int(conn.execute(select(func.count()).select_from(photo).where(*mine)).scalar_one())


def claim_evidence(
    conn: Connection, *, report_id: str, place: str, told: Iterable[tuple[str, str, str]]
) -> int:
    """Make a draft's evidence, (ref, kind, evidence_id) each, a report's; gives how many."""
    wanted = [evidence_id for _, _, evidence_id in told if evidence_id]
    if not wanted:
        return 0
    return conn.execute(
        update(evidence)
        .where(
            evidence.c.evidence_id.in_(wanted),
            evidence.c.place == place,
            evidence.c.owner_kind == "draft",
        )
        .values(owner_kind="report", owner_id=report_id)
    ).rowcount


def photos_of(
    conn: Connection, owner_ids: Sequence[str], *, part: str | None = None
) -> tuple[str, ...]:
    """The ids of the pictures of reports or hazards, in the order they were told.

    `part` is before or after, of a hazard's; without it all are given.
    """
    query = (
        select(photo.c.photo_id)
        .where(photo.c.owner_id.in_(owner_ids), photo.c.owner_kind.in_(("report", "hazard")))
        .order_by(photo.c.owner_id, photo.c.part.desc(), photo.c.turn, photo.c.photo_id)
    )
    if part is not None:
        query = query.where(photo.c.part == part)
    return tuple(conn.execute(query).scalars())


def erase_likenesses(conn: Connection, owner_ids: Sequence[str]) -> None:
    """Erase what near repeats are found by, of a closed case's pictures (`trust.md` 12)."""
    conn.execute(update(photo).where(photo.c.owner_id.in_(owner_ids)).values(likeness_sealed=None))


def drop_draft_photos(conn: Connection, photo_ids: Iterable[str]) -> int:
    """Mark pictures and evidence that still are a draft's for `dropping.py`; gives how many."""
    wanted = list(photo_ids)
    return sum(
        conn.execute(
            update(table)
            .where(column.in_(wanted), table.c.owner_kind == "draft")
            .values(owner_kind="dropped")
        ).rowcount
        for table, column in ((photo, photo.c.photo_id), (evidence, evidence.c.evidence_id))
    )


def find_photo(conn: Connection, member: Member, photo_id: str) -> Row[Any]:
    """The row of a case's picture in the member's place.

    Raises:
        NotAllowed: the member's duties show no pictures, or not those of reporters.
        NotFound: no such picture here.
    """
    require(member, "photo-read")
    row = conn.execute(select(photo).where(photo.c.photo_id == photo_id)).one_or_none()
    if row is None or row.place != member.place or row.owner_kind not in ("report", "hazard"):
        raise NotFound("problem-photo-unknown")
    if row.owner_kind == "report" and not sees_reported(member):
        raise NotAllowed("refused-not-your-duty")
    return row


def sees_reported(member: Member) -> bool:
    """Whether a member sees reporters' pictures: who takes in, and who has to find the place."""
    return any(may(member, one) for one in ("words-read", "report-verify", "hazard-close"))


def photo_to_send(conn: Connection, photo_id: str) -> Row[Any]:
    """The row of a picture that a card of the office already shows to whom it goes.

    Raises:
        NotFound: there is no such picture any more.
    """
    row = conn.execute(select(photo).where(photo.c.photo_id == photo_id)).one_or_none()
    if row is None or row.owner_kind == "dropped":
        raise NotFound("problem-photo-unknown")
    return row


def known_files(conn: Connection, names: Sequence[str]) -> set[str]:
    """Which of these names in the store belong to a picture or to evidence."""
    known: set[str] = set()
    for column in (photo.c.store_name, photo.c.preview_name, evidence.c.store_name):
        known.update(conn.execute(select(column).where(column.in_(names))).scalars())
    return known


def read_photo(office: Office, row: Row[Any], *, preview: bool = False) -> bytes:
    """The JPEG bytes of a picture's row. Blocks; call it outside any transaction.

    Raises:
        NotFound: the file is gone.
        StoreDown: it cannot be read now.
    """
    part, name = ("preview", row.preview_name) if preview else ("picture", row.store_name)
    try:
        sealed = office.files.get(name)
    except stores.NotStored as error:
        raise NotFound("problem-photo-unknown") from error
    except stores.StoreDown as error:
        raise StoreDown("a picture cannot be read now") from error
    return office.keys.open("words", sealed, f"photo.{part}/{row.photo_id}")


def _put(office: Office, name: str, sealed: bytes) -> None:
    try:
        office.files.put(name, sealed)
    except (stores.StoreDown, stores.StoreFull) as error:
        raise StoreDown("a file cannot be kept now") from error

"""A request's photos made safe and stored, outside any transaction; what cannot be is not kept."""

import asyncio
import hashlib
from dataclasses import dataclass
from functools import partial

from sqlalchemy import Connection

from backend.api.edge import Edge
from backend.api.idempotency import Repeat, known_answers
from backend.api.shapes import PhotoOut
from backend.errors import TooMany
from backend.office import Office
from backend.reports.adding import check_room
from backend.reports.photos import CleanPhoto, StoredPhoto, keep_photo, store_photo
from media.pool import Busy
from media.refusal import PhotoRefused
from media.scrub import CleanPhoto as Cleaned


@dataclass(frozen=True, slots=True)
class Taken:
    """What became of a request's photos: rows are written, owned by a draft until it is filed."""

    photo_ids: tuple[str, ...] = ()
    told: tuple[PhotoOut, ...] = ()

    @property
    def pairs(self) -> tuple[tuple[str, str], ...]:
        """(ref, photo_id) as the office takes them; a ref of no door."""
        return tuple((photo_id, photo_id) for photo_id in self.photo_ids)


async def take_photos(edge: Edge, place: str, files: tuple[bytes, ...]) -> Taken:
    """Clean, seal, store and write down each photo; a bad one is told and harms no other.

    Raises:
        TooMany: so many wait to be cleaned that these must wait outside.
        StoreDown: files cannot be kept now.
        NoRoom: the room that is left is kept for words.
    """
    if not files:
        return Taken()
    edge.room.check_files(sum(map(len, files)))
    stored: list[StoredPhoto] = []
    told: list[PhotoOut] = []
    for data in files:
        try:
            cleaned = await asyncio.wrap_future(edge.photos.submit(data))
        except Busy:
            raise TooMany("refused-uploads-busy", wait_s=5) from None
        except PhotoRefused as refusal:
            told.append(PhotoOut(kept=False, reason=str(refusal.reason)))
            continue
        clean = _kept(data, cleaned)
        keeping = partial(store_photo, edge.office, place, clean)
        stored.append(await edge.runner.slow(keeping))
        told.append(PhotoOut(kept=True, removed=[str(one) for one in cleaned.removed]))
    for one in stored:
        await edge.runner.write(keep_photo, one)
    return Taken(tuple(one.photo_id for one in stored), tuple(told))


def photo_room(
    conn: Connection, office: Office, report_id: str, *, repeat: Repeat | None, count: int
) -> None:
    """Refuse photos that the report cannot take; what was answered before is answered again.

    Raises:
        Refused: it has as many as it may have, or would have more.
    """
    if repeat is None or repeat.key_hash not in known_answers(conn, [repeat]):
        check_room(conn, office, report_id, count)


def _kept(data: bytes, cleaned: Cleaned) -> CleanPhoto:
    return CleanPhoto(
        picture=cleaned.picture,
        preview=cleaned.preview,
        likeness=cleaned.likeness,
        digest=hashlib.sha256(data).digest(),
        width_px=cleaned.width_px,
        height_px=cleaned.height_px,
    )

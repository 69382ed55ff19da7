"""Files on their way in, as jobs: fetch, clean, store, and say so in the conversation.

Each job may run twice: its picture's id is drawn from the job's id by a keyed hash (a job's row
names the conversation, which no picture of a report may lead to), rows are written once, and what a
second run stored is removed again. A file that a platform does not give is refused kindly after a
few tries; a store of ours that is away delays what was taken and loses nothing.
"""

import asyncio
import hashlib
from collections.abc import Mapping
from contextlib import suppress
from functools import partial

from backend.errors import KeyGone, StoreDown
from backend.office import Office
from backend.outbox.service import secret_refs
from backend.reports.dropping import sweep_files_of
from backend.reports.photos import (
    CleanPhoto,
    StoredEvidence,
    drop_draft_photos,
    keep_evidence,
    keep_photo,
    keeps_originals,
    store_evidence,
    store_photo,
)
from bot.channel import HouseFull, Rejected, Throttled, Unavailable, Unreachable
from bot.doors import Door
from bot.runner import Errand, NotNow, Run
from bot.space import Space
from bot.uploads import PREFIX, Uploads
from handlers.dialogue.effect import ORIGINAL, DropPhotos, EraseMessage, KeepEvidence, KeepPhoto
from handlers.dialogue.event import (
    Event,
    EvidenceKept,
    EvidenceRefused,
    PhotoReady,
    PhotoRefused,
)
from media.pool import Busy, PhotoPool
from media.refusal import PhotoRefused as Unclean
from media.scrub import CleanPhoto as Cleaned
from media.stores.store import NotStored
from media.stores.store import StoreDown as Away

_TRIES = 6
"""Of asking a platform."""
_AWAY_S = 60.0
"""How long our own store is left alone; it does not count as a try."""


class Intake:
    """Runs the jobs that a conversation's files and messages need."""

    def __init__(
        self,
        office: Office,
        doors: Mapping[str, Door],
        uploads: Uploads,
        pool: PhotoPool,
        space: Space,
    ) -> None:
        self._office = office
        self._doors = doors
        self._uploads = uploads
        self._pool = pool
        self._space = space
        self.max_bytes = 20_000_000

    def kinds(self) -> dict[str, Run]:
        """Kinds of jobs by the name of their effect."""
        return {
            KeepPhoto.__name__: self.photo,
            KeepEvidence.__name__: self.evidence,
            EraseMessage.__name__: self.erase,
            DropPhotos.__name__: self.drop,
        }

    async def photo(self, errand: Errand) -> Event | None:
        """Fetch, clean and store one picture. Raises: NotNow."""
        effect = errand.effect
        assert isinstance(effect, KeepPhoto)  # noqa: S101 - the kind is the effect's own name
        try:
            data = await self._fetch(errand, effect.ref)
            cleaned = await self._clean(data)
        except Refusal as refusal:
            return PhotoRefused(effect.ref, refusal.reason)
        except Unclean as refusal:
            self._upload_done(errand, effect.ref)
            return PhotoRefused(effect.ref, str(refusal.reason))
        await asyncio.to_thread(self._keep_photo, errand, data, cleaned)
        if not effect.held:
            self._upload_done(errand, effect.ref)
        claims = cleaned.claims
        return PhotoReady(
            ref=effect.ref,
            photo_id=self._file_id(errand),
            removed=tuple(str(one) for one in cleaned.removed),
            lat=claims.lat,
            lon=claims.lon,
            taken_at=claims.taken_at.isoformat() if claims.taken_at else "",
        )

    async def evidence(self, errand: Errand) -> Event | None:
        """Fetch and seal a video, voice note, document or a picture's original. Raises: NotNow."""
        effect = errand.effect
        assert isinstance(effect, KeepEvidence)  # noqa: S101
        try:
            if effect.kind == ORIGINAL and not keeps_originals(self._office):
                raise Refusal("gone")  # the key was there when it was asked, and is no more
            data = await self._fetch(errand, effect.ref)
        except Refusal as refusal:
            return EvidenceRefused(effect.told_as, refusal.reason)
        await asyncio.to_thread(self._keep_evidence, errand, effect, data)
        self._upload_done(errand, effect.ref)
        return EvidenceKept(effect.told_as, self._file_id(errand))

    async def erase(self, errand: Errand) -> Event | None:
        """Delete messages where the door can."""
        effect = errand.effect
        assert isinstance(effect, EraseMessage)  # noqa: S101
        refs: tuple[str, ...] = (effect.ref,)
        if effect.ref == "last-secret":
            refs = await asyncio.to_thread(self._secret_refs, errand.job.tag)
        door = self._doors.get(errand.address.bot)
        if door is not None and refs:
            try:
                await door.channel.erase(errand.address.chat_ref, refs)
            except (Rejected, Unreachable):
                return None
            except Throttled as error:
                raise NotNow(error.after_s) from None
            except Unavailable:
                raise NotNow from None
        return None

    async def drop(self, errand: Errand) -> Event | None:
        """Delete unfiled pictures of a dropped draft, and uploads still on their way."""
        effect = errand.effect
        assert isinstance(effect, DropPhotos)  # noqa: S101
        await asyncio.to_thread(self._drop, effect.photo_ids)
        for ref in effect.refs:
            await self._uploads_gone(ref)
        return None

    async def _fetch(self, errand: Errand, ref: str) -> bytes:
        """The file's bytes. Raises: Refusal, NotNow."""
        try:
            return await (self._kept(ref) if ref.startswith(PREFIX) else self._sent(errand, ref))
        except (KeyGone, NotStored):
            raise Refusal("gone") from None

    async def _kept(self, ref: str) -> bytes:
        """An upload that this house took: its own store may be away as long as it likes.

        So it is never counted, and never refused for room: what it becomes is smaller than it is.
        """
        try:
            return await self._uploads.fetch(ref)
        except (Away, OSError):
            raise NotNow(_AWAY_S) from None

    async def _sent(self, errand: Errand, ref: str) -> bytes:
        """What a platform holds for us: it is asked a few times, then the person is told."""
        try:
            self._space.check_files(self.max_bytes)
            door = self._doors.get(errand.address.bot)
            if door is None:
                raise Unavailable("a door of another process")
            return await door.channel.fetch(ref, self.max_bytes)
        except HouseFull:
            raise Refusal("no-space") from None
        except Rejected as error:
            raise Refusal("too-large" if str(error) == "too-large" else "gone") from None
        except Throttled as error:
            raise NotNow(error.after_s) from None
        except (Unavailable, Unreachable, OSError, TimeoutError):
            if errand.job.tries + 1 >= _TRIES:
                raise Refusal("unreachable") from None
            raise NotNow from None

    async def _clean(self, data: bytes) -> Cleaned:
        try:
            return await asyncio.wrap_future(self._pool.submit(data))
        except Busy:
            raise NotNow(1.0) from None

    def _keep_photo(self, errand: Errand, data: bytes, cleaned: Cleaned) -> None:
        clean = CleanPhoto(
            picture=cleaned.picture,
            preview=cleaned.preview,
            likeness=cleaned.likeness,
            digest=hashlib.sha256(data).digest(),
            width_px=cleaned.width_px,
            height_px=cleaned.height_px,
        )
        try:
            file_id = self._file_id(errand)
            stored = store_photo(self._office, errand.job.place, clean, photo_id=file_id)
        except StoreDown:
            raise NotNow(_AWAY_S) from None
        with self._office.database.write() as conn:
            fresh = keep_photo(conn, self._office, stored)
        if not fresh:
            self._not_needed(stored.store_name, stored.preview_name)

    def _keep_evidence(self, errand: Errand, effect: KeepEvidence, data: bytes) -> None:
        file_id = self._file_id(errand)
        try:
            name, boxed = store_evidence(self._office, data, evidence_id=file_id)
        except StoreDown:
            raise NotNow(_AWAY_S) from None
        stored = StoredEvidence(
            file_id, errand.job.place, effect.kind, name, effect.duration_s, len(data), boxed
        )
        with self._office.database.write() as conn:
            fresh = keep_evidence(conn, self._office, stored)
        if not fresh:
            self._not_needed(name)

    def _not_needed(self, *names: str) -> None:
        """Remove what a second run stored; where the store is away now, the sweep does."""
        with suppress(Away):
            for name in names:
                self._office.files.delete(name)

    def _file_id(self, errand: Errand) -> str:
        return self._office.keys.hash("hashes", "file-of", errand.job.job_id).hex()[:32]

    def _secret_refs(self, tag: str) -> tuple[str, ...]:
        with self._office.database.read() as conn:
            return secret_refs(conn, self._office, tag)

    def _drop(self, photo_ids: tuple[str, ...]) -> None:
        with self._office.database.write() as conn:
            drop_draft_photos(conn, photo_ids)
        try:
            sweep_files_of(self._office, photo_ids)
        except Away:
            raise NotNow from None

    def _upload_done(self, errand: Errand, ref: str) -> None:
        errand.afterwards.append(partial(self._uploads_gone, ref))

    async def _uploads_gone(self, ref: str) -> None:
        if ref.startswith(PREFIX):
            with suppress(Away):
                await self._uploads.erase(ref)


class Refusal(Exception):
    """A file that cannot be had; `reason` is a stable name that the conversation has words for."""

    def __init__(self, reason: str) -> None:
        super().__init__(reason)
        self.reason = reason

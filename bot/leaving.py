"""Somebody leaves in a hurry, or a staff session ends: what goes at once, and what must stay.

Unfiled things go: the draft, its pictures, half-done steps, every message that waits. What was
handed in stays: a report keeps its alias, and pictures on their way to it still find it.
"""

from collections.abc import Iterator
from typing import Any

from sqlalchemy import Connection

from backend.aliases.service import Address
from backend.conversations.ids import tag_of
from backend.conversations.service import Kept, load_many, remove, save_many
from backend.inbox.service import lock_conversations
from backend.jobs.service import fresh_job, queue_jobs
from backend.office import Office
from backend.outbox.service import erase_all
from backend.staff.desks import leave, member_of_desk
from bot.envelope import disclose, enclose
from handlers.desk import Duty, open_work
from handlers.dialogue.effect import DropPhotos
from handlers.talking import PublicState


def forget_unfiled(conn: Connection, office: Office, *, address: Address, place: str) -> bool:
    """Forget what this conversation left unfiled; gives whether jobs were queued for it."""
    tag = tag_of(office.keys, address)
    lock_conversations(conn, [tag])
    erase_all(conn, tag)
    stored = load_many(conn, office, [tag]).get(tag)
    if stored is None:
        leave(conn, tag)
        return False
    state = disclose(stored.state)[1]
    slots = remove(conn, office, tag)
    left = remainder(state)
    if left is None:
        leave(conn, tag)
    else:
        save_many(conn, office, [Kept(tag, place, enclose(address, left), drafting=False)])
    dropped = unfiled(state)
    if dropped is not None:
        payload = enclose(address, dropped)
        queue_jobs(conn, office, [fresh_job(place, "DropPhotos", tag, payload)])
    # Under its old key nobody reads what was left here, in no copy. Last: no rollback undoes it.
    office.keys.vault.destroy(slots)
    return dropped is not None


def has_ended(conn: Connection, office: Office, tag: str) -> bool:
    """Whether this was a member's desk and is none any more (twelve hours, or revoked)."""
    if member_of_desk(conn, office, tag) is not None:
        return False
    stored = load_many(conn, office, [tag]).get(tag)
    return stored is not None and bool(getattr(disclose(stored.state)[1], "roles", ()))


def remainder(state: Any) -> Any | None:
    """What has to stay so that things handed in arrive; None when that is nothing."""
    match state:
        case PublicState(language=language, awaited=awaited) if awaited:
            return PublicState(language, awaited=awaited)
        case Duty(language=language, roles=roles, sending=sending) if sending:
            return Duty(language, roles=roles, sending=sending)
    return None


def unfiled(state: Any) -> DropPhotos | None:
    """The pictures and recordings that nobody will file; None when there are none."""
    pairs = list(_unfiled(state))
    if not pairs:
        return None
    ids = tuple(file_id for _, file_id in pairs if file_id)
    return DropPhotos(ids, tuple(ref for ref, _ in pairs))


def _unfiled(state: Any) -> Iterator[tuple[str, str]]:
    """(ref, id) of each; the id is empty while it is on its way."""
    match state:
        case PublicState(draft=draft) if draft is not None:
            yield from draft.draft.photos
            yield from ((ref, file_id) for ref, _, file_id in draft.draft.evidence)
        case Duty(now=now, tray=tray, aside=aside):
            opened = open_work(now)
            yield from tray
            for work in (*aside, *((opened,) if opened else ())):
                yield from work.pictures

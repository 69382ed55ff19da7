"""Files that have outlived their purpose, in three harmless steps: mark, delete, forget.

A marked row is no case's any more; its files are deleted outside any transaction; only then is the
row forgotten. A process killed between leaves a marked row for the next sweep and no lost file.
"""

from collections.abc import Sequence
from datetime import date, timedelta

from sqlalchemy import Column, ColumnElement, Connection, Select, Table, delete, select, update

from backend.office import Office
from backend.places.calendar import local_day
from backend.reports.tables import evidence, photo, report

BATCH = 200


def mark_old_files(conn: Connection, office: Office, place: str) -> int:
    """Mark what no draft can need any more, and pictures of cases long ended; gives how many."""
    profile = office.place(place)
    today = local_day(profile, office.clock.now())
    # A draft untouched for its term is deleted whole; its last picture is as old at most. A week
    # more, so that a picture sent on the draft's last day is not taken from under it.
    unfiled = today - timedelta(days=profile.limits.draft_days + 7)
    ended = today - timedelta(days=profile.retention.photos_days)
    old = select(report.c.report_id).where(
        report.c.place == place, report.c.ended_on.is_not(None), report.c.ended_on <= ended
    )
    count = 0
    for table in (photo, evidence):
        count += conn.execute(
            update(table)
            .where(
                table.c.place == place,
                table.c.owner_kind == "draft",
                table.c.kept_on <= unfiled,
            )
            .values(owner_kind="dropped")
        ).rowcount
        count += conn.execute(
            update(table)
            .where(table.c.owner_kind == "report", table.c.owner_id.in_(old))
            .values(owner_kind="dropped")
        ).rowcount
    return count


def mark_old_originals(conn: Connection, office: Office, place: str) -> int:
    """Mark originals whose term after the last right to object is over; gives how many."""
    ended = _objected_until(office, place) - timedelta(
        days=office.place(place).retention.originals_days
    )
    marked = conn.execute(
        update(evidence)
        .where(
            evidence.c.place == place,
            evidence.c.kind == "original",
            evidence.c.owner_kind == "report",
            evidence.c.owner_id.in_(_ended_by(place, ended)),
        )
        .values(owner_kind="dropped")
    )
    return marked.rowcount


def erase_old_likenesses(conn: Connection, office: Office, place: str) -> int:
    """Erase what near repeats are found by, of reports ended for good; gives how many.

    A closed hazard's went at its closing; these are of reports that were refused, or not true.
    """
    erased = conn.execute(
        update(photo)
        .where(
            photo.c.place == place,
            photo.c.owner_kind == "report",
            photo.c.likeness_sealed.is_not(None),
            photo.c.owner_id.in_(_ended_by(place, _objected_until(office, place))),
        )
        .values(likeness_sealed=None)
    )
    return erased.rowcount


def _objected_until(office: Office, place: str) -> date:
    """What ended before this day is open to no objection any more."""
    profile = office.place(place)
    today = local_day(profile, office.clock.now())
    return today - timedelta(days=profile.limits.objection_days + 1)


def _ended_by(place: str, on: date) -> Select[tuple[str]]:
    return select(report.c.report_id).where(
        report.c.place == place, report.c.ended_on.is_not(None), report.c.ended_on <= on
    )


def mark_files_of(conn: Connection, owner_ids: Sequence[str]) -> int:
    """Mark the pictures of hazards whose term is over; gives how many."""
    return conn.execute(
        update(photo)
        .where(photo.c.owner_kind == "hazard", photo.c.owner_id.in_(owner_ids))
        .values(owner_kind="dropped")
    ).rowcount


def sweep_files(office: Office) -> int:
    """Delete the files of everything marked and forget the rows; gives how many rows. Blocks.

    Raises:
        media.stores.store.StoreDown: the store is away; what is left is swept the next time.
    """
    swept = 0
    while some := _sweep(office, None):
        swept += some
    return swept


def sweep_files_of(office: Office, ids: Sequence[str]) -> int:
    """The same for these pictures and recordings alone, as far as they are marked.

    Raises:
        media.stores.store.StoreDown: as above.
    """
    return sum(_sweep(office, ids[at : at + BATCH]) for at in range(0, len(ids), BATCH))


def _sweep(office: Office, ids: Sequence[str] | None) -> int:
    """One batch; 0 when nothing is left."""
    with office.database.read() as conn:
        photos = conn.execute(
            select(photo.c.photo_id, photo.c.store_name, photo.c.preview_name)
            .where(*_marked(photo, photo.c.photo_id, ids))
            .limit(BATCH)
        ).all()
        pieces = conn.execute(
            select(evidence.c.evidence_id, evidence.c.store_name)
            .where(*_marked(evidence, evidence.c.evidence_id, ids))
            .limit(BATCH)
        ).all()
    names = [row.store_name for row in (*photos, *pieces)]
    for name in names + [row.preview_name for row in photos]:
        office.files.delete(name)
    if not names:
        return 0
    with office.database.write() as conn:
        return _forget(conn, [row[0] for row in photos], [row[0] for row in pieces])


def _marked(
    table: Table, key: Column[str], ids: Sequence[str] | None
) -> tuple[ColumnElement[bool], ...]:
    marked = table.c.owner_kind == "dropped"
    return (marked,) if ids is None else (marked, key.in_(ids))


def _forget(conn: Connection, photo_ids: list[str], evidence_ids: list[str]) -> int:
    return (
        conn.execute(delete(photo).where(photo.c.photo_id.in_(photo_ids))).rowcount
        + conn.execute(delete(evidence).where(evidence.c.evidence_id.in_(evidence_ids))).rowcount
    )

"""News from the office to a reporter or a colleague: written with the step, told at its moment."""

import json
import random
from collections.abc import Mapping, Sequence
from datetime import datetime, timedelta
from typing import Any

from sqlalchemy import Connection, Row, delete, select, update

from backend.aliases.ids import AliasId
from backend.db.bulk import add_mapped
from backend.db.columns import fresh_id
from backend.office import Office
from backend.outbox.moments import is_quiet, random_moment
from backend.outbox.tables import news

_DICE = random.SystemRandom()


def tell_reporter(
    conn: Connection,
    office: Office,
    *,
    place: str,
    alias_id: AliasId,
    key: str,
    question_id: str = "",
) -> None:
    """Queue news for whoever is behind an alias. Only the kinds of news are kept, no content.

    What waits for one alias is one message: more news joins it and keeps its random moment, which
    so tells nothing of the step that joined (`trust.md` 5).
    """
    body = {"key": key, "alias_id": alias_id, "question_id": question_id}
    while not _joined(conn, office, alias_id, body):
        due_at = _moment(office, place, first=True)
        if _keep(conn, office, body, place=place, due_at=due_at, alias_id=alias_id):
            return


def _joined(
    conn: Connection, office: Office, alias_id: AliasId, body: Mapping[str, object]
) -> bool:
    """Whether news waited for this alias already: then this is part of it."""
    query = select(news).where(news.c.alias_id == alias_id)
    row = conn.execute(query.with_for_update()).one_or_none()
    if row is None:
        return False
    before = opened_news(office, row)
    also = [one for one in kinds_of(before) if one != body["key"]]
    merged = {**body, "also": also, "question_id": body["question_id"] or before["question_id"]}
    sealed = office.keys.seal("words", json.dumps(merged).encode(), _bound(row.news_id))
    conn.execute(update(news).where(news.c.news_id == row.news_id).values(payload_sealed=sealed))
    return True


def _moment(office: Office, place: str, *, first: bool) -> datetime:
    """A random moment; later ones of the same news need not wait for the least delay again."""
    profile = office.place(place)
    least, most = profile.rhythms.push_after_minutes, profile.rhythms.push_within_minutes
    return random_moment(
        office.clock.now(),
        zone=profile.zone,
        delay_min=(least, most) if first else (0, most - least),
        quiet=(profile.rhythms.quiet_from, profile.rhythms.quiet_until),
        dice=_DICE,
    )


def tell_member(
    conn: Connection,
    office: Office,
    *,
    place: str,
    member_id: str,
    key: str,
    args: tuple[tuple[str, str], ...] = (),
) -> None:
    """Queue news for a member of staff: it leaves at once."""
    body = {"key": key, "args": [list(pair) for pair in args]}
    now_at = office.clock.now()
    _keep(conn, office, body, place=place, due_at=now_at, member_id=member_id)


def tell_member_until(
    conn: Connection,
    office: Office,
    *,
    place: str,
    member_id: str,
    key: str,
    not_after: datetime,
) -> None:
    """Queue news for a member of staff that is worth nothing after a moment: dropped then."""
    now_at = office.clock.now()
    _keep(
        conn,
        office,
        {"key": key, "args": []},
        place=place,
        due_at=now_at,
        member_id=member_id,
        not_after=not_after,
    )


def _keep(conn: Connection, office: Office, body: Mapping[str, object], **columns: object) -> bool:
    """Write a row; False: another transaction has just written one for the same alias."""
    news_id = fresh_id()
    sealed = office.keys.seal("words", json.dumps(dict(body)).encode(), _bound(news_id))
    row = {"news_id": news_id, "payload_sealed": sealed, **columns}
    return bool(add_mapped(conn, news, [row], new_only=True))


def _bound(news_id: str) -> str:
    return f"news.payload/{news_id}"


def opened_news(office: Office, row: Row[Any]) -> dict[str, Any]:
    """What a row of news says: `key` and what the kind of news carries."""
    body: dict[str, Any] = json.loads(
        office.keys.open("words", row.payload_sealed, _bound(row.news_id))
    )
    return body


def kinds_of(body: Mapping[str, Any]) -> tuple[str, ...]:
    """The kinds of a reporter's news that one message stands for, the newest last."""
    return (*body.get("also", ()), body["key"])


def due_news(conn: Connection, office: Office, most: int = 100) -> list[Row[Any]]:
    """News whose moment has come, held for this transaction; `payload_sealed` is still sealed."""
    query = select(news).where(news.c.due_at <= office.clock.now()).limit(most)
    if conn.dialect.name == "postgresql":
        query = query.with_for_update(skip_locked=True)
    return list(conn.execute(query))


def put_off_news(conn: Connection, office: Office, news_id: str, *, after_s: float) -> None:
    """It cannot be carried now: it is due again after `after_s` seconds."""
    due_at = office.clock.now() + timedelta(seconds=after_s)
    conn.execute(update(news).where(news.c.news_id == news_id).values(due_at=due_at))


def held_over(conn: Connection, office: Office, row: Row[Any]) -> bool:
    """Whether a reporter's news came due in quiet hours, its process having been away: it waits.

    It leaves after them then, at a moment spread anew.
    """
    profile = office.place(row.place)
    quiet = (profile.rhythms.quiet_from, profile.rhythms.quiet_until)
    if not is_quiet(office.clock.now(), zone=profile.zone, quiet=quiet):
        return False
    due_at = _moment(office, row.place, first=False)
    conn.execute(update(news).where(news.c.news_id == row.news_id).values(due_at=due_at))
    return True


def take_news_of(conn: Connection, office: Office, alias_id: AliasId) -> tuple[str, ...]:
    """The person has opened the case: what waited for the alias is due no more; gives its kinds."""
    gone = conn.execute(delete(news).where(news.c.alias_id == alias_id).returning(news)).all()
    return tuple(kind for row in gone for kind in kinds_of(opened_news(office, row)))


def erase_news(conn: Connection, news_ids: Sequence[str]) -> None:
    """It was carried, or is no longer due."""
    if news_ids:
        conn.execute(delete(news).where(news.c.news_id.in_(news_ids)))


def drop_news_of(conn: Connection, alias_ids: Sequence[AliasId]) -> None:
    """`/stop`: what waits for these aliases is erased."""
    if alias_ids:
        conn.execute(delete(news).where(news.c.alias_id.in_(alias_ids)))

"""Named reporters' identity: in boxes for the payer, one a part, which this office cannot open.

A row stands for itself: it knows no report, no chat and no alias, and a reward points at it.
"""

import base64
import json
from collections.abc import Callable, Iterable
from datetime import date

from sqlalchemy import Connection, delete, insert, select, update

from backend.aliases.tables import identity
from backend.db.columns import fresh_id
from backend.errors import Conflict, Refused
from backend.keys.boxes import public_half
from backend.office import Office

PARTS = ("name", "number", "account")
"""The name, the number of the identity card, and the account to be paid to."""

_PLAIN_BYTES = 200
"""More than the longest part has, in whatever script."""


def may_be_sealed(office: Office) -> bool:
    """Whether there is a payer's key: without one nobody is asked for a name."""
    return public_half(office.keys.folder, "payer") is not None


def begin(conn: Connection, place: str, on: date) -> str:
    """An identity of which nothing is told yet; gives its id."""
    identity_id = fresh_id()
    empty = {f"{part}_sealed": None for part in PARTS}
    row = {"identity_id": identity_id, "place": place, "begun_on": on, **empty}
    conn.execute(insert(identity).values(row))
    return identity_id


def seal_part(conn: Connection, office: Office, identity_id: str, part: str, text: str) -> None:
    """Put one part in its box; told once more it replaces the box.

    Raises:
        Conflict: there is no payer's key, or the identity is gone.
    """
    half = public_half(office.keys.folder, "payer")
    if half is None:
        raise Conflict("refused-identity-late")
    # One length for all: neither a name's nor an account's may be read off its box.
    plain = text.encode().ljust(_PLAIN_BYTES)
    box = half.seal(plain, bound_of(identity_id, part))
    changed = conn.execute(
        update(identity)
        .where(identity.c.identity_id == identity_id)
        .values({f"{part}_sealed": box})
    )
    if not changed.rowcount:
        raise Conflict("refused-identity-late")


def boxes(conn: Connection, identity_id: str) -> dict[str, bytes]:
    """The boxes of an identity by part; without those that were never told."""
    row = conn.execute(select(identity).where(identity.c.identity_id == identity_id)).one_or_none()
    found = {part: getattr(row, f"{part}_sealed", None) for part in PARTS}
    return {part: box for part, box in found.items() if box is not None}


def packed(conn: Connection, identity_id: str) -> str:
    """The boxes as one line of text that can be carried to where the payer's key lies.

    Empty when a part is missing: not told yet, or left out of the backup that came back.
    """
    found = boxes(conn, identity_id)
    if set(found) != set(PARTS):
        return ""
    told = {part: base64.b64encode(box).decode() for part, box in found.items()}
    return json.dumps({"id": identity_id, **told}, separators=(",", ":"))


def unpacked(text: str, opens: Callable[[bytes, str], bytes]) -> dict[str, str]:
    """The parts in clear, from what `packed` gave; `opens` is the payer's own key.

    Raises:
        Refused: the text is no sealed name.
        Broken: it was sealed to another key.
    """
    try:
        told = json.loads(text)
        held = {part: base64.b64decode(told[part]) for part in PARTS}
        identity_id = str(told["id"])
    except (KeyError, TypeError, ValueError):
        raise Refused("refused-no-sealed-name") from None
    return {
        part: opens(box, bound_of(identity_id, part)).decode().rstrip()
        for part, box in held.items()
    }


def drop(conn: Connection, identity_ids: Iterable[str]) -> int:
    """Delete identities; gives how many there were."""
    wanted = list(identity_ids)
    if not wanted:
        return 0
    return conn.execute(delete(identity).where(identity.c.identity_id.in_(wanted))).rowcount


def begun_before(conn: Connection, place: str, on: date) -> set[str]:
    """Ids of identities of a place that were begun before a day, whole or not."""
    query = select(identity.c.identity_id).where(
        identity.c.place == place, identity.c.begun_on < on
    )
    return set(conn.execute(query).scalars())


def bound_of(identity_id: str, part: str) -> str:
    """What a part's box is bound to."""
    return f"identity.{part}/{identity_id}"

"""What becomes of an event whose turn failed: tried again, set aside after five tries, told."""

import logging
from collections.abc import Mapping
from typing import Any

from sqlalchemy import Connection
from sqlalchemy.exc import DBAPIError

from backend.aliases.service import Address
from backend.conversations.service import load_many
from backend.inbox.service import RAW, Due, keep_many, open_payload, set_back, wait_for_room
from backend.office import Office
from bot.doors import Door
from bot.envelope import disclose, event_arrival
from handlers.dialogue.event import StepFailed

log = logging.getLogger("davy.failing")


def put_off_failed(office: Office, doors: Mapping[str, Door], tag: str) -> bool:
    """Put off the events that failed; True when one was set aside, so that others may go on.

    Whoever sent what was set aside is told so, where it can be found out who that is. An apology
    that fails as well is set aside in silence: apologising for it would never end.
    """
    with office.database.write() as conn:
        failed = set_back(conn, office, tag)
        if failed is None:
            return False
        address = _whom_to_tell(conn, office, doors, failed)
        if address is not None:
            apology = event_arrival(
                place=failed.place,
                tag=tag,
                address=address,
                key=f"failed/{failed.position}",
                event=StepFailed(),
            )
            keep_many(conn, office, [apology])
        return True


def put_off_uncounted(office: Office, tag: str) -> bool:
    """The house had no room or no database: try again in a moment, however often that takes."""
    with office.database.write() as conn:
        wait_for_room(conn, office, tag)
    return False


def _whom_to_tell(
    conn: Connection, office: Office, doors: Mapping[str, Door], failed: Due
) -> Address | None:
    """Where an apology goes; None when nobody is to be told, or nothing says whom."""
    try:
        address, event = _sent(office, doors, failed)
    except (
        Exception
    ) as error:  # a channel or an old state may raise anything on what it cannot read
        if isinstance(error, DBAPIError):
            raise
        log.warning("what was set aside cannot be read", exc_info=error)
        address, event = None, None
    if isinstance(event, StepFailed):
        return None
    return address or _known(conn, office, failed.tag)


def _sent(office: Office, doors: Mapping[str, Door], failed: Due) -> tuple[Address | None, Any]:
    payload = open_payload(office, failed)
    if payload[:1] != RAW:
        return disclose(payload[1:])
    inbound = doors[failed.bot].channel.translate(payload[1:])
    return (None if inbound is None else inbound.address), None


def _known(conn: Connection, office: Office, tag: str) -> Address | None:
    try:
        stored = load_many(conn, office, [tag]).get(tag)
        return None if stored is None else disclose(stored.state)[0]
    except Exception as error:  # a state that this version cannot read
        if isinstance(error, DBAPIError):
            raise
        log.warning("a conversation's state cannot be read", exc_info=error)
        return None

"""Codes that a conversation still holds: after a day they are taken out of it (`trust.md` 4).

A conversation keeps a code only for drawing it as a picture, until the person's next answer. Many
never answer: they closed the page with the paper in their hand.
"""

from dataclasses import replace
from datetime import timedelta
from typing import Any

from sqlalchemy import Connection

from backend.conversations.service import keep_state, load_many, untouched
from backend.inbox.service import lock_conversations
from backend.office import Office
from bot.envelope import disclose, enclose
from handlers.doing import NotingCode
from handlers.talking import PublicState

_LOOKED_BACK_DAYS = 40
"""The purge runs daily; a house that was shut for longer looks again when the person returns."""


def forget_codes(office: Office) -> int:
    """Take out what was told before yesterday; gives how many codes that were."""
    today = office.clock.now().date()
    since_on, before_on = today - timedelta(days=_LOOKED_BACK_DAYS), today - timedelta(days=1)
    count, after = 0, ""
    while True:
        with office.database.write() as conn:
            tags = untouched(conn, before_on, since_on=since_on, after=after)
            lock_conversations(conn, tags)
            count += sum(
                _forget(conn, office, tag, found)
                for tag, found in load_many(conn, office, tags).items()
            )
        if not tags:
            return count
        after = tags[-1]


def _forget(conn: Connection, office: Office, tag: str, found: Any) -> bool:
    address, state = disclose(found.state)
    match state:
        case PublicState(doing=NotingCode(code=code) as noting) if code:
            left = state.at(replace(noting, code=""))
            keep_state(conn, office, tag, replace(found, state=enclose(address, left)))
            return True
    return False

"""Codes typed in chats that open nothing: counted by chat in the database, for every process.

A code has sixty random bits: the budget is no lock but a bell (`trust.md` 4). A row holds a hash of
the chat under a key of the day and is gone when it owes nothing any more, in ten minutes at most.
The web's pages are counted by their address besides, beside the JSON API (`limits.py`): a fresh
cookie is a fresh chat.
"""

import hashlib
import logging

from sqlalchemy import Connection, select

from backend.api.limits import BELL, CHAT, HOUSE, RATES
from backend.api.sharing import add_debts, now_ms
from backend.api.tables import source_debt
from backend.office import Office

log = logging.getLogger("davy.codes")


def chat_wait_s(conn: Connection, office: Office, tag: str) -> int:
    """Seconds until this chat may try a code again; 0 is now."""
    rate = RATES[CHAT]
    over_s = _owed_s(conn, CHAT, _chat(office, tag)) + rate.every_s - rate.burst * rate.every_s
    return max(0, int(over_s) + 1) if over_s > 0 else 0


def count_chat_miss(conn: Connection, office: Office, place: str, tag: str) -> None:
    """A chat typed a code that opens nothing; the log hears when the whole house is guessed at."""
    rate, owed_s = RATES[BELL], _owed_s(conn, BELL, HOUSE)
    took_s = {(CHAT, _chat(office, tag)): RATES[CHAT].every_s, (BELL, HOUSE): rate.every_s}
    add_debts(conn, place, took_s)
    if owed_s < rate.burst * rate.every_s <= owed_s + rate.every_s:
        log.error("codes are being guessed: %s misses within ten minutes", rate.burst)


def _owed_s(conn: Connection, kind: str, source: bytes) -> float:
    query = select(source_debt.c.until_ms).where(
        source_debt.c.kind == kind, source_debt.c.source == source
    )
    until_ms: int | None = conn.execute(query).scalar()
    return max(0, until_ms - now_ms(conn)) / 1000 if until_ms is not None else 0.0


def _chat(office: Office, tag: str) -> bytes:
    key = office.keys.days.hashing(office.clock.now().date(), "chat-misses")
    return hashlib.blake2b(tag.encode(), key=key, digest_size=16).digest()

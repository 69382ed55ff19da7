"""Passes of web chat: what a busy source shows before its next words are taken. No CAPTCHA.

    issued with a page ──► ripe after 20 s: nothing more is asked (no scripts)
                       └─► worked for: a number whose hash with the pass begins with 15 zero bits,
                           found by the page within a second or two while the person types

A pass says nothing of who holds it: random, a moment, and a mark that it is ours. It lives half an
hour and is good for one turn; the same turn may come with it again.
"""

import base64
import binascii
import hashlib
import hmac
import secrets
from dataclasses import dataclass
from datetime import timedelta

from sqlalchemy import Connection, delete, select

from backend.api.tables import spent_pass
from backend.clock import Clock
from backend.db.once import insert_new
from backend.errors import TooMany
from backend.office import Office

RIPE_S = 20
LIVES_S = 1800
WORK_BITS = 15
"""About 33,000 hashes: a second for a phone's page, unnoticed; a thousand turns cost a flooder."""

_NONCE_BYTES, _MOMENT_BYTES, _MARK_BYTES = 9, 5, 10
_PROOF_MOST = 12


class PassWanted(TooMany):
    """The source is busy: come again with the pass, worked for or ripe. Nothing was lost."""

    def __init__(self, pass_: str, wait_s: int) -> None:
        super().__init__("web-wait-turn", wait_s=wait_s)
        self.pass_ = pass_


@dataclass(frozen=True, slots=True)
class Passes:
    """Makes passes and judges them. `key` is the same in every process."""

    key: bytes
    clock: Clock

    def fresh(self) -> str:
        """A new pass, for whoever looks at a page."""
        moment = int(self.clock.now().timestamp()).to_bytes(_MOMENT_BYTES, "big")
        front = secrets.token_bytes(_NONCE_BYTES) + moment
        return base64.urlsafe_b64encode(front + self._mark(front)).decode()

    def wait_s(self, pass_: str, proof: str) -> int | None:
        """Seconds until this pass is good, 0 when it is; None: not ours, or too old."""
        try:
            raw = base64.urlsafe_b64decode(pass_.encode())
        except (binascii.Error, UnicodeEncodeError):
            return None
        front, mark = raw[:-_MARK_BYTES], raw[-_MARK_BYTES:]
        if len(raw) != 24 or not hmac.compare_digest(mark, self._mark(front)):
            return None
        age_s = int(self.clock.now().timestamp()) - int.from_bytes(front[_NONCE_BYTES:], "big")
        if not 0 <= age_s <= LIVES_S:
            return None
        return 0 if age_s >= RIPE_S or is_worked_for(pass_, proof) else RIPE_S - age_s

    def _mark(self, front: bytes) -> bytes:
        return hashlib.blake2b(front, key=self.key, digest_size=_MARK_BYTES).digest()


def is_worked_for(pass_: str, proof: str) -> bool:
    """Whether the page worked for it."""
    if not (proof.isascii() and proof.isdigit() and len(proof) <= _PROOF_MOST):
        return False
    made = hashlib.sha256(f"{pass_}.{proof}".encode()).digest()
    return int.from_bytes(made[:4], "big") >> (32 - WORK_BITS) == 0


def spend_pass(conn: Connection, office: Office, place: str, *, pass_: str, turn: str) -> bool:
    """Use a pass for one turn, in all processes once; True again for the same turn."""
    pass_hash = hashlib.blake2b(pass_.encode(), digest_size=16).digest()
    turn_hash = office.keys.hash("hashes", "turn-of-pass", turn)[:16]
    row = {
        "pass_hash": pass_hash,
        "place": place,
        "turn_hash": turn_hash,
        "ends_at": office.clock.now() + timedelta(seconds=LIVES_S),
    }
    if insert_new(conn, spent_pass, [row]):
        return True
    same = select(spent_pass.c.turn_hash).where(spent_pass.c.pass_hash == pass_hash)
    return bool(conn.execute(same).scalar_one_or_none() == turn_hash)


def erase_passes(conn: Connection, office: Office) -> int:
    """Forget used passes that are too old to be used again; gives how many."""
    over = delete(spent_pass).where(spent_pass.c.ends_at <= office.clock.now())
    return conn.execute(over).rowcount

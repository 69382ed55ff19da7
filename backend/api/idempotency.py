"""Answering a repeated request with the answer of the first, sealed under the client's own key.

An answer may hold a report's code. It is sealed under a key derived from the Idempotency-Key header
itself, which we keep nowhere: whoever takes database and keys still cannot open it.
"""

import hashlib
import json
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import timedelta
from typing import Any

from sqlalchemy import Connection, delete, select, update
from sqlalchemy.dialects import postgresql, sqlite
from starlette.responses import Response

from backend.api.problems import Unfit
from backend.api.tables import idempotency
from backend.clock import whole_hour
from backend.db.once import insert_new
from backend.errors import Conflict
from backend.keys.seal import Sealer
from backend.office import Office

KEPT = timedelta(hours=24)
LEAST, MOST = 16, 200
"""Characters of a key: short ones can be guessed, and the key seals the answer."""


@dataclass(frozen=True, slots=True)
class Repeat:
    """One request's key: where its answer lies, what opens it, and what was asked."""

    key_hash: bytes
    sealer: Sealer
    asked: str
    """A hash of the request: the same key with another request is refused."""


@dataclass(frozen=True, slots=True)
class Answer:
    """What was answered: an HTTP status and a JSON body."""

    status: int
    body: dict[str, Any]

    def response(self) -> Response:
        """The answer as it leaves."""
        text = json.dumps(self.body, ensure_ascii=False)
        return Response(text, self.status, media_type="application/json")


def repeat_of(office: Office, header: str | None, scope: str, body: bytes) -> Repeat | None:
    """The repeat that an Idempotency-Key header asks for, within `scope` (who and which operation).

    Raises:
        Unfit: the key is too short, too long, or not plain ASCII.
    """
    if header is None:
        return None
    key = header.strip().strip('"')
    if not (LEAST <= len(key) <= MOST and key.isascii() and key.isprintable()):
        raise Unfit("problem-idempotency-key")
    salt = office.keys.hash("codes", "idempotency-seal", scope)
    made = hashlib.blake2b(key.encode(), key=salt, digest_size=32).digest()
    asked = hashlib.blake2b(body, key=made[:16], digest_size=16).hexdigest()
    return Repeat(office.keys.hash("hashes", "idempotency", scope, key), Sealer(made), asked)


def known_answers(conn: Connection, repeats: Sequence[Repeat]) -> dict[bytes, Answer | Conflict]:
    """Answers that are kept already, by key hash; a Conflict where another request was asked."""
    wanted = {one.key_hash: one for one in repeats}
    if not wanted:
        return {}
    rows = conn.execute(
        select(idempotency.c.key_hash, idempotency.c.answer_sealed).where(
            idempotency.c.key_hash.in_(wanted)
        )
    )
    return {row.key_hash: _opened(wanted[row.key_hash], row.answer_sealed) for row in rows}


def keep_answers(
    conn: Connection, office: Office, answers: Sequence[tuple[str, Repeat, Answer]]
) -> None:
    """Keep fresh answers, (place, repeat, answer) each, for a day."""
    if not answers:
        return
    # Whole hours: the case store holds no finer time of a filing.
    ends_at = whole_hour(office.clock.now()) + KEPT + timedelta(hours=1)
    rows = [
        {
            "key_hash": one.key_hash,
            "place": place,
            "ends_at": ends_at,
            "answer_sealed": _sealed(one, answer),
        }
        for place, one, answer in answers
    ]
    dialect = sqlite if conn.dialect.name == "sqlite" else postgresql
    conn.execute(dialect.insert(idempotency).on_conflict_do_nothing(), rows)


def once(
    conn: Connection,
    office: Office,
    *,
    place: str,
    repeat: Repeat | None,
    act: Callable[[], Answer],
) -> Answer:
    """Do `act` in this transaction, unless its answer is kept already.

    The key is taken before the act: of two equal requests at one instant the second waits for the
    first on PostgreSQL and comes after it on SQLite. A refusal keeps nothing: it may be tried anew.

    Raises:
        Conflict: this key was used for another request.
    """
    if repeat is None:
        return act()
    ends_at = whole_hour(office.clock.now()) + KEPT + timedelta(hours=1)
    row = {"key_hash": repeat.key_hash, "place": place, "ends_at": ends_at, "answer_sealed": b""}
    if not insert_new(conn, idempotency, [row]):
        kept = known_answers(conn, [repeat])[repeat.key_hash]
        if isinstance(kept, Conflict):
            raise kept
        return kept
    answer = act()
    conn.execute(
        update(idempotency)
        .where(idempotency.c.key_hash == repeat.key_hash)
        .values(answer_sealed=_sealed(repeat, answer))
    )
    return answer


def purge(conn: Connection, office: Office) -> int:
    """Erase answers that are a day old; gives how many."""
    over = delete(idempotency).where(idempotency.c.ends_at <= office.clock.now())
    return conn.execute(over).rowcount


def _sealed(repeat: Repeat, answer: Answer) -> bytes:
    plain = json.dumps([repeat.asked, answer.status, answer.body]).encode()
    return repeat.sealer.seal(plain, b"idempotency.answer/" + repeat.key_hash)


def _opened(repeat: Repeat, sealed: bytes) -> Answer | Conflict:
    asked, status, body = json.loads(
        repeat.sealer.open(sealed, b"idempotency.answer/" + repeat.key_hash)
    )
    return Answer(status, body) if asked == repeat.asked else Conflict("problem-idempotency-reused")

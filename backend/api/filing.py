"""Filing through the API in batches: one commit for many reports, each answered once."""

from collections.abc import Sequence
from dataclasses import dataclass

from sqlalchemy import Connection

from backend.aliases.service import NewAlias, keep_many
from backend.api.idempotency import Answer, Repeat, keep_answers, known_answers
from backend.api.shapes import PhotoOut
from backend.errors import Conflict
from backend.office import Office
from backend.reports.service import Filed, Filing, file_many


@dataclass(frozen=True, slots=True)
class Piece:
    """One report on its way in, with what became of its photos."""

    filing: Filing
    repeat: Repeat | None
    photos: tuple[PhotoOut, ...] = ()


def file_batch(
    office: Office, conn: Connection, pieces: Sequence[Piece]
) -> list[Answer | Conflict]:
    """File what is new and give each piece its answer; a repeated request gets its first one.

    A Conflict stands for a key that was used for another request: it is that caller's alone, so it
    is given and not raised, and the others of the batch are filed.
    """
    repeats = [one.repeat for one in pieces if one.repeat]
    known: dict[bytes, Answer | Conflict] = known_answers(conn, repeats)
    fresh = [one for one in pieces if one.repeat is None or one.repeat.key_hash not in known]
    answers = _file(conn, office, fresh)
    by_piece = {id(one): answer for one, answer in zip(fresh, answers, strict=True)}
    return [
        known[one.repeat.key_hash]
        if one.repeat is not None and one.repeat.key_hash in known
        else by_piece[id(one)]
        for one in pieces
    ]


def _file(conn: Connection, office: Office, fresh: Sequence[Piece]) -> list[Answer]:
    if not fresh:
        return []
    filed = file_many(conn, office, [one.filing for one in fresh])
    # A repeat of a draft gives the alias of the first: the alias made for the repeat leads nowhere.
    aliases = {
        receipt.alias_id: NewAlias(receipt.alias_id, one.filing.place, None)
        for one, receipt in zip(fresh, filed, strict=True)
        if receipt.alias_id == one.filing.alias_id
    }
    keep_many(conn, office.keys, list(aliases.values()))
    answers = [_answer(one, receipt) for one, receipt in zip(fresh, filed, strict=True)]
    kept = [
        (one.filing.place, one.repeat, answer)
        for one, answer in zip(fresh, answers, strict=True)
        if one.repeat is not None
    ]
    keep_answers(conn, office, kept)
    return answers


def _answer(one: Piece, receipt: Filed) -> Answer:
    body = {
        "number": receipt.number,
        "code": receipt.code,
        "answer_on": receipt.answer_on.isoformat(),
        "provisional": receipt.provisional,
        "photos": [photo.model_dump() for photo in one.photos],
    }
    return Answer(201, body)

"""A crowd whose every member reports twice, and all that a thief sees of it."""

import random
import re
from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from sqlalchemy import Connection, select, text

from backend.db.columns import metadata
from backend.db.engine import Database
from backend.db.lease import take
from backend.db.levelling import level
from backend.reports.tables import report, report_words
from bot.purge import purge_all
from handlers.dialogue.event import ChoicePressed, CommandGiven, PlaceShared, TextSent
from media.draw import draw
from tests.backend.api.calling import opened
from tests.kit.real_house import RealHouse, house
from tests.trust.thief import (
    Row,
    ids_of,
    order_by_layout,
    rows_by_journal,
    rows_by_pages,
    rows_by_sql,
)

CHATS = 26
CLIENTS = 6
"""Members who report through the JSON API, each twice from one address."""


@dataclass
class Sight:
    """What a thief takes away at one moment."""

    rows: list[Row] = field(default_factory=list)
    versions: list[Row] = field(default_factory=list)
    """With who wrote each row, as the database notes beside it."""
    pages: list[Row] = field(default_factory=list)
    """Rows, old and deleted ones too, of the raw pages; or what SQLite's journal tells."""
    orders: dict[str, list[Any]] = field(default_factory=dict)
    sizes: dict[str, list[float]] = field(default_factory=dict)
    times: dict[str, list[float]] = field(default_factory=dict)


@dataclass
class Crowd:
    """The truth, report's id -> member, and what is seen of it."""

    owners: dict[str, str]
    before: Sight
    """Before the round of the hour."""
    after: Sight

    @property
    def raw_owners(self) -> Mapping[Any, str]:
        """The truth as raw pages spell ids."""
        return {one.encode(): owner for one, owner in self.owners.items()}


async def gathered(folder: Path, url: str, *, chats: int = CHATS) -> Crowd:
    """Have everybody report, then look before and after the round of the hour."""
    database = Database(url)
    with database.write() as conn:
        take(conn, "rounds", "nobody", 3600)  # the hour is over when the test says so
    dice = random.Random(str(folder))
    async with house(folder, url) as real:
        owners = await _reported(real, dice, chats)
        if chats == CHATS:
            await _called(real, owners)
        await real.quiet()
        before = seen(database)
        purge_all(real.davy.office)
        assert level(database)
        after = seen(database)
        with database.read() as conn:
            ids = {row.number: row.report_id for row in conn.execute(select(report))}
    database.close()
    return Crowd({ids[number]: who for number, who in owners.items()}, before, after)


async def _reported(real: RealHouse, dice: random.Random, chats: int) -> dict[str, str]:
    """Everybody tells two things one after another; gives report's number -> chat."""
    owners: dict[str, str] = {}
    people = [real.somebody() for _ in range(chats)]
    for at, person in enumerate(people):
        for turn in range(2):
            habit = 4 + at % 5  # some write little and some write much
            words = "三楼过道堆满电动车，" + "夜里还充电" * dice.randint(1, habit)
            spot = PlaceShared(33.10 + dice.random() / 20, 117.85 + dice.random() / 20)
            await person.do(CommandGiven("new"))
            await person.do(TextSent(words, f"m{turn}"), spot)
            if at % 4 == 0:
                await person.photo(draw(dice.randrange(900), 200, height_px=150))
            filed = await person.do(ChoicePressed("skip-rest"), ChoicePressed("send"))
            number = next(one.text for one in filed if "编号" in one.text)
            owners[_number(number)] = person.chat_ref
            await person.do(ChoicePressed("skip"))
    return owners


def _number(said: str) -> str:
    return str(re.findall(r"20\d\d-\d{4}-\d{4}", said)[0])


async def _called(real: RealHouse, owners: dict[str, str]) -> None:
    async with opened(real.davy.office) as api:
        for client in range(CLIENTS):
            for turn in range(2):
                key = f"client-{client:04d}-request-{turn:04d}"
                body = {"words": "楼道停车", "spot": {"lat": 33.12, "lon": 117.9}}
                answer = await api.post("/reports", body, key=key)
                owners[answer.json()["number"]] = f"client {client}"


# ── what a thief sees ───────────────────────────────────────────────────────────────────────────


def seen(database: Database) -> Sight:
    """Everything at this moment."""
    sight = Sight()
    with database.read() as conn:
        sight.rows = rows_by_sql(conn, versions=False)
        sight.versions = rows_by_sql(conn, versions=True)
        sight.sizes, sight.times = _figures(conn)
        sight.orders["as it lies"] = list(
            conn.execute(text("select report_id from report")).scalars()
        )
        if not database.sqlite:
            _look_at_postgres(conn, sight)
    if database.sqlite:
        file = Path(str(database.engine.url.database))
        journal = file.with_name(file.name + "-wal")
        ids, pages = ids_of(sight.rows), file.read_bytes()
        sight.pages = rows_by_journal(journal.read_bytes(), pages, ids)
        layout = order_by_layout(pages, ids)
        sight.orders["in the pages"] = [one.decode() for one in layout]
    return sight


def _look_at_postgres(conn: Connection, sight: Sight) -> None:
    query = "select report_id from report order by xmin::text::bigint, ctid"
    sight.orders["as it was written"] = list(conn.execute(text(query)).scalars())
    conn.execute(text("checkpoint"))
    file = "select pg_read_binary_file(pg_relation_filepath(:name))"
    sight.pages = rows_by_pages(
        {
            name: bytes(conn.execute(text(file), {"name": name}).scalar_one())
            for name in sorted(metadata.tables)
        }
    )


def _figures(conn: Connection) -> tuple[dict[str, list[float]], dict[str, list[float]]]:
    """The sizes of what is sealed of each report, and every figure that could be a time."""
    sizes: dict[str, list[float]] = {}
    times: dict[str, list[float]] = {}
    for row in conn.execute(select(report)):
        told = row._mapping
        sizes[row.report_id] = [len(value) for value in told.values() if isinstance(value, bytes)]
        times[row.report_id] = [row.filed_hour.timestamp()]
    for row in conn.execute(select(report_words.c.report_id, report_words.c.body_sealed)):
        sizes[row.report_id].append(len(row.body_sealed))
    return sizes, times

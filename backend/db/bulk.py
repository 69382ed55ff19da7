"""Many rows in one statement, past the query builder: for the tables that every message crosses.

On the hot path building and compiling an insert costs more than the insert. The statements here are
made once a table from its own columns, so that they cannot drift from it.
"""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from functools import cache
from typing import Any

from sqlalchemy import Connection, CursorResult, Dialect, Float, Integer, LargeBinary, String, Table
from sqlalchemy.types import TypeEngine

Row = Sequence[Any]
_Convert = Callable[[Any], Any]
_made: "dict[tuple[str, str, tuple[str, ...]], _Insert]" = {}


@dataclass(frozen=True, slots=True)
class _Insert:
    """How rows of one table are written: the statement, and what values go through first."""

    statement: str
    converts: tuple[tuple[int, _Convert], ...]


def add_rows(conn: Connection, table: Table, rows: Sequence[Row], *, changing: str = "") -> None:
    """Insert rows: values in the order of the table's columns, as the query builder takes them.

    `changing` names the columns, divided by spaces, that a row which is there already gets anew.
    """
    _run(conn, table, tuple(table.columns.keys()), rows, _otherwise(table, changing))


def add_mapped(
    conn: Connection, table: Table, rows: Sequence[Mapping[str, Any]], *, new_only: bool = False
) -> int:
    """Insert rows by the names of their columns, all the same ones; gives how many were written.

    With `new_only` those that break a unique rule are left out.
    """
    if not rows:
        return 0
    names = tuple(rows[0])
    taken = [tuple([row[name] for name in names]) for row in rows]
    return _run(conn, table, names, taken, " ON CONFLICT DO NOTHING" if new_only else "")


def add_new_keys(conn: Connection, table: Table, rows: Sequence[Row]) -> set[bytes]:
    """Insert rows whose first column, a key of bytes, is not there yet; gives the new ones' keys.

    Rows are written in the order of their keys, the same for all processes: no deadlock.
    """
    by_key = {row[0]: row for row in rows}
    ordered = [by_key[key] for key in sorted(by_key)]
    if conn.dialect.name == "sqlite":  # writers go one at a time: what is read here stays true
        known = _known(conn, table, [row[0] for row in ordered])
        fresh = [row for row in ordered if row[0] not in known]
        if fresh:
            add_rows(conn, table, fresh)
        return {row[0] for row in fresh}
    names = tuple(table.columns.keys())
    made = _insert(table, conn.dialect, names)
    statement = f"{made.statement} ON CONFLICT DO NOTHING RETURNING {names[0]}"
    found = conn.exec_driver_sql(statement, tuple(_columns(made, ordered)))
    return {bytes(row[0]) for row in found}


def add_guarded(
    conn: Connection,
    keys: Table,
    key_rows: Sequence[Row],
    table: Table,
    rows: Sequence[tuple[Row, bytes, bytes]],
) -> None:
    """Insert keys, and those rows both of whose keys were not there yet: PostgreSQL's, at once.

    As `add_new_keys` and then `add_rows`, in one statement: one way to the server and back.
    """
    by_key = {row[0]: row for row in key_rows}
    ordered = [by_key[key] for key in sorted(by_key)]
    names, columns = tuple(keys.columns.keys()), tuple(table.columns.keys())
    first, then = _insert(keys, conn.dialect, names), _insert(table, conn.dialect, columns)
    listed = ", ".join(columns)
    arrays = then.statement.partition(" unnest(")[2][:-1]
    statement = (
        f"WITH fresh AS ({first.statement} ON CONFLICT DO NOTHING RETURNING {names[0]})"  # noqa: S608 - our names
        f" INSERT INTO {table.name} ({listed}) SELECT {listed}"
        f" FROM unnest({arrays}, %b::bytea[], %b::bytea[]) AS one ({listed}, guard, other)"
        f" WHERE guard IN (SELECT {names[0]} FROM fresh)"
        f" AND other IN (SELECT {names[0]} FROM fresh)"
    )
    values = _columns(first, ordered) + _columns(then, [row for row, _, _ in rows])
    values += [[guard for _, guard, _ in rows], [other for _, _, other in rows]]
    conn.exec_driver_sql(statement, tuple(values))


def ask(
    conn: Connection, query: str, among: Sequence[str], *others: object
) -> CursorResult[tuple[Any, ...]]:
    """Run a query of our own text; `{among}` stands for "is one of these", `{}` for each other.

    Values come as the driver gives them: an `Instant` in milliseconds.
    """
    if conn.dialect.name == "sqlite":
        places = "IN ({})".format(",".join("?" * len(among)))
        text = query.format(*["?"] * len(others), among=places)
        return conn.exec_driver_sql(text, (*among, *others))
    text = query.format(*["%s"] * len(others), among="= ANY(%b)")
    return conn.exec_driver_sql(text, (list(among), *others))


def _run(
    conn: Connection, table: Table, names: tuple[str, ...], rows: Sequence[Row], ending: str
) -> int:
    made = _insert(table, conn.dialect, names)
    columns = _columns(made, rows)
    sqlite = conn.dialect.name == "sqlite"
    # Without the option the cursor is closed before its count is read.
    done = conn.exec_driver_sql(
        made.statement + ending,
        list(zip(*columns, strict=True)) if sqlite else tuple(columns),
        execution_options={"preserve_rowcount": True},
    )
    return done.rowcount


@cache
def _otherwise(table: Table, changing: str) -> str:
    if not changing:
        return ""
    key = table.columns[0].name
    sets = ", ".join(f"{name} = excluded.{name}" for name in changing.split())
    return f" ON CONFLICT ({key}) DO UPDATE SET {sets}"


def _known(conn: Connection, table: Table, keys: Sequence[bytes]) -> set[bytes]:
    name = table.columns[0].name
    places = ",".join("?" * len(keys))
    query = f"SELECT {name} FROM {table.name} WHERE {name} IN ({places})"  # noqa: S608 - our names
    return {row[0] for row in conn.exec_driver_sql(query, tuple(keys))}


def _columns(made: _Insert, rows: Sequence[Row]) -> list[list[Any]]:
    """The values of each column as the driver takes them: there are fewer columns than rows."""
    columns = [list(column) for column in zip(*rows, strict=True)]
    for at, convert in made.converts:
        columns[at] = [None if value is None else convert(value) for value in columns[at]]
    return columns


def _insert(table: Table, dialect: Dialect, names: tuple[str, ...]) -> _Insert:
    key = (table.name, dialect.name, names)
    if key not in _made:
        _made[key] = _make(table, dialect, names)
    return _made[key]


def _make(table: Table, dialect: Dialect, names: tuple[str, ...]) -> _Insert:
    types = [table.columns[name].type for name in names]
    if dialect.name == "sqlite":
        values = ", ".join("?" * len(names))
        rows = f"VALUES ({values})"
    else:  # one array a column: one statement of one length, however many rows there are
        arrays = [f"%b::{_array(one, dialect)}[]" for one in types]
        rows = f"SELECT * FROM unnest({', '.join(arrays)})"  # noqa: S608 - our own columns
    found = [(at, _convert(one, dialect)) for at, one in enumerate(types)]
    converts = tuple((at, convert) for at, convert in found if convert is not None)
    return _Insert(f"INSERT INTO {table.name} ({', '.join(names)}) {rows}", converts)


def _array(column: TypeEngine[Any], dialect: Dialect) -> str:
    # Not VARCHAR(16): a cast to it would cut off what is too long, and the table turns it away.
    return "VARCHAR" if isinstance(column, String) else column.compile(dialect)


def _convert(column: TypeEngine[Any], dialect: Dialect) -> _Convert | None:
    if isinstance(column, LargeBinary):
        return None  # bytes go as they are
    if isinstance(column, Integer):
        return int  # an array takes values of one type: no True among numbers
    if isinstance(column, Float):
        return float
    return column.dialect_impl(dialect).bind_processor(dialect)

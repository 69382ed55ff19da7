"""Inserting what may be there already: an expected repeat is no error and changes nothing."""

from collections.abc import Mapping, Sequence
from typing import Any

from sqlalchemy import Connection, Table

from backend.db.bulk import add_mapped


def insert_new(conn: Connection, table: Table, rows: Sequence[Mapping[str, Any]]) -> int:
    """Insert the rows that break no unique rule; gives how many were new.

    ON CONFLICT DO NOTHING, since PostgreSQL would log the values of violated keys.
    """
    return add_mapped(conn, table, rows, new_only=True)

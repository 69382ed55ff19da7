"""The shared metadata and the column types that both databases store alike."""

from datetime import UTC, datetime, timedelta
from typing import Any

from sqlalchemy import BigInteger, LargeBinary, MetaData, String
from sqlalchemy.engine import Dialect
from sqlalchemy.types import TypeDecorator

from backend.keys.noise import noise

metadata = MetaData(
    naming_convention={
        "ix": "ix_%(table_name)s_%(column_0_N_name)s",
        "uq": "uq_%(table_name)s_%(column_0_N_name)s",
        "ck": "ck_%(table_name)s_%(constraint_name)s",
        "fk": "fk_%(table_name)s_%(column_0_N_name)s_%(referred_table_name)s",
        "pk": "pk_%(table_name)s",
    }
)
"""Every table of Davy; Alembic compares it with the migrations."""

EPOCH = datetime(1970, 1, 1, tzinfo=UTC)


class Instant(TypeDecorator[datetime]):
    """An aware UTC instant, stored as whole milliseconds since 1970: equal on both databases."""

    impl = BigInteger
    cache_ok = True

    def process_bind_param(self, value: datetime | None, dialect: Dialect) -> int | None:
        """Aware datetime to milliseconds."""
        if value is None:
            return None
        if value.tzinfo is None:
            raise ValueError("an instant without a zone")
        return (value - EPOCH) // timedelta(milliseconds=1)

    def process_result_value(self, value: int | None, dialect: Dialect) -> datetime | None:
        """Milliseconds to an aware datetime."""
        return None if value is None else EPOCH + timedelta(milliseconds=value)


ID = String(32)
"""32 hex digits, random: says nothing of order or time."""

PLACE = String(16)
"""A place's code; every row carries it."""

SEALED = LargeBinary
"""Bytes from `keys`, bound to table, column and row."""

WITHOUT_ORDER: dict[str, Any] = {"sqlite_with_rowid": False}
"""Table option: SQLite keeps no running row number, so that rows tell no order."""


def fresh_id() -> str:
    """A random id, made in the application."""
    return noise(16).hex()

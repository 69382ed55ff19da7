"""Alembic's entry: runs migrations on the connection it is handed."""

from typing import Literal

from alembic import context

import backend.db.all_tables  # noqa: F401
from backend.db.columns import Instant, metadata


def _render(kind: str, thing: object, _context: object) -> str | Literal[False]:
    return "sa.BigInteger()" if kind == "type" and isinstance(thing, Instant) else False


context.configure(
    connection=context.config.attributes["connection"],
    target_metadata=metadata,
    render_as_batch=True,
    render_item=_render,
    compare_type=True,
)
with context.begin_transaction():
    context.run_migrations()

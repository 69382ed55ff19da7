"""The one way in which a reward's row changes: by a step of the table, under its version."""

from typing import Any

from sqlalchemy import Connection, Row, update

from backend.errors import Conflict
from backend.rewards.rules import next_state
from backend.rewards.tables import reward


def move(conn: Connection, row: Row[Any], step: str, **values: Any) -> str:
    """Take a step on the row as it was read; gives the new state.

    Raises:
        Conflict: the step is not possible now, or the row changed since it was read.
    """
    state = next_state(row.state, step)
    change(conn, row, state=state, **values)
    return state


def change(conn: Connection, row: Row[Any], **values: Any) -> None:
    """Write values on the row as it was read. Raises: Conflict when it changed since."""
    changed = conn.execute(
        update(reward)
        .where(reward.c.reward_id == row.reward_id, reward.c.version == row.version)
        .values(version=row.version + 1, **values)
    )
    if changed.rowcount != 1:
        raise Conflict("refused-changed-meanwhile")

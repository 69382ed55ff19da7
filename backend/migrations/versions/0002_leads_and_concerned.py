"""Who leads an accepted report, and which offices a case is about.

Reports and hazards from before have neither: they are led by their owner alone, and about nobody.
"""

from collections.abc import Sequence

import sqlalchemy as sa
from alembic import op

revision: str = "0002"
down_revision: str | Sequence[str] | None = "0001"
branch_labels: str | Sequence[str] | None = None
depends_on: str | Sequence[str] | None = None

_NEW: dict[str, dict[str, sa.types.TypeEngine[str]]] = {
    "report": {"lead_offices": sa.String(length=400), "concerned": sa.Text()},
    "hazard": {"concerned": sa.Text()},
}


def upgrade() -> None:
    """Forward."""
    for table, columns in _NEW.items():
        for name, kind in columns.items():
            op.add_column(table, sa.Column(name, kind, server_default="", nullable=False))


def downgrade() -> None:
    """Back."""
    for table, columns in _NEW.items():
        for name in columns:
            op.drop_column(table, name)

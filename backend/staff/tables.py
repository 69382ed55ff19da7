"""Members, their roles, one-use tickets, desks and API tokens; addresses and labels are sealed."""

from sqlalchemy import CheckConstraint, Column, Date, ForeignKey, Index, String, Table

from backend.db.columns import ID, PLACE, SEALED, WITHOUT_ORDER, Instant, metadata
from backend.staff.rules import DUTIES

SECRET_HASH = String(40)
"""A keyed hash of a secret, 40 hex digits."""

_ROLES = ", ".join(f"'{role}'" for role in DUTIES)

member = Table(
    "member",
    metadata,
    Column("member_id", ID, primary_key=True),
    Column("place", PLACE, nullable=False),
    Column("office_id", String(64), nullable=False),
    Column("state", String(8), nullable=False),
    Column("since_on", Date, nullable=False),
    Column("label_sealed", SEALED),  # how the administrator tells this person from others
    CheckConstraint("state in ('invited', 'active', 'revoked')", name="state"),
    Index("ix_member_place_state", "place", "state"),
)

member_role = Table(
    "member_role",
    metadata,
    Column("member_id", ID, ForeignKey("member.member_id"), primary_key=True),
    Column("role", String(16), primary_key=True),
    Column("place", PLACE, nullable=False),
    CheckConstraint(f"role in ({_ROLES})", name="role"),
    Index("ix_member_role_place_role", "place", "role"),
)

ticket = Table(
    "ticket",
    metadata,
    Column("ticket_hash", SECRET_HASH, primary_key=True),  # keyed; the ticket is kept nowhere
    Column("member_id", ID, ForeignKey("member.member_id"), nullable=False),
    Column("place", PLACE, nullable=False),
    Column("kind", String(12), nullable=False),
    Column("ends_at", Instant, nullable=False),
    CheckConstraint("kind in ('invitation', 'link')", name="kind"),
    Index("ix_ticket_member_id", "member_id"),
    Index("ix_ticket_ends_at", "ends_at"),
    **WITHOUT_ORDER,
)

desk = Table(
    "desk",
    metadata,
    Column("tag", String(40), primary_key=True),  # of the conversation it is held in
    Column("member_id", ID, ForeignKey("member.member_id"), nullable=False),
    Column("place", PLACE, nullable=False),
    Column("address_sealed", SEALED, nullable=False),
    Column("ends_at", Instant),  # a session in a browser ends by itself
    Index("ix_desk_member_id", "member_id"),
    Index("ix_desk_ends_at", "ends_at"),
    **WITHOUT_ORDER,
)

staff_token = Table(
    "staff_token",
    metadata,
    Column("token_hash", SECRET_HASH, primary_key=True),
    Column("member_id", ID, ForeignKey("member.member_id"), nullable=False),
    Column("place", PLACE, nullable=False),
    Column("ends_at", Instant, nullable=False),
    Index("ix_staff_token_member_id", "member_id"),
    Index("ix_staff_token_ends_at", "ends_at"),
    **WITHOUT_ORDER,
)

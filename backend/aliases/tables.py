"""Aliases and identities: no running id, no order, no time; rows look alike without the keys."""

from sqlalchemy import Column, Date, Table

from backend.db.columns import ID, PLACE, SEALED, WITHOUT_ORDER, metadata

alias = Table(
    "alias",
    metadata,
    Column("alias_id", ID, primary_key=True),
    Column("place", PLACE, nullable=False),
    Column("slot_sealed", SEALED, nullable=False),  # which key of the vault
    Column("address_sealed", SEALED, nullable=False),  # under that key
    **WITHOUT_ORDER,
)

identity = Table(
    "identity",
    metadata,
    Column("identity_id", ID, primary_key=True),
    Column("place", PLACE, nullable=False),
    Column("begun_on", Date, nullable=False),  # what was not finished by the next day is dropped
    Column("name_sealed", SEALED),  # each to the payer's public key: the office opens none
    Column("number_sealed", SEALED),
    Column("account_sealed", SEALED),
    **WITHOUT_ORDER,
)

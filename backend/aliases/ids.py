"""The opaque alias id: all that the case store may know of a reporter."""

from typing import NewType

from backend.db.columns import fresh_id

AliasId = NewType("AliasId", str)
"""32 random hex digits; one report has one alias, two reports never share one."""


def fresh_alias() -> AliasId:
    """A new alias id; it leads nowhere until an address is sealed under it."""
    return AliasId(fresh_id())

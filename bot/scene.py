"""What an effect is performed in: one transaction, one conversation, one person."""

from dataclasses import dataclass, field

from sqlalchemy import Connection

from backend.aliases.service import Address
from backend.office import Office
from backend.places.profile import Place
from backend.staff.member import Member


@dataclass(slots=True)
class Scene:
    """Handed to every performer; lives for one turn."""

    conn: Connection
    office: Office
    place: Place
    tag: str
    address: Address
    door: str
    """Kind of door: web, messenger, terminal, api."""
    language: str
    member: Member | None = None
    asks_maps: bool = False
    """An outside map service is switched on."""
    forgotten: bool = False
    """`/stop` was performed: what this conversation was is not written back."""
    tapped: list[str] = field(default_factory=list)
    slots: list[bytes] = field(default_factory=list)
    """Keys of the vault that are destroyed at the end of the batch, when all else is written."""

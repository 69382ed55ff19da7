"""What every service of the office is handed: database, keys, clock, places and the file store."""

from collections.abc import Mapping
from dataclasses import dataclass

from backend.clock import Clock
from backend.db.engine import Database
from backend.errors import NotFound
from backend.keys.ring import KeyRing
from backend.places.profile import Place
from media.stores.store import Store


@dataclass(frozen=True, slots=True)
class Office:
    """Built once in `bot/compose.py` and passed along; holds no state of its own."""

    database: Database
    keys: KeyRing
    clock: Clock
    places: Mapping[str, Place]
    files: Store
    photos_max: int = 20
    """Pictures of one report, those added after filing among them."""

    def place(self, code: str) -> Place:
        """The profile of a place.

        Raises:
            NotFound: this Davy does not serve it.
        """
        try:
            return self.places[code]
        except KeyError:
            raise NotFound("problem-place-unknown") from None

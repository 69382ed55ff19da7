"""The contract of a store: bytes under random names, all at once or not at all."""

import re
import secrets
from collections.abc import Iterator
from datetime import date
from typing import Final, Protocol

_NAME: Final = re.compile(r"[0-9a-f]{32}")


class StoreFull(Exception):
    """There is no room; words can still be taken, photos must wait."""


class StoreDown(Exception):
    """The store did not do it and may do it later; whatever was to be stored is still the caller's.

    Carries no words of the system or the server: they may hold paths, keys or addresses.
    """


class NotStored(Exception):
    """Nothing lies under this name: it was never put, or was deleted."""


class Store(Protocol):
    """Bytes under random names. Every call may be repeated harmlessly; all may block.

    The store does not care whether the bytes are sealed. It keeps no type, no owner and no word
    about them: that is the database's.
    """

    def put(self, name: str, data: bytes) -> bool:
        """Store `data` under `name` unless something lies there; durable when this returns.

        Returns:
            True when it was stored now, False when the name was taken and nothing was changed.

        Raises:
            StoreFull, StoreDown: nothing lies under `name` that did not before.
            ValueError: when `name` is not one that `new_name` could have made.
        """
        ...

    def get(self, name: str) -> bytes:
        """The bytes under `name`.

        Raises:
            NotStored, StoreDown, ValueError.
        """
        ...

    def delete(self, name: str) -> None:
        """Make `name` free again; also when it is free already.

        Raises:
            StoreDown, ValueError.
        """
        ...

    def stored_before(self, day: date) -> Iterator[str]:
        """The names whose bytes were put before `day` (UTC), in no order.

        For finding orphans: whoever asks compares with the database and deletes what it does not
        know. `day` must lie far enough back for every put in flight to be on record.

        Raises:
            StoreDown.
        """
        ...

    def sweep(self) -> int:
        """Remove what killed puts left unfinished for a day; gives how many pieces that was.

        It lies under no name, so `stored_before` never lists it. The age is told by the store's own
        time: by another's clock a put that is under way could be taken for a left one.

        Raises:
            StoreDown.
        """
        ...

    def room_bytes(self) -> int | None:
        """How many bytes are still free; None where the store cannot say.

        Raises:
            StoreDown.
        """
        ...


def new_name() -> str:
    """A fresh random name: 32 hexadecimal digits, 128 bits, derived from nothing."""
    return secrets.token_hex(16)


def checked(name: str) -> str:
    """`name` itself, when it has the form of a name.

    Raises:
        ValueError: otherwise, so that no path and no foreign key is ever made of it.
    """
    if _NAME.fullmatch(name) is None:
        raise ValueError("a store's name is 32 hexadecimal digits")
    return name

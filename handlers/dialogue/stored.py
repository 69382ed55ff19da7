"""Stable names for the values that outlive a process: states, events and effects."""

from collections.abc import Callable
from dataclasses import is_dataclass
from typing import TypeVar

T = TypeVar("T")

BY_NAME: dict[str, type] = {}
"""Stored name -> class. Names are never changed or used again: running conversations hold them."""

NAME_OF: dict[type, str] = {}


def stored(name: str) -> Callable[[type[T]], type[T]]:
    """Give a frozen dataclass the name under which it is written to the database.

    Raises:
        ValueError: the name stands already, or the class is no dataclass.
    """

    def keep(cls: type[T]) -> type[T]:
        if name in BY_NAME or not is_dataclass(cls):
            raise ValueError(f"cannot store {cls.__name__} as {name!r}")
        BY_NAME[name] = cls
        NAME_OF[cls] = name
        return cls

    return keep

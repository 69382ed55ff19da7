"""Finds the doors: whatever module in this folder has `DOORS` has registered itself by that."""

import importlib
import pkgutil
from functools import cache

import tests.kit.doors as folder
from tests.kit.doors.contract import Door


@cache
def all_doors() -> dict[str, Door]:
    """Every door by its name."""
    found: dict[str, Door] = {}
    for module in pkgutil.iter_modules(folder.__path__):
        for door in getattr(
            importlib.import_module(f"{folder.__name__}.{module.name}"), "DOORS", ()
        ):
            assert door.name not in found, f"two doors are called {door.name}"
            found[door.name] = door
    return found

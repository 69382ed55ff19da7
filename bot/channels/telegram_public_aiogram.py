"""aiogram as this channel uses it, imported so that each of its types is built at first use.

By itself `import aiogram` builds the validators of all its four hundred types and methods, although
they ask for `defer_build`: on two idle cores 3.1 s and 165 MB, of which a bot needs a tenth. Here
that one loop is held back while the modules load, and afterwards every class knows where to find
the names in its annotations, so that pydantic's own deferred building works: 1.2 s and 62 MB.

Nothing else is changed. Where aiogram was imported before, or where its shape is another one, it is
simply imported as it is.
"""

import sys
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from functools import cache
from typing import Any, Literal, Optional, Union

from pydantic import BaseModel

_BUILD: Callable[..., bool | None] = BaseModel.model_rebuild.__func__  # type: ignore[attr-defined]


@contextmanager
def _without_building() -> Iterator[None]:
    """Within, classes of aiogram are not built; all others are, also in other threads."""
    if "aiogram" in sys.modules:
        yield
        return

    def rebuild(cls: type[BaseModel], /, **options: Any) -> bool | None:
        if cls.__module__.startswith("aiogram."):
            return None
        options["_parent_namespace_depth"] = options.get("_parent_namespace_depth", 2) + 1
        return _BUILD(cls, **options)

    BaseModel.model_rebuild = classmethod(rebuild)  # type: ignore[assignment]
    try:
        yield
    finally:
        BaseModel.model_rebuild = classmethod(_BUILD)  # type: ignore[assignment]


with _without_building():
    from aiogram import types
    from aiogram.client.default import Default
    from aiogram.methods import TelegramMethod
    from aiogram.methods.base import Response
    from aiogram.types.base import TelegramObject


@cache
def _names() -> dict[str, Any]:
    """What aiogram's own loop gives to each class: the names that stand in annotations."""
    names: dict[str, Any] = {"List": list, "Optional": Optional, "Union": Union}
    names |= {"Literal": Literal, "Default": Default}
    return names | {name: getattr(types, name) for name in types.__all__}


def _build(cls: type[BaseModel], /, **options: Any) -> bool | None:
    options.pop("_parent_namespace_depth", None)
    options["_types_namespace"] = options.get("_types_namespace") or _names()
    return _BUILD(cls, **options)


for _base in (TelegramObject, TelegramMethod, Response):
    _base.model_rebuild = classmethod(_build)  # type: ignore[assignment]

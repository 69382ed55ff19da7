"""Two made-up languages, drawn from the English catalogue: what they do not touch is not in it.

`xx` writes every mark as the letter of no language; `ar-x-pseudo` is written from right to left.
"""

import copy
from collections.abc import Callable

from locales.catalogue import FOLDER, Catalogue, Language, Template, read

MADE_UP = "ẍ"
_ARABIC = "ابتثجحخدذرزسشصضطظعغفقكلمنهوي"


def pseudo_catalogue() -> Catalogue:
    """The real languages and both made-up ones, strict."""
    real = {path.stem: read(path) for path in sorted(FOLDER.glob("*.po"))}
    return Catalogue(
        {
            **real,
            "xx": _drawn(real["en"], "xx", lambda text: _marked(text, _made_up)),
            "ar-x-pseudo": _drawn(real["en"], "ar-x-pseudo", lambda text: _marked(text, _arabic)),
        },
        strict=True,
    )


def _drawn(source: Language, name: str, change: Callable[[str], str]) -> Language:
    language = copy.copy(source)
    language.name = name
    language.texts = {
        key: forms
        if key.startswith(("format-", "language-name"))
        else tuple(_changed(one, change) for one in forms)
        for key, forms in source.texts.items()
    }
    return language


def _changed(template: Template, change: Callable[[str], str]) -> Template:
    return Template(tuple((change(literal), name) for literal, name in template.pieces))


def _marked(text: str, change: Callable[[str], str]) -> str:
    return "".join(mark if mark.isspace() else change(mark) for mark in text)


def _made_up(_mark: str) -> str:
    return MADE_UP


def _arabic(mark: str) -> str:
    return _ARABIC[ord(mark) % len(_ARABIC)]

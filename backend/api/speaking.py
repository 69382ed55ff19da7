"""A problem's words for people, in the language that the request asks for."""

from collections.abc import Callable, Mapping
from functools import lru_cache

from starlette.datastructures import Headers

from locales.catalogue import DEFAULT, Catalogue, load

Speak = Callable[[str, Mapping[str, str | int]], str]
"""Key and arguments to words; empty where the catalogues have none."""


def speaker(headers: Headers) -> Speak:
    """Speaks the first of our languages that Accept-Language names, else the default."""
    words = catalogue()
    language = _language(headers.get("accept-language", ""), words.languages)

    def speak(key: str, args: Mapping[str, str | int]) -> str:
        return words.say(language, key, args) if key in _known() else ""

    return speak


@lru_cache(maxsize=1)
def catalogue() -> Catalogue:
    """All languages, read once; `build_api` does it at the start."""
    return load()


@lru_cache(maxsize=1)
def _known() -> frozenset[str]:
    return catalogue().keys(DEFAULT)


def _language(accepted: str, ours: tuple[str, ...]) -> str:
    """Weights are left alone: people's browsers name the language they want first."""
    for wanted in accepted.split(","):
        tongue = wanted.partition(";")[0].strip().lower().partition("-")[0]
        for one in ours:
            if tongue and one.lower().partition("-")[0] == tongue:
                return one
    return DEFAULT

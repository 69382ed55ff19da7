"""The reader of the catalogues: a key and its arguments become words in one language.

Catalogues are gettext files with keys instead of sentences (`msgid "report-place"`), placeholders
`{name}` and gettext's plural forms, chosen by the argument `count`. All is prepared at the start:
saying something is then a look-up and a join.
"""

import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date, datetime
from functools import lru_cache
from gettext import c2py
from pathlib import Path
from typing import Protocol, cast

from babel import Locale, UnknownLocaleError
from babel.dates import format_date, format_datetime
from babel.messages.catalog import Catalog
from babel.messages.pofile import read_po
from babel.numbers import format_decimal

FOLDER = Path(__file__).parent
DEFAULT = "zh-Hans"
"""What stands in when a text is missing in another language."""

MISSING = "text-missing"
"""What is said instead of a text that no catalogue has: never its key."""

OWN_NAME = "language-name"
"""What a language calls itself; `language-en` is English's own name, in every language."""

PLACEHOLDER = re.compile(r"\{([a-z_]+)\}")

Args = Mapping[str, object] | Iterable[tuple[str, object]]


class Saying(Protocol):
    """A text within a text: a line of a summary, a sector's name, a step."""

    @property
    def key(self) -> str:
        """Its key."""

    @property
    def args(self) -> Iterable[tuple[str, object]]:
        """Its arguments."""


@dataclass(frozen=True, slots=True)
class Template:
    """One form of a text: literal pieces, each followed by the name of a placeholder or nothing."""

    pieces: tuple[tuple[str, str], ...]

    @property
    def names(self) -> frozenset[str]:
        """The placeholders."""
        return frozenset(name for _, name in self.pieces if name)


class Language:
    """One language: its texts, plural rule and ways to write dates and numbers."""

    def __init__(self, name: str, source: Catalog) -> None:
        self.name = name
        self.locale = _locale(name)
        self.plural = c2py(source.plural_expr)
        self.texts: dict[str, tuple[Template, ...]] = {
            _key(message.id): _forms(message.string)
            for message in source
            if message.id and all(_strings(message.string))
        }

    def pattern(self, key: str) -> str:
        """A way to write dates or lists, as this language's file gives it."""
        return self.texts[key][0].pieces[0][0]


class Catalogue:
    """All languages, read once."""

    def __init__(self, languages: Mapping[str, Language], *, strict: bool = False) -> None:
        """With `strict` a missing text or argument is an error: for tests."""
        self._languages = dict(languages)
        self._strict = strict
        self._default = self._languages[DEFAULT]
        self._names = {
            f"language-{name.lower()}": language.texts[OWN_NAME]
            for name, language in self._languages.items()
            if OWN_NAME in language.texts
        }
        self.missing: set[str] = set()
        """Keys that were asked for and found nowhere; an operator should hear of them."""

    @property
    def languages(self) -> tuple[str, ...]:
        """The names of all languages, the default first."""
        others = (name for name in self._languages if name != DEFAULT)
        return (DEFAULT, *sorted(others))

    def keys(self, language: str) -> frozenset[str]:
        """Every key of one language."""
        return frozenset(self._languages[language].texts)

    def templates(self, language: str, key: str) -> tuple[Template, ...]:
        """The forms of one text: one, or one a plural form."""
        return self._languages[language].texts[key]

    def say(self, language: str, key: str, args: Args = ()) -> str:
        """The text in that language; dates and numbers as they are written there.

        `args` may hold strings (shown as they are), numbers, dates, sayings (`key` and `args`),
        tuples of strings (a list in one line) and tuples of sayings (one line each).
        """
        spoken = self._languages.get(language, self._default)
        forms = spoken.texts.get(key)
        if forms is None:
            spoken, forms = self._fallback(key)
        values: Mapping[str, object] = args if isinstance(args, Mapping) else dict(args)
        template = forms[0] if len(forms) == 1 else forms[_form(spoken, values)]
        if len(template.pieces) == 1 and not template.pieces[0][1]:
            return template.pieces[0][0]
        return "".join(
            literal + self._shown(spoken, values, name) if name else literal
            for literal, name in template.pieces
        ).rstrip("\n")

    def _fallback(self, key: str) -> tuple[Language, tuple[Template, ...]]:
        if key in self._names:
            return self._default, self._names[key]
        forms = self._default.texts.get(key)
        if forms is not None and not self._strict:
            return self._default, forms
        if self._strict:
            raise KeyError(key)
        self.missing.add(key)
        return self._default, self._default.texts[MISSING]

    def _shown(self, language: Language, values: Mapping[str, object], name: str) -> str:
        value = values.get(name)
        if isinstance(value, str):
            return value
        if value is None:
            if self._strict:
                raise KeyError(name)
            return ""
        return self._written(language, value)

    def _written(self, language: Language, value: object) -> str:
        match value:
            case str():
                return value
            case datetime():
                return _moment(value, language.pattern("format-moment"), language.locale)
            case date():
                return _day(value, language.pattern("format-day"), language.locale)
            case int() | float():
                return _number(value, language.locale)
            case tuple():
                parts = [self._written(language, part) for part in value]
                lines = any(hasattr(part, "key") for part in value)
                between = "\n" if lines else language.pattern("format-list")
                return between.join(part for part in parts if part)
        saying = cast(Saying, value)
        return self.say(language.name, saying.key, saying.args)


def load(folder: Path = FOLDER, *, strict: bool = False) -> Catalogue:
    """Read every `<language>.po` of a folder."""
    found = sorted(folder.glob("*.po"))
    return Catalogue({path.stem: read(path) for path in found}, strict=strict)


def read(path: Path) -> Language:
    """Read one language's file; its name is the language's."""
    with path.open("rb") as file:
        return Language(path.stem, read_po(file))


def _key(message_id: object) -> str:
    return str(message_id[0] if isinstance(message_id, tuple | list) else message_id)


def _strings(string: object) -> tuple[str, ...]:
    return tuple(string) if isinstance(string, tuple | list) else (str(string),)


def _forms(string: object) -> tuple[Template, ...]:
    return tuple(_template(form) for form in _strings(string))


def _template(text: str) -> Template:
    parts = PLACEHOLDER.split(text)
    names = [*parts[1::2], ""]
    pieces = tuple(zip(parts[::2], names, strict=True))
    return Template(pieces[:-1] if len(pieces) > 1 and not pieces[-1][0] else pieces)


def _form(language: Language, values: Mapping[str, object]) -> int:
    count = values.get("count", 1)
    if isinstance(count, str) and count.isdecimal():  # as the office's refusals carry it
        count = int(count)
    return int(language.plural(count if isinstance(count, int) else 1))


def _locale(name: str) -> Locale:
    """How dates and numbers are written; a language that nobody knows writes them as English."""
    try:
        return Locale.parse(name.replace("-", "_").partition("_x_")[0])
    except (UnknownLocaleError, ValueError):
        return Locale.parse("en")


@lru_cache(maxsize=4096)
def _day(value: date, pattern: str, locale: Locale) -> str:
    return format_date(value, pattern, locale=locale)


@lru_cache(maxsize=4096)
def _moment(value: datetime, pattern: str, locale: Locale) -> str:
    return format_datetime(value, pattern, tzinfo=value.tzinfo, locale=locale)


@lru_cache(maxsize=4096)
def _number(value: float, locale: Locale) -> str:
    return str(format_decimal(value, locale=locale))

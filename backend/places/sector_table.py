"""The one vocabulary of 34 sectors: stable slugs, names and the examples that people see."""

import tomllib
from dataclasses import dataclass
from pathlib import Path


@dataclass(frozen=True, slots=True)
class Sector:
    """A sector; ``zh_examples`` and ``en_examples`` are a few plain words a lay person knows."""

    slug: str
    zh: str
    en: str
    zh_examples: str
    en_examples: str

    @property
    def listed(self) -> str:
        """The Chinese name as lists and files carry it: with ASCII brackets."""
        return self.zh.translate(_BRACKETS)


_BRACKETS = str.maketrans("（）", "()")


def _table() -> tuple[Sector, ...]:
    text = (Path(__file__).parent / "sectors.toml").read_text(encoding="utf-8")
    return tuple(Sector(**row) for row in tomllib.loads(text)["sector"])


SECTORS: tuple[Sector, ...] = _table()
"""All 34, in the vocabulary's order."""

SECTOR_BY_SLUG: dict[str, Sector] = {sector.slug: sector for sector in SECTORS}
"""The same, by slug."""

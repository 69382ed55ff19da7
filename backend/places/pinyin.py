"""How Chinese characters sound: one reading each, and a blurred form that dialects share."""

from functools import cache
from pathlib import Path

_BLUR = (("zh", "z"), ("ch", "c"), ("sh", "s"))


@cache
def _readings() -> dict[str, str]:
    lines = (Path(__file__).parent / "pinyin.txt").read_text(encoding="utf-8").splitlines()
    rows = (line.split(" ", 1) for line in lines if not line.startswith("#"))
    return {char: syllable for syllable, chars in rows for char in chars}


def syllables(text: str) -> tuple[str, ...]:
    """A syllable for each character, without tones; a character that is not Chinese as it is."""
    readings = _readings()
    return tuple(readings.get(char, char.lower()) for char in text)


def blurred(syllable: str) -> str:
    """The syllable as it sounds where zh and z, ch and c, sh and s, n and l, -ng and -n are one."""
    for full, short in _BLUR:
        if syllable.startswith(full):
            syllable = short + syllable[2:]
    if syllable.startswith("l"):
        syllable = "n" + syllable[1:]
    return syllable[:-1] if syllable.endswith("ng") else syllable

"""Chinese is punctuated as Chinese: finds and mends narrow marks in the Chinese catalogue.

    python -m tests.kit.chinese_punctuation

Some tools write `,` where a Chinese reader expects its full-width sister; the marks are spelt here
by their numbers, so that no tool can change them.
"""

import re
from pathlib import Path

from locales.catalogue import FOLDER

CATALOGUE = FOLDER / "zh-Hans.po"
WIDE = {mark: chr(ord(mark) + 0xFEE0) for mark in ",:;?!()"}
"""The full-width forms stand 0xFEE0 above the narrow ones (Unicode, FF01-FF5E)."""

_CHINESE = re.compile("[\u4e00-\u9fff]")
_NARROW = re.compile(r"(?<!\d)[,:](?!//|mm)|[,:](?![\d/]|mm)|[;?!()]")


def full_width(text: str) -> str:
    """The text with wide marks on every line that holds Chinese; 08:00 and 3,000 stay."""
    return "\n".join(_line(line) for line in text.split("\n"))


def _line(line: str) -> str:
    if not _CHINESE.search(line):
        return line
    return _NARROW.sub(lambda found: WIDE[found[0]], line)


def mended(source: str) -> str:
    """A gettext file with its Chinese texts so punctuated; its head and remarks as they are."""
    head, gap, body = source.partition("\n\n")
    return head + gap + "\n".join(_entry_line(line) for line in body.split("\n"))


def _entry_line(line: str) -> str:
    if line.startswith(("msgid", "#")):
        return line
    return "\\n".join(_line(part) for part in line.split("\\n"))


def mend(path: Path = CATALOGUE) -> None:
    """Mend the file."""
    path.write_text(mended(path.read_text("utf-8")), "utf-8")


if __name__ == "__main__":
    mend()

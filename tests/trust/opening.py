"""Two people open an untouched picture, on the machine of whoever holds the key for evidence."""

import re
from pathlib import Path
from typing import Protocol

PASSPHRASE = "correct horse battery"
OPENED = "opened.jpg"
"""Where the picture is written: theirs to keep or to delete."""


class Command(Protocol):
    """What a `davy` command prints; `said` is typed into it."""

    async def __call__(self, *words: str, said: str = "") -> str:
        """Run it in the day's folder."""
        ...


async def open_original(command: Command, both: tuple[str, str], number: str, key: Path) -> bytes:
    """The original that lies with a report beside a recording, opened by two tokens."""
    one, other = both
    listed = await command("evidence", "list", number, said=f"{one}\n")
    assert sorted(re.findall("original|voice", listed)) == ["original", "voice"], listed
    (evidence_id,) = re.findall(r"(\w{32})  original", listed)
    words = ("open", number, evidence_id, str(key), OPENED)
    await command("evidence", *words, said=f"{one}\n{other}\n{PASSPHRASE}\n")
    return (key.parent / OPENED).read_bytes()

"""Screenplays: dialogues as text that one player runs against the pure handlers and every door.

    # The straight way
    A person sends a photo, a place and a few words, and holds a receipt.
    door: messenger

    > (open)
    < greeting        [report] [follow] [language*]
    > (photo street.jpg)
    < report-photo-received
    < report-place    wants place
    > (place 33.1287 117.8943)
    > 三楼过道堆满电动车 || E-bikes fill the third-floor corridor
    * 6 minutes pass
    inspector> /tasks

`>` a person does, `<` is said, `*` happens elsewhere. A name before the sign is another person
(`inspector>`); without one it is the public. Acts: words (`zh || en`), `/command rest`, `[button]`
(`[[button]]` under the question before: a late tap), `(again)` the last act once more, or one of

    (open TOKEN)  (photo NAME …)  (file NAME …)  (album A NAME …)  (video NAME) (voice NAME)
    (document NAME)  (place LAT LON)  (live LAT LON)  (venue LAT LON LABEL)  (contact) (sticker)
    (edit N WORDS)  (delete N)

What differs in English stands behind `||`: `(edit 1 又大了) || 1 It grew`.

A photo may be followed by `at LAT LON` (what its file claims), `torn` (cannot be cleaned) and
`saying WORDS` (its caption). `{code}` and `{number}` stand for what was said last. After `<` come
the key, the buttons in order where they matter, and `wants …`. Between two acts everything said
must stand there, in order.
"""

import re
from collections.abc import Iterator
from dataclasses import dataclass, field
from fnmatch import fnmatchcase
from pathlib import Path

FOLDER = Path(__file__).resolve().parents[1] / "screenplays"
SETTINGS = ("door", "posters", "staff", "starts")
"""What may be set in a screenplay's head, as `name: value`: the door it is written for (messenger),
which posters hang on walls, who works at the desks, and the language that it starts in whatever is
typed."""

_LINE = re.compile(r"^(?P<who>[a-z]*)(?P<sign>[><*])\s*(?P<rest>.*)$")
_DEED = re.compile(r"^\((?P<kind>[a-z]+)\s*(?P<rest>.*)\)$", re.DOTALL)
_CHOICES = re.compile(r"\[([^\]]+)\]")


@dataclass(frozen=True)
class Act:
    """What a person does. `kind` is words, command, tap, late-tap, again, or a deed's name."""

    who: str
    kind: str
    zh: str
    en: str
    line: int

    def text(self, language: str) -> str:
        """What is typed, in that language; of a deed what stands behind its name."""
        return self.en if language == "en" else self.zh


@dataclass(frozen=True)
class Expect:
    """What is said: a catalogue key, its buttons where they are listed, what it wants."""

    who: str
    key: str
    choices: tuple[str, ...]
    wants: str
    line: int


@dataclass(frozen=True)
class Direction:
    """What happens elsewhere: in the office, to the clock, to the server."""

    words: str
    line: int


@dataclass(frozen=True)
class Note:
    """A remark for the reader of the screenplay."""

    words: str


@dataclass(frozen=True)
class Beat:
    """Something is done, and all that is said until the next deed."""

    deed: Act | Direction
    expects: tuple[Expect, ...]


@dataclass(frozen=True)
class Screenplay:
    """One dialogue."""

    name: str
    title: str
    about: str
    settings: dict[str, str] = field(default_factory=dict)
    items: tuple[Act | Expect | Direction | Note, ...] = ()

    @property
    def door(self) -> str:
        """The kind of door it is written for: messenger unless it says otherwise."""
        return self.settings.get("door", "messenger")

    @property
    def public(self) -> bool:
        """Does it play at the public's doors alone?"""
        return "staff" not in self.settings and self.actors == {""}

    @property
    def actors(self) -> frozenset[str]:
        """Everybody who does something in it; the public is the empty name."""
        return frozenset(item.who for item in self.items if isinstance(item, Act))

    def beats(self) -> Iterator[Beat]:
        """Deeds, each with what is said before the next one."""
        deed: Act | Direction | None = None
        expects: list[Expect] = []
        for item in self.items:
            if isinstance(item, Act | Direction):
                if deed is not None:
                    yield Beat(deed, tuple(expects))
                deed, expects = item, []
            elif isinstance(item, Expect):
                expects.append(item)
        if deed is not None:
            yield Beat(deed, tuple(expects))


def parse(name: str, text: str) -> Screenplay:
    """Read a screenplay.

    Raises:
        ValueError: a line is neither a remark nor a deed nor something said; with its number.
    """
    title, about, settings = "", [], {}
    items: list[Act | Expect | Direction | Note] = []
    for number, line in enumerate(text.splitlines(), 1):
        bare = line.strip()
        found = _LINE.match(bare)
        setting, colon, value = bare.partition(":")
        if not bare:
            continue
        if found:
            items.append(_item(found, number))
        elif not items and colon and setting in SETTINGS:
            settings[setting] = value.strip()
        elif bare.startswith("#"):
            words = bare.lstrip("# ")
            if title:
                items.append(Note(words))
            else:
                title = words
        elif not items:
            about.append(bare)
        else:
            raise ValueError(f"{name}:{number}: cannot be read: {bare}")
    return Screenplay(name, title, " ".join(about), settings, tuple(items))


def _item(found: re.Match[str], number: int) -> Act | Expect | Direction:
    who, sign, rest = found["who"], found["sign"], found["rest"].strip()
    if sign == "*":
        return Direction(rest, number)
    if sign == ">":
        return _act(who, rest, number)
    key, _, more = rest.partition(" ")
    said, _, wants = more.partition("wants ")
    return Expect(who, key, tuple(_CHOICES.findall(said)), wants.strip(), number)


def _act(who: str, rest: str, number: int) -> Act:
    zh, _, en = (part.strip() for part in rest.partition("||"))
    deed = _DEED.match(zh)
    if rest.startswith("[["):
        return Act(who, "late-tap", rest[2:-2], rest[2:-2], number)
    if rest.startswith("["):
        return Act(who, "tap", rest[1:-1], rest[1:-1], number)
    if rest.startswith("/"):
        return Act(who, "command", rest[1:], rest[1:], number)
    kind, zh = (deed["kind"], deed["rest"]) if deed else ("words", zh)
    return Act(who, kind, zh, en or zh, number)


def load(folder: Path = FOLDER) -> dict[str, Screenplay]:
    """Every screenplay of a folder, by its file's name without the ending."""
    found = sorted(folder.glob("*.play"))
    return {path.stem: parse(path.stem, path.read_text("utf-8")) for path in found}


# ── what a deed carries ─────────────────────────────────────────────────────────────────────────


@dataclass(frozen=True)
class Picture:
    """A photo in a screenplay: its name, what its file claims, whether it can be cleaned."""

    name: str
    caption: str = ""
    album: str = ""
    claims: tuple[float, float] | None = None
    torn: bool = False


def pictures(act: Act, language: str) -> tuple[Picture, ...]:
    """The pictures of a `photo`, `file` or `album` act, in order."""
    said, _, caption = act.text(language).partition(" saying ")
    words = said.split()
    album = words.pop(0) if act.kind == "album" else ""
    claims = None
    if "at" in words:
        at = words.index("at")
        claims = (float(words[at + 1]), float(words[at + 2]))
        del words[at : at + 3]
    torn = "torn" in words
    names = [word for word in words if word != "torn"]
    return tuple(
        Picture(name, caption if index == 0 else "", album, claims, torn)
        for index, name in enumerate(names)
    )


def point(act: Act, language: str) -> tuple[float, float, str]:
    """Latitude, longitude and label of a `place`, `live` or `venue` act."""
    lat, lon, *label = act.text(language).split(" ", 2)
    return float(lat), float(lon), label[0] if label else ""


# ── judging what was said ───────────────────────────────────────────────────────────────────────


@dataclass(frozen=True)
class Heard:
    """One message as it came out: its key, text and buttons (names, in order)."""

    key: str
    text: str
    choices: tuple[str, ...] = ()
    wants: str = ""
    labels: tuple[tuple[str, ...], ...] = ()
    """The buttons' labels, row by row."""


def complaint(beat: Beat, heard: list[Heard]) -> str:
    """What is wrong with what was said after a deed; empty when all is as written."""
    expected = [one.key for one in beat.expects]
    came = [one.key for one in heard]
    line = beat.deed.line
    if expected != came:
        return f"line {line}: expected {expected}, heard {came}"
    for expect, one in zip(beat.expects, heard, strict=True):
        if expect.choices and not _same(expect.choices, one.choices):
            return f"line {expect.line}: expected {expect.choices}, offered {one.choices}"
        if expect.wants and expect.wants != one.wants:
            return f"line {expect.line}: wants {one.wants!r}, not {expect.wants!r}"
    return ""


def _same(expected: tuple[str, ...], offered: tuple[str, ...]) -> bool:
    """Are these the buttons? A star stands for anything, as in `language*`."""
    return len(expected) == len(offered) and all(map(fnmatchcase, offered, expected))


def fill(text: str, told: dict[str, str]) -> str:
    """The text with `{code}` and the like replaced by what was told."""
    for name, value in told.items():
        text = text.replace(f"{{{name}}}", value)
    return text

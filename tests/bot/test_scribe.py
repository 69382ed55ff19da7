"""`davy chat --screenplay`: what is played at a terminal becomes a screenplay that plays again."""

import asyncio
import stat
import sys
from collections.abc import Sequence
from datetime import UTC, datetime
from pathlib import Path

import pytest

from bot.channel import Button, Outbound
from bot.scribe import Scribe
from handlers.dialogue.event import (
    CommandGiven,
    Event,
    EvidenceSent,
    Opened,
    PhotoSent,
    PlaceShared,
    TextEdited,
    TextSent,
)
from locales.catalogue import load
from media.draw import draw
from tests.kit.davy_command import davy, environment
from tests.kit.doors import playing
from tests.kit.doors.register import all_doors
from tests.kit.doors.stage import staged
from tests.kit.pure_stage import play
from tests.kit.screenplay import Act, Expect, parse

CODE = "3815 2210 7741 9003 1126"
MORNING = datetime(2026, 11, 24, 2, 0, tzinfo=UTC)
_PROMPT_S = 30.0


class Terminal:
    """Somebody at the real program: types a line, reads up to the next prompt."""

    def __init__(self, process: asyncio.subprocess.Process) -> None:
        self._process = process

    @classmethod
    async def at(cls, folder: Path, *arguments: str) -> "Terminal":
        process = await asyncio.create_subprocess_exec(
            *(sys.executable, "-m", "bot", "chat", *arguments),
            cwd=folder,
            env=environment(),
            stdin=asyncio.subprocess.PIPE,
            stdout=asyncio.subprocess.PIPE,
        )
        return cls(process)

    async def reads(self) -> str:
        assert self._process.stdout is not None
        async with asyncio.timeout(_PROMPT_S):
            return (await self._process.stdout.readuntil(b"\n> ")).decode()

    async def types(self, line: str) -> str:
        self._send(line)
        return await self.reads()

    async def ends(self) -> int:
        self._send("/quit")
        async with asyncio.timeout(_PROMPT_S):
            return await self._process.wait()

    def _send(self, line: str) -> None:
        assert self._process.stdin is not None
        self._process.stdin.write(f"{line}\n".encode())


async def reported(folder: Path, file: Path) -> str:
    """Play a short report at the program, with a photo; gives the code that it was told."""
    picture = folder / "zhang san's phone.jpg"
    picture.write_bytes(draw(7, 480, height_px=360, gps=(33.1402, 117.8801), camera="Kite K9"))
    person = await Terminal.at(folder, "--screenplay", str(file))
    await person.reads()
    await person.types("(三楼过道堆满电动车,晚上还充电)")
    await person.types(f"(file {picture} saying 就在楼梯口)")
    await person.types("1")
    await person.types("跳过其余")
    code = str(playing._CODE.findall(await person.types("1"))[-1])
    await person.types(code)
    assert await person.ends() == 0
    return code


async def test_a_report_that_was_played_in_a_terminal_plays_again_at_every_stage(
    used: Path, tmp_path: Path, sqlite_url: str
) -> None:
    file = tmp_path / "mine.play"
    code = await reported(used, file)
    written = file.read_text("utf-8")
    script = parse("mine", written)
    assert [one.key for one in script.items if isinstance(one, Expect)][-1] == "menu"
    assert ("words", "{code}") in [(a.kind, a.zh) for a in script.items if isinstance(a, Act)]
    assert (script.door, script.public) == ("terminal", True)
    for secret in (code, code.replace(" ", ""), "zhang", str(used), "33.1402", "117.8801"):
        assert secret not in written
    assert stat.S_IMODE(file.stat().st_mode) == 0o600
    assert "no real report" in script.about
    words = load(strict=True)
    for language in ("zh-Hans", "en"):
        assert play(script, words, language)[1] == []
    stage_folder = tmp_path / "stage"
    stage_folder.mkdir()
    async with staged(all_doors()["terminal"], stage_folder, sqlite_url, at=MORNING) as stage:
        assert await playing.play(script, stage, words) == []


def test_a_file_that_is_there_is_left_as_it_is(used: Path, tmp_path: Path) -> None:
    file = tmp_path / "mine.play"
    file.write_text("my own")
    told = davy(used, "chat", "--screenplay", str(file), said="/quit\n")
    assert told.returncode == 2
    assert "is there already" in " ".join(told.stderr.replace("│", "").split())
    assert file.read_text() == "my own"


def test_a_conversation_of_staff_is_not_written(used: Path, tmp_path: Path) -> None:
    told = davy(used, "chat", "--staff", "--screenplay", str(tmp_path / "s.play"), said="/quit\n")
    assert told.returncode == 2
    assert not (tmp_path / "s.play").exists()


# ── line by line ────────────────────────────────────────────────────────────────────────────────


def written(tmp_path: Path, *beats: tuple[Event, Sequence[Outbound]]) -> list[str]:
    """What stands below the head when this was done and said."""
    scribe = Scribe.at(tmp_path / "one.play")
    for event, said in beats:
        scribe.did((event,), said)
    scribe.close()
    text = (tmp_path / "one.play").read_text("utf-8")
    parse("one", text)
    return text.partition("\n\n")[2].splitlines()


OPENED = (Opened(), [Outbound("", key="greeting")])


@pytest.mark.parametrize(
    ("event", "line"),
    [
        (TextSent("我看见 || 了"), "> 我看见 \uff5c\uff5c 了"),
        (TextSent("(门口的)"), "> \uff08门口的)"),
        (TextSent("[1"), "> \uff3b1"),
        (TextSent("一行\u2028又一行"), "> 一行 又一行"),
        (TextSent("3815-2210 7741 9003 1126"), "> {code}"),
        (TextSent("编码是38152210774190031126。"), "> 编码是{code}。"),
        (TextSent("３８１５２２１０７７４１９００３１１２７"), "> 10000000000000000000"),
        (TextSent("2026-7886-1383 怎么样了"), "> {number} 怎么样了"),
        (CommandGiven("check", CODE), "> /check {code}"),
        (TextEdited("又大了", "line-2"), "> (edit 2 又大了)"),
        (PlaceShared(33.1, 117.8), "> (place 33.1 117.8)"),
        (PlaceShared(33.1, 117.8, label="老 库房"), "> (venue 33.1 117.8 老 库房)"),
        (PlaceShared(33.1, 117.8, live=True), "> (live 33.1 117.8)"),
        (PhotoSent("r1", "my trip", "两张"), "> (album my-trip p1.jpg saying 两张)"),
        (EvidenceSent("r1", "voice"), "> (voice voice1)"),
    ],
)
def test_a_deed_is_one_line_that_means_the_same(tmp_path: Path, event: Event, line: str) -> None:
    receipt = (TextSent("a"), [Outbound(f"{CODE}\n2026-7886-1383", key="receipt-code")])
    assert written(tmp_path, OPENED, receipt, (event, []))[-1] == line


def test_what_asks_has_its_buttons_and_its_wish(tmp_path: Path) -> None:
    rows = ((Button("A", "q|skip"), Button("B", "q|language:en")),)
    sectors = ((Button("A", "q|sector:fire"), Button("B", "q|skip")),)
    said = [
        Outbound("", rows, wants="place", key="place-noted report-unit"),
        Outbound("", sectors, key="report-sector"),
    ]
    assert written(tmp_path, (Opened("mill3"), said)) == [
        "> (open mill3)",
        "< place-noted",
        "< report-unit  [skip] [language*]  wants place",
        "< report-sector",
    ]


@pytest.mark.parametrize(
    ("key", "line"),
    [
        ("report-photo-cleaned-place", "> (photo p1.jpg at 33.1287 117.8943)"),
        ("photo-refused-truncated", "> (photo p1.jpg torn)"),
        ("report-photo-received", "> (photo p1.jpg)"),
    ],
)
def test_a_photo_is_what_came_of_it(tmp_path: Path, key: str, line: str) -> None:
    made = written(tmp_path, OPENED, (PhotoSent("r1"), [Outbound("", key=key)]))
    assert made[-2:] == [line, f"< {key}"]


def test_news_of_the_office_is_left_to_the_author_to_explain(tmp_path: Path) -> None:
    scribe = Scribe.at(tmp_path / "one.play")
    scribe.did((Opened(),), OPENED[1])
    scribe.news([])
    scribe.news([Outbound("", key="news-waiting")])
    scribe.close()
    lines = (tmp_path / "one.play").read_text("utf-8").splitlines()
    assert lines[-3:-1] == ["< greeting", lines[-2]]
    assert lines[-2].startswith("# Here something happened elsewhere")
    assert lines[-1] == "< news-waiting"

"""A disk that fills up: photos are refused first, then words; nothing is acknowledged and lost.

A real process lives on a file system of a few megabytes. What is answered with success while it
fills must be there afterwards; what was refused is sent again, as platforms do, and counts once.
"""

import asyncio
import json
import subprocess
from collections.abc import AsyncIterator, Iterator
from contextlib import asynccontextmanager
from pathlib import Path
from typing import Any

import httpx2
import pytest
from sqlalchemy import text

from backend.db.engine import Database
from media.draw import draw
from tests.ground.machine import Need, miss
from tests.kit.confirmed import confirm_examples
from tests.kit.davy_process import DavyProcess
from tests.kit.fake_bot_api import FakeBotApi
from tests.trust.people import Browser

SMALL_DISK = Need("a small file system", "run the tests as root: they mount a tmpfs of their own")
BOT = "telegram-public-340322"
SECRET = "secret-of-a-small-house"
HOOK = f"/hooks/{BOT}"
MB = 1024 * 1024
WORDS = "三楼过道堆满电动车"
REPORT = {"words": WORDS, "spot": {"lat": 33.1287, "lon": 117.8943}}


@pytest.fixture
def disk(tmp_path: Path) -> Iterator[Path]:
    """A file system of 24 MB."""
    root = tmp_path / "disk"
    root.mkdir()
    mount = ["mount", "-t", "tmpfs", "-o", "size=24m,mode=700", "tmpfs", str(root)]
    if subprocess.run(mount, capture_output=True, check=False).returncode:
        miss(SMALL_DISK)
    try:
        yield root
    finally:
        subprocess.run(["umount", "-l", str(root)], check=True)


class SmallHouse:
    """A process on the small disk, and ballast that takes its room away."""

    def __init__(self, folder: Path, disk: Path, client: httpx2.AsyncClient) -> None:
        self.disk = disk
        self.client = client
        self.ballast = disk / "ballast"
        self.update_id = 1000
        self.folder = folder

    def leave(self, free_bytes: int) -> None:
        """Fill the disk up to so much room."""
        import os
        import shutil

        self.ballast.unlink(missing_ok=True)
        size = shutil.disk_usage(self.disk).free - free_bytes
        with self.ballast.open("wb") as file:
            os.posix_fallocate(file.fileno(), 0, max(size, 1))

    def make_room(self) -> None:
        """Take the ballast away."""
        self.ballast.unlink(missing_ok=True)

    async def update(self, chat: int, body: dict[str, Any] | None = None) -> dict[str, Any]:
        """An update of Telegram's with words, or the same again."""
        self.update_id += 1
        user = {"id": chat, "is_bot": False, "first_name": "x"}
        return body or {
            "update_id": self.update_id,
            "message": {
                "message_id": self.update_id,
                "date": 1_790_000_000,
                "chat": {"id": chat, "type": "private", "first_name": "x"},
                "from": user,
                "text": WORDS + "，" * 900,
            },
        }

    async def push(self, update: dict[str, Any]) -> int:
        """The status that a platform's push gets."""
        headers = {"x-telegram-bot-api-secret-token": SECRET}
        answer = await self.client.post(HOOK, json=update, headers=headers, timeout=20)
        if answer.status_code == 503:
            assert int(answer.headers["retry-after"]) > 0
        return answer.status_code

    async def post_photo(self, photo: bytes) -> httpx2.Response:
        """A report with a photo through the JSON API."""
        form = {"report": json.dumps(REPORT, ensure_ascii=False)}
        files = [("photos", ("a.jpg", photo, "image/jpeg"))]
        return await self.client.post("/api/v1/reports", data=form, files=files, timeout=20)

    async def report(self) -> httpx2.Response:
        """A report through the JSON API."""
        return await self.client.post("/api/v1/reports", json=REPORT, timeout=20)

    def count(self, query: str) -> int:
        """A number from the database."""
        database = Database(f"sqlite:///{self.disk / 'data' / 'davy.db'}")
        with database.read() as conn:
            found = int(conn.execute(text(query)).scalar_one())
        database.close()
        return found


@asynccontextmanager
async def living(folder: Path, disk: Path, **env: str) -> AsyncIterator[SmallHouse]:
    """A house on the small disk, with a webhook; stopped cleanly at the end."""
    confirm_examples(disk)
    async with FakeBotApi(hurry=20.0) as api:
        bot = api.bot()
        davy = DavyProcess(folder, {})
        davy.env |= {
            "DAVY_DATA_DIR": str(disk / "data"),
            "DAVY_KEY_DIR": str(disk / "keys"),
            "DAVY_TELEGRAM_PUBLIC__TOKEN": bot.token,
            "DAVY_TELEGRAM_PUBLIC__API_URL": api.url,
            "DAVY_TELEGRAM_PUBLIC__WEBHOOK_URL": davy.url,
            "DAVY_TELEGRAM_PUBLIC__WEBHOOK_SECRET": SECRET,
            **env,
        }
        await davy.start()
        async with httpx2.AsyncClient(base_url=davy.url) as client:
            house = SmallHouse(folder, disk, client)
            try:
                yield house
            finally:
                house.make_room()
                await davy.stop()


async def until(condition: Any, within_s: float = 15.0) -> None:
    """Wait for something that the process does by itself."""
    for _ in range(int(within_s * 10)):
        if await condition():
            return
        await asyncio.sleep(0.1)
    raise AssertionError(f"not within {within_s} s")


async def test_photos_are_refused_first_then_words_and_then_all_goes_on(
    tmp_path: Path, disk: Path
) -> None:
    limits = {"DAVY_FILES_MIN_MB": "8", "DAVY_WORDS_MIN_MB": "3"}
    photo = draw(1, 300, height_px=200)
    async with living(tmp_path, disk, **limits) as house:
        browser = Browser(house.client)
        await browser.say(text=WORDS, fresh="yes")
        assert (await house.report()).status_code == 201

        house.leave(6 * MB)  # less than photos may eat into

        async def photos_refused() -> bool:
            answer = await house.post_photo(photo)
            return answer.status_code == 503 and "photo" in answer.json()["key"]

        await until(photos_refused)
        assert (await house.report()).status_code == 201
        said = await browser.say(photo, place="33.1287 117.8943")
        assert any("照片" in one["text"] for one in said + await browser.wait())
        assert await house.push(await house.update(5_000_000_001)) == 200

        house.leave(2 * MB)  # less than words may eat into

        async def words_refused() -> bool:
            return (await house.report()).status_code == 503

        await until(words_refused)
        before = house.count("select count(*) from report")
        assert await house.push(await house.update(5_000_000_002)) == 503
        page = await house.client.post("/say", data={"text": WORDS, "turn": "a" * 16})
        assert page.status_code == 503
        assert WORDS in page.text  # what was written is not lost to who wrote it
        assert house.count("select count(*) from report") == before

        house.make_room()
        await until(lambda: _true(house))
        await browser.press("skip-rest")
        await browser.press("send")
        assert browser.code


async def _true(house: SmallHouse) -> bool:
    return (await house.report()).status_code == 201


async def test_on_a_full_disk_nothing_is_acknowledged_that_is_not_kept(
    tmp_path: Path, disk: Path
) -> None:
    async with living(tmp_path, disk, DAVY_WORDS_MIN_MB="0", DAVY_FILES_MIN_MB="1") as house:
        house.leave(192 * 1024)
        taken: list[int] = []
        refused: list[dict[str, Any]] = []
        for number in range(400):
            chat = 5_000_000_000 + number
            update = await house.update(chat)
            if await house.push(update) == 200:
                taken.append(chat)
            else:
                refused.append(update)
            if len(refused) == 5:
                break
        assert taken, "there was room for something"
        assert len(refused) == 5, "the disk never filled"
        page = await house.client.post("/say", data={"text": WORDS, "turn": "b" * 16}, timeout=20)
        assert page.status_code == 503
        assert (await house.report()).status_code == 503

        house.make_room()
        for update in refused:
            await until(lambda update=update: _accepted(house, update))
            assert await house.push(update) == 200  # a platform's second delivery does no harm
        people = len(taken) + len(refused)
        await until(lambda: _handled(house, people), within_s=40)
        assert house.count("select count(*) from inbox_event where state = 'aside'") == 0
    assert_whole(disk)


async def _accepted(house: SmallHouse, update: dict[str, Any]) -> bool:
    return await house.push(update) == 200


async def _handled(house: SmallHouse, people: int) -> bool:
    waiting = house.count("select count(*) from inbox_event")
    return waiting == 0 and house.count("select count(*) from conversation") == people


def assert_whole(disk: Path) -> None:
    """No file is half-written, and the database is sound."""
    database = Database(f"sqlite:///{disk / 'data' / 'davy.db'}")
    with database.read() as conn:
        assert conn.execute(text("pragma integrity_check")).scalar_one() == "ok"
    database.close()
    assert list((disk / "data").rglob("*.part")) == []
    assert {one.stat().st_size for one in (disk / "keys" / "aliases").iterdir()} == {32 * 1024}
    for key in (disk / "keys" / "days").iterdir():
        assert len(bytes.fromhex(key.read_text("ascii"))) == 32

"""The log is empty of people: a whole day at DEBUG level, and whatever is thrown at it."""

import json
import secrets
import sys
from asyncio import create_subprocess_exec
from asyncio.subprocess import PIPE
from pathlib import Path

import httpx2
import pytest
from sqlalchemy import text

from backend.db.engine import Database
from tests.kit.davy_process import DavyProcess
from tests.kit.fake_bot_api import FakeBot, FakeBotApi
from tests.trust import disguises
from tests.trust.conftest import DAY_S
from tests.trust.day import Lived
from tests.trust.people import Browser
from tests.trust.seeker import Seeker

pytestmark = [pytest.mark.timeout(DAY_S), pytest.mark.xdist_group("trust-day")]

ROOT = Path(__file__).resolve().parents[2]


def test_the_log_of_a_whole_day_at_debug_names_nobody(day: Lived) -> None:
    assert day.seeker.in_bytes(day.log.encode(), "the log") == set()
    assert "Davy serves" in day.log


async def test_whatever_fails_is_told_without_a_word_of_it() -> None:
    secret = f"鲸鱼缸 {secrets.token_hex(8)}"
    process = await create_subprocess_exec(
        *(sys.executable, "-m", "tests.trust.loud", secret), cwd=ROOT, stdout=PIPE, stderr=PIPE
    )
    out, log = await process.communicate()
    assert out == b""
    assert Seeker({"secret": disguises.of_text(secret)}).in_bytes(log, "the log") == set()
    lines = [json.loads(line) for line in log.decode().splitlines()]
    kinds = {link["kind"] for line in lines for link in line.get("error", ())}
    assert {"ValueError", "KeyError", "IntegrityError", "ExceptionGroup", "Spiteful"} <= kinds
    assert any(line["event"] == "a turn failed" for line in lines)
    assert lines[-1]["event"] == "the program ends by an error that nobody caught"


class _Troubled:
    """A process whose platform, database and callers fail; everything they hold is planted."""

    def __init__(self, folder: Path) -> None:
        self.secret = secrets.token_hex(12)
        self.words = f"三楼堆满电动车{self.secret}"
        self.token = f"7300000003:AAE{secrets.token_hex(16)}"
        self.davy = DavyProcess(folder, {"DAVY_LOG_LEVEL": "debug"})

    def found(self, answers: bytes = b"") -> set[str]:
        """The secrets that the log or an answer tells."""
        seeker = Seeker(
            {
                "token": disguises.of_text(self.token.partition(":")[2]),
                "words": disguises.of_text(self.secret),
            }
        )
        seen = seeker.in_bytes(self.davy.log.read_bytes(), "log")
        return {
            f"{one.canary} in {one.where}" for one in seen | seeker.in_bytes(answers, "answers")
        }

    async def platform_fails(self, bot: FakeBot) -> None:
        """Every refusal, silence and cut line, on asking, sending and fetching."""
        trouble = bot.trouble
        trouble.fail("getUpdates", code=401, description=f"Unauthorized {self.token}")
        trouble.fail("setMyCommands", code=404, description=f"Not Found {self.token}", times=3)
        trouble.page("setMyDescription", status=502, times=3)
        person = bot.person(self.secret)
        trouble.fail("sendMessage", code=400, description=f"Bad Request: {self.secret}")
        trouble.fail("sendMessage", code=401, description=self.secret)
        trouble.cut("sendMessage")
        trouble.fail("file", code=404, description=self.token, times=9)
        trouble.fail("getFile", code=500)
        person.start()
        person.says(self.words)
        person.sends_file(self.secret.encode(), f"{self.secret}.jpg", mime="image/jpeg")
        await person.watches(lambda: len(person.room.shown) > 1, timeout_s=40)

    async def callers_fail(self, client: httpx2.AsyncClient) -> bytes:
        """Requests that are none, and requests that meet a broken database; gives the answers."""
        s = self.secret
        answers = [
            await client.get(f"/{s}/{s}?{s}={s}", headers={"x-davy": s, "cookie": f"davy={s}"}),
            await client.post("/api/v1/reports", content=f'{{"words": "{s}'),
            await client.post("/api/v1/reports", json={"words": s, "colour": s}),
            await client.post("/api/v1/cases/open", json={"code": s}),
            await client.get(f"/api/v1/cases/{s}", headers={"authorization": f"Bearer {s}"}),
            await client.post("/say", content=b"\xff" + s.encode()),
            await client.request(s[:8], f"/{s}"),
        ]
        browser = Browser(client)
        await browser.say(text=self.words, fresh="yes")
        for broken in ("conversation", "outbox_message", "report"):
            self._rename(broken, f"{broken}_away")
            answers += [
                await client.get("/"),
                await client.post("/say", data={"text": self.words, "turn": secrets.token_hex(8)}),
                await client.post("/api/v1/cases/open", json={"code": "1" * 18 + "00"}),
            ]
            self._rename(f"{broken}_away", broken)
        return b"\n".join(one.content for one in answers)

    def _rename(self, name: str, other: str) -> None:
        database = Database(f"sqlite:///{self.davy.folder / 'data' / 'davy.db'}")
        with database.write() as conn:
            conn.execute(text(f"alter table {name} rename to {other}"))
        database.close()


async def test_no_trouble_of_platform_database_or_caller_is_told_with_its_secrets(
    tmp_path: Path,
) -> None:
    troubled = _Troubled(tmp_path)
    api = FakeBotApi(hurry=20.0)
    async with api:
        bot = api.bot(troubled.token)
        troubled.davy.env |= {
            "DAVY_TELEGRAM_PUBLIC__TOKEN": troubled.token,
            "DAVY_TELEGRAM_PUBLIC__API_URL": api.url,
        }
        await api.stop()  # nobody is there when Davy begins to ask
        await troubled.davy.start()
        await api.start()
        async with httpx2.AsyncClient(base_url=troubled.davy.url, timeout=20) as client:
            await troubled.platform_fails(bot)
            answers = await troubled.callers_fail(client)
        await troubled.davy.stop()
    assert troubled.found(answers) == set()
    told = troubled.davy.log.read_text("utf-8")
    assert "polling failed" in told
    assert "OperationalError" in told
    assert b"Traceback" not in answers

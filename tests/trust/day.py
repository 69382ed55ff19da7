"""A day of a real house: reports on every door, the whole way to a paid reward, stop, restart.

Everything a person says, is called or carries is planted; in the evening, while the process runs
and its journal is full, and at night, after the purge, the house is searched as a thief would.
"""

import asyncio
import json
import random
import re
import sys
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from pathlib import Path

import httpx2

from backend.keys.pairs import make_pair
from bot.ground import open_office
from tests.backend.staff.offices import hire, token_of
from tests.kit.davy_process import DavyProcess
from tests.kit.fake_bot_api import FakeBot, FakeBotApi
from tests.kit.real_house import settings_in
from tests.trust import watching
from tests.trust.opening import PASSPHRASE, open_original
from tests.trust.people import CODE, Browser, Desk, Thumb, gives_a_name, somebody
from tests.trust.planted import Planted
from tests.trust.seeker import Find, Seeker

CONTROL = "number of a report"
"""May lie there in clear, and must be found."""
SEARCHED = ("data", "keys", "temp", watching.BACKUPS)
_VIDEO = b"\0\0\0\x18ftypisom\0\0\0\0isommp41"


@dataclass
class Lived:
    """What is left of a day."""

    folder: Path
    seeker: Seeker
    server_read: bool
    """Whether PostgreSQL's own files could be searched; True where there are none."""
    evening: set[Find] = field(default_factory=set)
    night: set[Find] = field(default_factory=set)
    limits: str = ""
    status: str = ""
    canaries: tuple[str, ...] = ()
    files: dict[str, bytes] = field(default_factory=dict)
    """Pictures and recordings as they were sent, by name."""
    written: set[Path] = field(default_factory=set)

    @property
    def log(self) -> str:
        """Everything that was printed and logged."""
        return (self.folder / "davy.log").read_text("utf-8")


class Day:
    """One day; `live` gives what is left of it."""

    def __init__(self, folder: Path, url: str) -> None:
        self.folder = folder
        self.url = url
        self.planted = Planted(random.Random(str(folder)))
        self.davy = DavyProcess(folder, watching.watch_writes(folder))
        self.server = watching.server_of(url) if url else None
        self.log_from = self.server.log_bytes if self.server else 0

    async def live(self) -> Lived:
        """From morning to night."""
        async with FakeBotApi(hurry=20.0) as api, self._client() as web, self._client() as plain:
            public, staff = self._bots(api)
            await self.davy.start()
            for name in ("payer", "evidence"):
                pem = self.folder / f"{name}.pem"
                make_pair(self.folder / "keys" / f"{name}.pub", pem, PASSPHRASE)
            thumb = await self._reports_by_telegram(public)
            browser = await self._reports_by_web(web)
            await self._reports_by_api(plain)
            await self._sits_down(staff)
            number = await thumb.told(r"20\d\d-\d{4}-\d{4}", ever=True)
            desks = self._hire(plain)
            await self._office_works(desks, number)
            await self._is_paid(thumb, desks["payer"])
            both = desks["intake"].token, desks["intake 2"].token
            opened = await open_original(self._command, both, number, self.folder / "evidence.pem")
            assert opened == self.planted.files["telegram photo"]
            self.planted.text(CONTROL, number)
            await watching.back_up(self.davy.environment(), self.folder)
            lived = self._left()
            lived.evening = self._searched(lived.seeker)
            await browser.say(text="断开")
            await self.davy.stop()
            await self.davy.start()
            await thumb.says("/stop")
            await thumb.told("断开了")
            await self.davy.stop()
        await self._command("db", "purge")
        lived.night = self._searched(lived.seeker)
        lived.written = watching.written(self.folder)
        return lived

    # ── the house ───────────────────────────────────────────────────────────────────────────────

    def _bots(self, api: FakeBotApi) -> tuple[FakeBot, FakeBot]:
        bots = []
        for number, name in ((7_300_000_001, "PUBLIC"), (7_300_000_002, "STAFF")):
            secret = self.planted.text(f"{name} bot's token", "AAE" + self.planted.mark(32))
            bots.append(api.bot(f"{number}:{secret}"))
            self.davy.env |= {
                f"DAVY_TELEGRAM_{name}__TOKEN": bots[-1].token,
                f"DAVY_TELEGRAM_{name}__API_URL": api.url,
            }
        self.davy.env |= {"DAVY_DATABASE_URL": self.url, "DAVY_LOG_LEVEL": "debug"}
        return bots[0], bots[1]

    @asynccontextmanager
    async def _client(self) -> AsyncIterator[httpx2.AsyncClient]:
        async with httpx2.AsyncClient(base_url=self.davy.url) as client:
            yield client

    async def _command(self, *words: str, said: str = "") -> str:
        """What a `davy` command prints on the operator's own screen; its log goes to the log."""
        with self.davy.log.open("ab") as log:
            process = await asyncio.create_subprocess_exec(
                sys.executable,
                *("-m", "bot", *words),
                env=self.davy.environment(),
                stdin=asyncio.subprocess.PIPE,
                stdout=asyncio.subprocess.PIPE,
                stderr=log,
                cwd=self.folder,
            )
            out, _ = await process.communicate(said.encode())
        assert process.returncode == 0, self.davy.log.read_text("utf-8")[-3000:]
        return out.decode()

    def _left(self) -> Lived:
        assert self.davy.process is not None
        proc = Path(f"/proc/{self.davy.process.pid}")
        return Lived(
            self.folder,
            Seeker(self.planted.canaries),
            server_read=not self.url or self.server is not None,
            limits=(proc / "limits").read_text(),
            status=(proc / "status").read_text(),
            canaries=tuple(self.planted.canaries),
            files=self.planted.files,
        )

    def _searched(self, seeker: Seeker) -> set[Find]:
        found = seeker.in_folders(self.folder / name for name in SEARCHED)
        for name in ("davy.log", "writes"):
            found |= seeker.in_file(self.folder / name, self.folder)
        rows = watching.rows_of(self.url or f"sqlite:///{self.folder / 'data' / 'davy.db'}")
        found |= seeker.in_bytes(rows, "the tables")
        if self.server is not None:
            watching.checkpoint(self.url)
            found |= seeker.in_folders(self.server.folders)
            found |= seeker.in_bytes(self.server.read(self.log_from), "PostgreSQL's log")
        return found

    # ── people ──────────────────────────────────────────────────────────────────────────────────

    async def _reports_by_telegram(self, bot: FakeBot) -> Thumb:
        plant, dice = self.planted, self.planted.dice
        chat = plant.number("reporter's chat", dice.randrange(5_000_000_000, 7_000_000_000))
        name = plant.text("reporter's name", f"Ouyang {plant.mark()}")
        person = somebody(bot, chat, name, plant.text("reporter's username", f"u_{plant.mark()}"))
        phone = plant.text("reporter's phone", f"+86138{dice.randrange(10**8):08d}")
        thumb = Thumb(person)
        await thumb.says("/start")
        await thumb.offered("report")
        person.sends("(contact)", contact={"phone_number": phone, "first_name": name})
        await thumb.says(plant.words("telegram words"))
        await thumb.told("定位|地址|在哪")
        thumb.look()
        person.sends_file(plant.photo("telegram photo", seed=1), "IMG_1.jpg", mime="image/jpeg")
        await thumb.tap("yes")
        await thumb.offered("skip")
        thumb.look()
        person.sends_voice(plant.recording("voice note", b"OggS\0\2"))
        await thumb.offered("skip")
        await thumb.says(plant.text("unit's name", f"顺风货栈{plant.mark(6)}"))
        # The last one agrees that originals are kept.
        for answer in ("skip", "skip", "skip", "skip", "named", "skip", "yes"):
            await thumb.tap(answer)
        await thumb.tap("send")
        code = plant.code("telegram code", await thumb.told(CODE.pattern))
        await thumb.says(code)
        await thumb.tap("erase")
        return thumb

    async def _reports_by_web(self, client: httpx2.AsyncClient) -> Browser:
        plant, browser = self.planted, Browser(client)
        await browser.say(text=plant.words("web words"), fresh="yes")
        (cookie,) = client.cookies.values()
        plant.text("web session", cookie.removesuffix(".kept"))
        await browser.say(place="33.128712 117.894312 5")
        await browser.say(plant.photo("web photo", seed=2), plant.photo("web photo 2", seed=3))
        await browser.say(plant.recording("web video", _VIDEO))
        await browser.press("skip-rest")
        await browser.press("send")
        plant.code("web code", browser.code)
        return browser

    async def _reports_by_api(self, client: httpx2.AsyncClient) -> None:
        plant = self.planted
        report = {
            "words": plant.words("api words"),
            "place_words": plant.text("api place", f"城关镇淮河路{plant.mark(5)}号"),
            "spot": {"lat": 33.1287, "lon": 117.8943},
        }
        key = plant.text("idempotency key", plant.mark(32))
        answer = await client.post(
            "/api/v1/reports",
            data={"report": json.dumps(report)},
            files=[("photos", ("b.jpg", plant.photo("api photo", seed=4), "image/jpeg"))],
            headers={"idempotency-key": key},
            timeout=20,
        )
        assert answer.status_code == 201, answer.text
        plant.code("api code", answer.json()["code"])

    # ── the office ──────────────────────────────────────────────────────────────────────────────

    async def _sits_down(self, bot: FakeBot) -> None:
        """An inspector with the staff bot, invited by command; the chat is small enough to pack."""
        plant = self.planted
        label = plant.text("label of an invitation", f"王科长{plant.mark(6)}")
        printed = await self._command("staff", "invite", "intake", "--label", label)
        token = re.findall(r"^  (\S{32})$", printed, re.MULTILINE)[0]
        plant.text("invitation", token)
        chat = plant.number("inspector's chat", plant.dice.randrange(300_000_000, 2_000_000_000))
        name = plant.text("inspector's name", f"Inspector {plant.mark()}")
        thumb = Thumb(somebody(bot, chat, name, plant.text("inspector's username", plant.mark())))
        await thumb.says(f"/join {token}")
        await thumb.told("共 3 件")
        await thumb.says("1")
        await thumb.offered("accept")

    def _hire(self, client: httpx2.AsyncClient) -> dict[str, Desk]:
        office = open_office(settings_in(self.folder, self.url))
        desks = {}
        names = ("intake", "intake 2", "inspector", "reviewer", "approver", "approver 2", "payer")
        for name in names:
            token = token_of(office, hire(office, name.split()[0]))
            desks[name] = Desk(client, self.planted.text(f"{name}'s token", token))
        office.database.close()
        return desks

    async def _office_works(self, desks: dict[str, Desk], number: str) -> None:
        plant = self.planted
        report_id = await desks["intake"].task("accept", number)
        line = plant.text("neutral line", f"城关镇一居民楼过道停放电动车{plant.mark(6)}")
        await desks["intake"].ask("GET", f"/cases/{report_id}")
        await desks["intake"].step(report_id, "accept", line=line, sector="fire", grade="general")
        judged = plant.text("inspector's words", f"现场看到九辆电动车{plant.mark(6)}")
        await desks["inspector"].step(report_id, "verify-true", grade="general", words=judged)
        hazard_id = await desks["inspector"].task("close")
        proof = await desks["inspector"].ask(
            "POST", "/photos", files=[("photos", plant.photo("proof", seed=5))]
        )
        await desks["inspector"].step(
            hazard_id,
            "close",
            words=plant.text("closing words", f"电动车已清走{plant.mark(6)}"),
            photos=proof["photo_ids"],
            lat=33.1287,
            lon=117.8943,
        )
        await desks["reviewer"].step(hazard_id, "approve-closing")
        for name in ("approver", "approver 2"):
            reward_id = await desks[name].task("approve-reward")
            await desks[name].step(reward_id, "approve-reward")

    async def _is_paid(self, thumb: Thumb, payer: Desk) -> None:
        await thumb.says("/status")
        await thumb.tap("reward")
        claim = await thumb.told(f"领奖[^\\d]*({CODE.pattern})")
        self.planted.code("claim code", claim)
        told = await gives_a_name(thumb, self.planted)
        shown = await payer.ask("POST", "/claims/look-up", json={"code": claim})
        words = ("identity", "open", str(self.folder / "payer.pem"), "--sealed", "-")
        sealed = shown["sealed_name"]
        opened = await self._command(*words, "--passphrase", PASSPHRASE, said=sealed)
        assert all(one in opened for one in told), opened
        await payer.ask("POST", "/claims/pay", json={"handle": shown["handle"]})

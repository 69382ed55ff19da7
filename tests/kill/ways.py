"""The two ways in which updates come, side by side in one Davy: a place and a bot for each."""

from dataclasses import dataclass

from tests.kit.davy_process import DavyProcess
from tests.kit.fake_bot_api import FakeBot, FakeBotApi

SECRET = "kill-test-secret"


@dataclass(frozen=True)
class Way:
    """How one place's bot gets its updates."""

    name: str
    place: str
    spot: tuple[float, float]
    """Where its people report from, WGS-84 degrees."""

    @property
    def front(self) -> str:
        """The path of this place's web chat."""
        return f"/p/{self.place}/"


POLLING = Way("polling", "340322", (33.1287, 117.8943))
WEBHOOK = Way("webhook", "350213", (24.6180, 118.2480))
WAYS = (POLLING, WEBHOOK)


def set_up(davy: DavyProcess, api: FakeBotApi, url: str) -> dict[Way, FakeBot]:
    """Settings of the process under test; gives each way's bot."""
    davy.env |= {
        "DAVY_DATABASE_URL": url,
        "DAVY_PLACES": ",".join(way.place for way in WAYS),
    }
    bots = {way: api.bot(username=f"davy_{way.name}_bot") for way in WAYS}
    for way, bot in bots.items():
        front = f"DAVY_PLACE_{way.place}__TELEGRAM_PUBLIC__"
        davy.env |= {f"{front}TOKEN": bot.token, f"{front}API_URL": api.url}
        if way is WEBHOOK:
            davy.env |= {f"{front}WEBHOOK_URL": davy.url, f"{front}WEBHOOK_SECRET": SECRET}
    return bots

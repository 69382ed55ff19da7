"""Both Telegram bots over the fake Bot API: aiogram for the public, python-telegram-bot for staff.

Three ways: polling, a webhook, and a webhook to which everything comes twice, as after lost
answers. A bot's rates are lifted, so that nothing is waited for; what they do is tried elsewhere.
"""

import contextlib
from collections.abc import AsyncIterator, Sequence
from dataclasses import replace
from functools import partial
from typing import Any

from backend.aliases.service import Address
from bot.channel import Button, Outbound
from bot.channels._telegram import MANNERS
from bot.channels._telegram_bot import TelegramBot
from tests.kit.doors.contract import Door, Photo, Seen
from tests.kit.doors.stage import Stage
from tests.kit.fake_bot_api import FakeBot, FakeBotApi, Person
from tests.kit.fake_bot_api.chats import Shown

_SECRET = "s3cret-of-the-hook"
_BOTS = {False: "telegram_public", True: "telegram_staff"}
_LANGUAGES = {"zh-Hans": "zh-hans", "en": "en"}
_HURRY = 1000.0


class InChat:
    """Somebody with the messenger in hand."""

    def __init__(self, stage: Stage, language: str, *, staff: bool) -> None:
        self.greeted: list[Outbound] = []
        self._bot = stage.bot(staff=staff)
        account: FakeBot = stage.props["bots"][staff]
        self.person: Person = account.person(language=_LANGUAGES[language])
        self._twice = stage.props["twice"]
        self._account = account
        self._typed: list[dict[str, Any]] = []
        self._live: dict[str, Any] | None = None
        self._albums: dict[str, str] = {}

    @property
    def address(self) -> Address:
        """See `Somebody`."""
        return Address(self._bot, self.person.chat_ref)

    async def arrives(self, payload: str = "") -> None:
        """See `Somebody`."""
        self.person.start(payload)
        self._done()

    async def types(self, text: str) -> None:
        """See `Somebody`."""
        said = self.person.says(text)
        if not text.startswith("/"):
            self._typed.append(said)
        self._done()

    async def presses(self, button: Button) -> None:
        """See `Somebody`."""
        for shown in reversed(self.person.room.shown):
            if any(one.data == button.data for row in shown.rows for one in row):
                self.person.presses(button.data, shown)
                break
        else:
            self.person.taps(button.label)
        self._done()

    async def sends_photos(self, photos: Sequence[Photo], *, album: str, as_file: bool) -> None:
        """See `Somebody`."""
        if album:
            known = self._albums.get(album, "")
            sent = self.person.sends_album(
                [one.data for one in photos], caption=photos[0].caption, album_id=known
            )
            self._albums[album] = sent.messages[0]["media_group_id"]
        for one in () if album else photos:
            if as_file:
                self.person.sends_file(one.data, one.name, mime="image/jpeg", caption=one.caption)
            else:
                self.person.sends_photo(one.data, caption=one.caption)
        self._done()

    async def sends_recording(self, kind: str, data: bytes) -> None:
        """See `Somebody`."""
        if kind == "voice":
            self.person.sends_voice(data)
        elif kind == "video":
            self.person.sends_video(data)
        else:
            self.person.sends_file(data, "file.pdf", mime="application/pdf")
        self._done()

    async def shares(self, kind: str, lat: float, lon: float, *, label: str) -> None:
        """See `Somebody`."""
        if kind == "venue":
            self.person.sends_venue(lat, lon, label)
        elif kind == "place":
            self.person.pins(lat, lon)
        elif self._live is None:
            self._live = self.person.goes_live(lat, lon)
        else:
            self.person.moves(self._live, lat, lon)
        self._done()

    async def edits(self, which: int, text: str) -> None:
        """See `Somebody`."""
        self.person.edits(self._typed[which - 1], text)
        self._done()

    async def sends(self, what: str) -> None:
        """See `Somebody`."""
        if what == "contact":
            self.person.sends_contact()
        else:
            self.person.sends_sticker()
        self._done()

    async def sees(self) -> list[Seen]:
        """See `Somebody`."""
        return [Seen(one.text, len(one.pictures)) for one in self.person.reads_all()]

    def offered(self) -> list[str]:
        """See `Somebody`. The key that sends one's place stands beside the answers."""
        shown = next((one for one in reversed(self.person.room.shown) if _asks(one)), None)
        if shown is None:
            return []
        keys = [key.label for row in shown.keyboard for key in row if not key.sends_place]
        return [one.label for row in shown.rows for one in row] or keys

    def _done(self) -> None:
        """Where everything comes twice: it comes again."""
        if self._twice:
            self._account.redeliver(self._account.queue.log[-1])


def _asks(shown: Shown) -> bool:
    return bool(shown.rows or shown.keyboard)


@contextlib.asynccontextmanager
async def _platform(stage: Stage, *, pushed: bool, twice: bool = False) -> AsyncIterator[None]:
    """The fake with both bots, as the settings name them."""
    rates = TelegramBot.manners
    TelegramBot.manners = replace(MANNERS, total_per_s=0.0, chat_per_s=0.0)
    async with FakeBotApi(hurry=_HURRY) as api:
        bots = {staff: api.bot() for staff in _BOTS}
        hook = {"webhook_url": stage.url, "webhook_secret": _SECRET} if pushed else {}
        stage.settings |= {
            name: {"token": bots[staff].token, "api_url": api.url, **hook}
            for staff, name in _BOTS.items()
        }
        stage.props |= {
            "api": api,
            "bots": bots,
            "twice": twice,
            "waits": lambda: any(len(bot.queue) for bot in bots.values()),
        }
        try:
            yield
        finally:
            TelegramBot.manners = rates


async def _enters(stage: Stage, language: str, staff: bool) -> InChat:
    return InChat(stage, language, staff=staff)


_WAYS = {
    "telegram": partial(_platform, pushed=False),
    "telegram-hook": partial(_platform, pushed=True),
    "telegram-twice": partial(_platform, pushed=True, twice=True),
}

DOORS = tuple(
    Door(
        name,
        channels=("telegram_public", "telegram_staff"),
        kind="messenger",
        opening=opening,
        enters=_enters,
        serves=name != "telegram",
        polls=True,
    )
    for name, opening in _WAYS.items()
)

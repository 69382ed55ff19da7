"""One Telegram bot as a channel: everything that does not depend on the library that carries it."""

import asyncio
import logging
from abc import ABC, abstractmethod
from collections.abc import Mapping
from urllib.parse import urlsplit

from bot.channel import (
    Asgi,
    DeliveryError,
    Inbound,
    Manners,
    Outbound,
    Pictures,
    Rejected,
    Sent,
)
from bot.channels._telegram import (
    DELETE_MAX,
    DOWNLOAD_MAX_BYTES,
    MANNERS,
    PAUSES_S,
    BotWords,
    LanguageWords,
    TelegramSettings,
    quiet_loggers,
)
from bot.channels._telegram_hook import Hook, Keeper, hook_app
from bot.channels._telegram_polling import Pauses, Poller
from bot.channels._telegram_reading import file_id_of
from bot.channels._telegram_sending import Sender, harmlessly
from bot.channels._telegram_wire import ApiError, Wire, judged

log = logging.getLogger("davy.telegram")

_ANSWERS_MAX = 256
"""Taps being answered at once; beyond that the client's spinner ends by itself."""
_RENEW_S = 6 * 3600
"""How often the webhook is set anew: Telegram drops one that answered 410 for a day."""
_SPECIMEN = (
    b'{"update_id":0,"message":{"message_id":0,"date":0,"chat":{"id":0,"type":"private"},'
    b'"from":{"id":0,"is_bot":false,"first_name":""},"text":"."}}'
)
"""Read once at the start: a library that builds its types at first use has them before anyone
writes, not within the turn of the first person, for which everybody else would wait."""
_GIVE_UP_AFTER_S = 120.0
"""A registration that is put off for longer is left to the next start."""


class TelegramBot(ABC):
    """A Channel over a `Wire`; what differs between the libraries is given by the subclass."""

    manners: Manners = MANNERS
    staff: bool

    def __init__(
        self,
        bot: str,
        place: str,
        settings: TelegramSettings,
        words: BotWords | None = None,
        *,
        pauses_s: tuple[float, ...] = PAUSES_S,
    ) -> None:
        quiet_loggers()
        self.bot = bot
        self.place = place
        self._settings = settings
        self._words = words or BotWords()
        self._pauses_s = pauses_s
        self._wire = self._connect(settings)
        self._sender = Sender(self._wire, self._words, asks_place=not self.staff, pauses_s=pauses_s)
        self._answers: set[asyncio.Task[None]] = set()

    @abstractmethod
    def _connect(self, settings: TelegramSettings) -> Wire:
        """The library's client; it must not speak yet."""

    @abstractmethod
    def translate(self, raw: bytes) -> Inbound | None:
        """What was meant, or None when it is nothing for us."""

    async def send(self, chat_ref: str, message: Outbound, pictures: Pictures) -> Sent:
        """Send one message. Raises: DeliveryError, and whatever `pictures` raises."""
        return await self._sender.send(chat_ref, message, pictures)

    async def username(self) -> str:
        """The bot's own name, for deep links and for `davy doctor`. Raises: DeliveryError."""
        failure: DeliveryError
        try:
            return await self._wire.username()
        except ApiError as error:
            failure = judged(error)
        raise failure

    async def fetch(self, file_ref: str, max_bytes: int) -> bytes:
        """Fetch a file that a person sent, in memory, at most 20 MB. Raises: DeliveryError."""
        failure: DeliveryError
        try:
            return await self._wire.download(
                file_id_of(file_ref), min(max_bytes, DOWNLOAD_MAX_BYTES)
            )
        except ApiError as error:
            failure = judged(error)
        raise failure

    async def erase(self, chat_ref: str, refs: tuple[str, ...]) -> None:
        """Delete messages, ours and (in a private chat, for 48 h) the person's.

        Raises:
            DeliveryError: the platform is away; messages that are gone do no harm.
        """
        numbers = [int(ref) for ref in refs if ref.isdigit()]
        for start in range(0, len(numbers), DELETE_MAX):
            await self._erase_some(chat_ref, numbers[start : start + DELETE_MAX])

    async def _erase_some(self, chat_ref: str, refs: list[int]) -> None:
        try:
            await harmlessly(lambda: self._wire.delete(chat_ref, refs))
        except DeliveryError as error:
            # An older server knows no deleteMessages, and one message may spoil it for the others.
            if not isinstance(error, Rejected) and str(error) != "token-refused":
                raise
        else:
            return
        for ref in refs:
            try:
                await harmlessly(lambda ref=ref: self._wire.delete_one(chat_ref, ref))  # type: ignore[misc]
            except Rejected:
                log.info("telegram: a message could not be erased: bot=%s", self.bot)

    def routes(self, house: Keeper) -> Mapping[str, Asgi]:
        """The webhook at `/hooks/<bot>` and at the path Telegram was told; none when polling."""
        if not self._settings.webhook_url:
            return {}
        hook = Hook(
            self.bot,
            self.place,
            secret=self._settings.webhook_secret,
            house=house,
            answer=self._answer_soon,
        )
        app = hook_app(hook)
        told = urlsplit(self._settings.hook_url(self.bot)).path.rstrip("/")
        return {f"/hooks/{self.bot}": app, told: app}

    async def run(self, house: Keeper) -> None:
        """Poll, or keep the webhook set, until cancelled; register the words beside it."""
        await asyncio.to_thread(self.translate, _SPECIMEN)
        registering = asyncio.create_task(self._register())
        try:
            if self._settings.webhook_url:
                await self._keep_webhook()
            else:
                await Poller(
                    self.bot,
                    self.place,
                    wire=self._wire,
                    pauses_s=self._pauses_s,
                    answer=self._answer_soon,
                ).run(house)
        finally:
            registering.cancel()
            await asyncio.gather(registering, return_exceptions=True)

    async def close(self) -> None:
        """Give connections back; taps that were not answered by now are left."""
        for task in self._answers:
            task.cancel()
        await asyncio.gather(*self._answers, return_exceptions=True)
        await self._wire.close()

    async def _keep_webhook(self) -> None:
        if not self._settings.webhook_secret:
            log.error("telegram: no webhook secret, nothing is taken: bot=%s", self.bot)
        pauses = Pauses(self._pauses_s)
        while True:
            try:
                await self._wire.set_webhook(
                    self._settings.hook_url(self.bot), self._settings.webhook_secret
                )
            except ApiError as error:
                if pauses.first:
                    log.warning("telegram: no webhook: bot=%s code=%d", self.bot, error.code)
                await pauses.after(error.after_s)
            else:
                pauses.reset()
                await asyncio.sleep(_RENEW_S)

    async def _register(self) -> None:
        """Commands and descriptions of each language; a server that knows none does no harm."""
        for code, words in self._words.codes():
            for what in ("commands", "about", "welcome"):
                if getattr(words, what):
                    await self._register_one(what, code, words)

    async def _register_one(self, what: str, code: str, words: LanguageWords) -> None:
        pauses = Pauses(self._pauses_s)
        while True:
            try:
                await self._wire.register(what, code, words)
            except ApiError as error:
                passing = error.code in (0, 401, 409, 429) or error.code >= 500
                if not passing or error.after_s > _GIVE_UP_AFTER_S:
                    log.warning(
                        "telegram: %s not registered: bot=%s code=%d", what, self.bot, error.code
                    )
                    return
                await pauses.after(error.after_s)
            else:
                return

    def _answer_soon(self, callback_ref: str) -> None:
        """Answer a tap without holding anything up; the update is safe already."""
        if len(self._answers) >= _ANSWERS_MAX:
            return
        task = asyncio.create_task(self._answer(callback_ref))
        self._answers.add(task)
        task.add_done_callback(self._answers.discard)

    async def _answer(self, callback_ref: str) -> None:
        try:
            await self._wire.answer(callback_ref)
        except ApiError as error:
            log.debug("telegram: a tap was not answered: bot=%s code=%d", self.bot, error.code)

"""Sending one message: laid out in pieces, each sent once, with what this server understands."""

import asyncio
import logging
from collections.abc import Awaitable, Callable

from bot.channel import DeliveryError, Outbound, Pictures, Sent, Throttled, Unavailable
from bot.channels._telegram import ALBUM_MAX, CAPTION_MAX, BotWords
from bot.channels._telegram_text import sound, split_text, units
from bot.channels._telegram_wire import ApiError, Piece, Wire, is_harmless, judged, refused_fields

log = logging.getLogger("davy.telegram")

_WAIT_MAX_S = 60.0
"""How long a message that is half sent is held for its other half."""
_TRIES = 4


def lay_out(message: Outbound, pictures: list[bytes], place_label: str = "") -> list[Piece]:
    """The pieces of a message in their order; the last one carries the buttons.

    `place_label` asks for the place by a keyboard instead of buttons below the message.
    """
    text = sound(message.text).strip()
    pieces = []
    caption = ""
    if len(pictures) == 1 and units(text) <= CAPTION_MAX:
        text, caption = "", text
    for some in _albums(pictures):
        pieces.append(Piece(caption, some, protected=message.protected))
    pieces += [Piece(part, protected=message.protected) for part in split_text(text)]
    if pieces and (len(pieces[-1].pictures) < 2):
        pieces[-1] = _with_buttons(pieces[-1], message, place_label)
    return pieces


def _with_buttons(piece: Piece, message: Outbound, place_label: str) -> Piece:
    return Piece(
        piece.text,
        piece.pictures,
        rows=message.rows,
        place_label=place_label,
        # Only a new question ends an old one; a remark in between leaves its keyboard there.
        keyboard_dropped=message.asking and not message.rows and not place_label,
        protected=message.protected,
    )


def _albums(pictures: list[bytes]) -> list[tuple[bytes, ...]]:
    """Groups of at most ten; Telegram takes no album of one, but a single picture."""
    return [
        tuple(pictures[start : start + ALBUM_MAX]) for start in range(0, len(pictures), ALBUM_MAX)
    ]


class Sender:
    """Sends messages over one wire and remembers which optional fields its server refused."""

    def __init__(
        self, wire: Wire, words: BotWords, *, asks_place: bool, pauses_s: tuple[float, ...]
    ) -> None:
        self._wire = wire
        self._words = words
        self._asks_place = asks_place
        self._pauses_s = pauses_s
        self._refused: frozenset[str] = frozenset()

    async def send(self, chat_ref: str, message: Outbound, pictures: Pictures) -> Sent:
        """Send one message in as many pieces as it needs.

        Raises:
            DeliveryError: nothing was sent, or the rest of it cannot be.
        """
        shown = [await pictures(name) for name in message.pictures]
        refs: list[str] = []
        for piece in lay_out(message, shown, self._place_label(chat_ref, message)):
            refs += await self._one(chat_ref, piece, patient=bool(refs))
        return Sent(tuple(refs))

    def _place_label(self, chat_ref: str, message: Outbound) -> str:
        # A place can be asked for by a button in private chats only. Bot API, KeyboardButton.
        if message.wants != "place" or not self._asks_place or chat_ref.startswith("-"):
            return ""
        return self._words.share_place(message.language)

    async def _one(self, chat_ref: str, piece: Piece, *, patient: bool) -> tuple[str, ...]:
        """Send one piece; after an earlier one a short trouble is waited out.

        Giving up there would have the whole message sent again, and the person read its first part
        twice.
        """
        for tried in range(_TRIES):
            try:
                return await self._without_refused(chat_ref, piece)
            except (Throttled, Unavailable) as error:
                wait_s = error.after_s if isinstance(error, Throttled) else self._pause_s(tried)
                if not patient or tried == _TRIES - 1 or wait_s > _WAIT_MAX_S:
                    raise
            await asyncio.sleep(wait_s)
        raise Unavailable("no-answer")

    def _pause_s(self, tried: int) -> float:
        return self._pauses_s[min(tried, len(self._pauses_s) - 1)]

    async def _without_refused(self, chat_ref: str, piece: Piece) -> tuple[str, ...]:
        without = self._refused
        while True:
            try:
                refs = await self._wire.send(chat_ref, piece, without)
            except ApiError as error:
                dropped = refused_fields(error, piece.optional - without)
                failure = None if dropped else judged(error)
            else:
                self._remember(without)
                return refs
            if failure is not None:
                raise failure
            without |= dropped

    def _remember(self, without: frozenset[str]) -> None:
        if not without <= self._refused:
            log.warning("telegram: this server does not know %s", ", ".join(sorted(without)))
            self._refused |= without


async def harmlessly(call: Callable[[], Awaitable[None]]) -> None:
    """Do what may be so already. Raises: DeliveryError."""
    failure: DeliveryError | None = None
    try:
        await call()
    except ApiError as error:
        failure = None if is_harmless(error) else judged(error)
    if failure is not None:
        raise failure

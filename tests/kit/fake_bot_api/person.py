"""A person with the messenger in hand: what they send, tap, see, and whether they block the bot."""

import asyncio
import itertools
import random
from collections.abc import Callable
from typing import TYPE_CHECKING, Any

from tests.kit.fake_bot_api import shapes
from tests.kit.fake_bot_api.chats import ChatRoom, Shown
from tests.kit.fake_bot_api.sending_files import FileActs

if TYPE_CHECKING:
    from tests.kit.fake_bot_api.account import FakeBot

Json = dict[str, Any]

_TAPS = itertools.count(random.randint(10**17, 10**18))


class Person(FileActs):
    """Acts return the message they made (or the update of a tap); nothing is awaited to act."""

    def __init__(self, bot: "FakeBot", room: ChatRoom, user: Json) -> None:
        self.bot = bot
        self.room = room
        self.user = user
        self._read = 0

    @property
    def chat_ref(self) -> str:
        """The chat's id as the bot sees it."""
        return str(self.room.chat_id)

    # ── words, places, odds and ends ────────────────────────────────────────────────────────────

    def start(self, payload: str = "") -> Json:
        """Press *Start*, or open a deep link."""
        self.room.started = True
        return self.says(f"/start {payload}".strip())

    def says(self, text: str) -> Json:
        """Type a message."""
        more: Json = {"text": text}
        if text.startswith("/"):
            length = len(text.split(maxsplit=1)[0])
            more["entities"] = [{"type": "bot_command", "offset": 0, "length": length}]
        return self.sends(text, **more)

    def edits(self, message: Json, text: str) -> Json:
        """Change a message, or a file's caption."""
        name = "text" if "text" in message else "caption"
        return self.changes(message, f"(edit) {text}", **{name: text})

    def deletes(self, message: Json) -> None:
        """Delete one's own message: a bot is told nothing."""
        self.room.delete(int(message["message_id"]))

    def pins(self, lat: float, lon: float, *, accuracy_m: float | None = None) -> Json:
        """Send a place."""
        point = shapes.location(lat, lon, accuracy_m=accuracy_m)
        return self.sends(f"(place {lat} {lon})", location=point)

    def goes_live(self, lat: float, lon: float, *, for_s: int = 900) -> Json:
        """Begin to share the own place."""
        point = shapes.location(lat, lon, accuracy_m=20.0, live_s=for_s)
        return self.sends(f"(live {lat} {lon})", location=point)

    def moves(self, message: Json, lat: float, lon: float) -> Json:
        """Walk on while sharing."""
        for_s = message["location"].get("live_period")
        point = shapes.location(lat, lon, accuracy_m=20.0, live_s=for_s)
        return self.changes(message, f"(live {lat} {lon})", location=point)

    def stops_live(self, message: Json) -> Json:
        """End the sharing: one more edit, without a period."""
        point = {k: v for k, v in message["location"].items() if k != "live_period"}
        return self.changes(message, "(live ends)", location=point)

    def sends_venue(self, lat: float, lon: float, title: str, address: str = "") -> Json:
        """Send a named place; a point comes with it."""
        point = shapes.location(lat, lon)
        venue = {"location": point, "title": title, "address": address}
        return self.sends(f"(venue {title})", venue=venue, location=point)

    def sends_contact(self) -> Json:
        """Send the own contact card."""
        return self.sends("(contact)", contact=shapes.contact(self.user))

    def sends_sticker(self) -> Json:
        """Send a sticker."""
        file = self.bot.store(b"sticker", "stickers", ".webp")
        fields = shapes.file_fields(file.file_id, file.unique_id, file.size_bytes)
        return self.sends("(sticker)", sticker=shapes.sticker(fields))

    def sends_poll(self) -> Json:
        """Send a poll."""
        return self.sends("(poll)", poll=shapes.poll("?"))

    def sets_auto_delete(self, seconds: int = 86_400) -> Json:
        """Let messages vanish: Telegram puts a remark of its own into the chat."""
        timer = {"message_auto_delete_time": seconds}
        return self.sends("(auto-delete)", message_auto_delete_timer_changed=timer)

    # ── buttons ─────────────────────────────────────────────────────────────────────────────────

    def taps(self, label: str, *, on: Shown | None = None) -> Json | None:
        """Tap the newest button (or key) with this label, or the one under a given message.

        A key types its label. Raises: LookupError when nothing like it is shown.
        """
        newest = [on] if on else list(reversed(self.room.shown))
        for shown in newest:
            for button in (one for row in shown.rows for one in row):
                if label == button.label and not shown.deleted:
                    return self.presses(button.data, shown)
            if any(key.label == label for row in shown.keyboard for key in row):
                return self.says(label)
        raise LookupError(f"no button {label!r}; shown: {[one.labels for one in newest[:3]]}")

    def presses(self, data: str, shown: Shown) -> Json | None:
        """Tap by the data behind a button; old messages keep theirs."""
        tap_id = str(next(_TAPS))
        self.bot.taps[tap_id] = (self.room.chat_id, self.bot.clock.now())
        self.room.lines.append(f"> ({data})")
        under = {
            "message_id": shown.message_id,
            "date": int(shown.at),
            "chat": self.room.chat,
            "from": self.bot.user,
            "text": shown.text,
        }
        tap = {"id": tap_id, "from": self.user, "chat_instance": "1", "data": data}
        return self.bot.deliver(
            "callback_query", {**tap, "message": under}, f"taps/{self.user['id']}"
        )

    # ── coming and going ────────────────────────────────────────────────────────────────────────

    def blocks(self) -> None:
        """Block the bot."""
        self._moves_out(blocked=True)

    def unblocks(self) -> None:
        """Let the bot in again."""
        self._moves_out(blocked=False)

    def deactivates(self) -> None:
        """Delete the account: a bot is told nothing until it sends."""
        self.room.deactivated = True

    def _moves_out(self, *, blocked: bool) -> None:
        self.room.blocked = blocked
        self.room.lines.append("> (blocks)" if blocked else "> (unblocks)")
        now = int(self.bot.clock.now())
        part = shapes.membership(self.room.chat, self.user, self.bot.user, kicked=blocked, date=now)
        self.bot.deliver("my_chat_member", part, self.room_lane)

    # ── what is seen ────────────────────────────────────────────────────────────────────────────

    @property
    def seen(self) -> list[Shown]:
        """Every message of the bot that is still there."""
        return [one for one in self.room.shown if not one.deleted]

    def transcript(self) -> str:
        """The whole chat, a line for each act and message."""
        return "\n".join(self.room.lines)

    async def reads(self, *, timeout_s: float = 10.0) -> Shown:
        """The next message of the bot that was not read yet. Raises: TimeoutError."""
        await self.watches(lambda: len(self.room.shown) > self._read, timeout_s=timeout_s)
        self._read += 1
        return self.room.shown[self._read - 1]

    def reads_all(self) -> list[Shown]:
        """What was not read yet, perhaps nothing."""
        fresh = self.room.shown[self._read :]
        self._read = len(self.room.shown)
        return fresh

    async def watches(self, until: Callable[[], bool], *, timeout_s: float = 10.0) -> None:
        """Wait until something holds in this chat. Raises: TimeoutError, with the transcript."""
        try:
            async with asyncio.timeout(timeout_s):
                while not until():
                    await self.room.changed.wait()
        except TimeoutError:
            raise TimeoutError(f"not seen in {timeout_s} s:\n{self.transcript()}") from None

"""A chat as its person sees it: messages, buttons, the keyboard below, what was deleted."""

import asyncio
from dataclasses import dataclass, field
from typing import Any

Json = dict[str, Any]


@dataclass(frozen=True, slots=True)
class ShownButton:
    """A button under a message."""

    label: str
    data: str


@dataclass(frozen=True, slots=True)
class Key:
    """A key of the keyboard that replaces the phone's own."""

    label: str
    sends_place: bool = False


@dataclass(slots=True)
class Shown:
    """One message of the bot."""

    message_id: int
    text: str
    at: float
    rows: list[list[ShownButton]] = field(default_factory=list)
    keyboard: list[list[Key]] = field(default_factory=list)
    pictures: list[bytes] = field(default_factory=list)
    album: str = ""
    protected: bool = False
    previewed: bool = True
    deleted: bool = False
    edits_count: int = 0
    params: Json = field(default_factory=dict)

    @property
    def labels(self) -> list[str]:
        """What can be tapped: buttons, or the keys that came with it."""
        rows: list[list[Any]] = [*self.rows, *self.keyboard]
        return [one.label for row in rows for one in row]


@dataclass(slots=True)
class ChatRoom:
    """One chat of one bot."""

    chat: Json
    started: bool = False
    blocked: bool = False
    deactivated: bool = False
    next_message_id: int = 1
    keyboard: list[list[Key]] = field(default_factory=list)
    shown: list[Shown] = field(default_factory=list)
    own: dict[int, Json] = field(default_factory=dict)
    """The person's messages."""
    lines: list[str] = field(default_factory=list)
    """The transcript: `> ` what the person did, `< ` what was shown."""
    changed: asyncio.Event = field(default_factory=asyncio.Event)

    @property
    def chat_id(self) -> int:
        """The chat's id."""
        return int(self.chat["id"])

    def take_message_id(self) -> int:
        """The next message's id; each chat counts for itself, so ids of two chats collide."""
        taken = self.next_message_id
        self.next_message_id += 1
        return taken

    def show(self, shown: Shown) -> None:
        """Put a message of the bot on the person's screen."""
        self.shown.append(shown)
        if shown.keyboard:
            self.keyboard = shown.keyboard
        self.lines.append(f"< {line_of(shown)}")
        self.touch()

    def find(self, message_id: int) -> Shown | None:
        """A message of the bot that is still there."""
        for one in self.shown:
            if one.message_id == message_id and not one.deleted:
                return one
        return None

    def delete(self, message_id: int) -> bool:
        """Delete a message of either side; False when it is not there."""
        found = self.find(message_id)
        if found is not None:
            found.deleted = True
        elif self.own.pop(message_id, None) is None:
            return False
        self.lines.append(f"- {message_id}")
        self.touch()
        return True

    def touch(self) -> None:
        """Wake whoever watches."""
        self.changed.set()
        self.changed = asyncio.Event()


def line_of(shown: Shown) -> str:
    """A message on one line: pictures, text, buttons."""
    parts = ["(photo)"] * len(shown.pictures)
    parts += [shown.text] if shown.text else []
    parts += [f"[{label}]" for label in shown.labels]
    return " ".join(parts).replace("\n", " / ")

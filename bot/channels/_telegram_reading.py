"""From an update's bytes to what a library may parse, and the words that mean the same to both."""

import json
import re
from collections.abc import Callable
from typing import Any

from backend.aliases.service import Address
from bot.channel import Inbound
from bot.channels._telegram import DOWNLOAD_MAX_BYTES
from bot.channels._telegram_text import sound
from handlers.dialogue.event import (
    ChoicePressed,
    CommandGiven,
    Event,
    Opened,
    TextSent,
    UnreadableSent,
)

# What is read of a message; everything else is dropped before a library sees it.
_MESSAGE = frozenset(
    {"message_id", "date", "chat", "from", "edit_date", "media_group_id", "text", "caption"}
    | {"photo", "document", "animation", "video", "video_note", "voice", "audio", "live_photo"}
    | {"location", "venue", "contact"}
)
_CONTENT = _MESSAGE - {"message_id", "date", "chat", "from", "edit_date", "media_group_id"}
# Telegram's own remarks in a private chat, on which a person expects no answer.
_REMARKS = frozenset(
    {"pinned_message", "message_auto_delete_timer_changed", "write_access_allowed"}
    | {"connected_website", "chat_background_set", "boost_added", "new_chat_photo"}
    | {"delete_chat_photo", "proximity_alert_triggered", "video_chat_started"}
    | {"video_chat_ended", "video_chat_scheduled", "video_chat_participants_invited"}
)
_COMMAND = re.compile(r"/([A-Za-z0-9_]{1,32})(?:@\w+)?(?:\s+(.*))?\Z", re.DOTALL)
_PAYLOAD = re.compile(r"[A-Za-z0-9_-]{1,64}\Z")  # Bot features, "Deep linking"
_PICTURE_NAMES = (
    *(".jpg", ".jpeg", ".jfif", ".mpo", ".png", ".webp", ".heic", ".heif", ".avif"),
    *(".tif", ".tiff", ".bmp", ".dng"),
)


def translated(
    bot: str, raw: bytes, read: Callable[[dict[str, Any]], tuple[Event, ...] | None]
) -> Inbound | None:
    """What an update means; `read` has a library parse the needed fields and gives the events.

    What a library cannot parse is told as unreadable, so that the person is not left without an
    answer; its error may hold their words and goes no further.
    """
    update = needed(raw)
    if update is None:
        return None
    (kind,) = update.keys() - {"update_id"}
    part = update[kind]
    chat = _chat_of(part)
    address = Address(bot, str(chat["id"]))
    if chat["type"] != "private":
        return Inbound(address, (), group=True)
    try:
        events = read(update)
    except Exception:
        events = (UnreadableSent(),)
    if events is None:
        return None
    return Inbound(address, events, language=part.get("from", {}).get("language_code", ""))


def _chat_of(part: dict[str, Any]) -> dict[str, Any]:
    """Where it happened; a tap without its message happened in the private chat."""
    if "chat" in part:
        return dict(part["chat"])
    if "message" in part:
        return dict(part["message"]["chat"])
    return {"id": part["from"]["id"], "type": "private"}


def needed(raw: bytes) -> dict[str, Any] | None:
    """The one part of an update that is for us, without fields that no step needs.

    Names, phone numbers, forwards, replies and the like are dropped here, before any object is
    made of them, and a field that a library is strict about cannot spoil what stands beside it.
    """
    update = json.loads(raw)
    kept: dict[str, Any] = {"update_id": update["update_id"]}
    for name, pick in _PARTS.items():
        if (part := update.get(name)) is not None:
            kept[name] = pick(part)
            return kept if kept[name] else None
    return None


def _message(message: dict[str, Any]) -> dict[str, Any]:
    if not _CONTENT & message.keys() and _REMARKS & message.keys():
        return {}
    kept = {name: message[name] for name in _MESSAGE & message.keys()}
    kept["chat"] = _chat(message["chat"])
    kept.setdefault("date", 0)
    for name in ("text", "caption"):
        if name in kept:
            kept[name] = sound(kept[name])
    if "from" in kept:
        kept["from"] = _person(kept["from"])
    if "contact" in kept:
        kept["contact"] = {"phone_number": "", "first_name": ""}
    return kept


def _chat(chat: dict[str, Any]) -> dict[str, Any]:
    return {"id": chat["id"], "type": chat["type"]}


def _person(person: dict[str, Any]) -> dict[str, Any]:
    """Only what the libraries require, and the language; the name is left empty."""
    kept = {"id": person["id"], "is_bot": person.get("is_bot", False), "first_name": ""}
    if "language_code" in person:
        kept["language_code"] = person["language_code"]
    return kept


def _tap(tap: dict[str, Any]) -> dict[str, Any]:
    kept = {
        "id": tap["id"],
        "from": _person(tap["from"]),
        "chat_instance": "",
        "data": sound(tap.get("data", "")),
    }
    if (message := tap.get("message")) is not None:
        kept["message"] = {
            "message_id": message["message_id"],
            "date": message.get("date", 0),
            "chat": _chat(message["chat"]),
        }
    return kept


def _member(member: dict[str, Any]) -> dict[str, Any]:
    state = {"status": member["new_chat_member"]["status"], "user": _person(member["from"])}
    if state["status"] == "kicked":
        state["until_date"] = 0
    return {
        "chat": _chat(member["chat"]),
        "from": _person(member["from"]),
        "date": member.get("date", 0),
        "old_chat_member": {"status": "member", "user": _person(member["from"])},
        "new_chat_member": state,
    }


_PARTS = {
    "message": _message,
    "edited_message": _message,
    "callback_query": _tap,
    "my_chat_member": _member,
}


# ── what the words of an update mean ────────────────────────────────────────────────────────────


def said(text: str, ref: str) -> Event:
    """A typed message: a start with its payload, a command, or words."""
    found = _COMMAND.match(text.strip())
    if not found:
        return TextSent(text, ref)
    name, rest = found[1].lower(), (found[2] or "").strip()
    if name == "start":
        return Opened(rest if _PAYLOAD.match(rest) else "")
    return CommandGiven(name, rest)


def pressed(data: str) -> ChoicePressed:
    """A tap: `question|choice`."""
    question, _, choice = data.rpartition("|")
    return ChoicePressed(choice, question)


def file_ref(unique_id: str, file_id: str) -> str:
    """One handle for a file: what tells it apart, and what fetches it."""
    return f"{unique_id}:{file_id}"


def file_id_of(ref: str) -> str:
    """What fetches the file of a handle."""
    return ref.rpartition(":")[2]


def is_picture(mime_type: str | None, file_name: str | None) -> bool:
    """Whether a document is a picture, by what the sender's client says of it."""
    if mime_type and mime_type.startswith("image/"):
        return True
    return (file_name or "").lower().endswith(_PICTURE_NAMES)


def is_fetchable(size_bytes: int | None) -> bool:
    """Whether a bot may fetch a file of this size; an unknown size is tried."""
    return (size_bytes or 0) <= DOWNLOAD_MAX_BYTES


def place_label(title: str, address: str) -> str:
    """A venue's name and street on one line."""
    return "，".join(sound(part).strip() for part in (title, address) if part.strip())

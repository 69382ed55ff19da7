"""Events as raw bytes and back, for doors of our own whose requests are understood at once."""

import json

from backend.aliases.service import Address
from bot.channel import Inbound
from bot.codec import decode, encode
from handlers.dialogue.event import Event


def pack_events(
    chat_ref: str, events: tuple[Event, ...], language: str = "", *, greeted: bool = False
) -> bytes:
    """Events of one request, with the door's hints."""
    front = json.dumps([chat_ref, language, greeted]).encode()
    return len(front).to_bytes(2, "big") + front + encode(events)


def unpack_events(bot: str, raw: bytes) -> Inbound:
    """What `pack_events` was given."""
    size = int.from_bytes(raw[:2], "big")
    chat_ref, language, greeted = json.loads(raw[2 : 2 + size])
    return Inbound(Address(bot, chat_ref), decode(raw[2 + size :]), language, greeted)

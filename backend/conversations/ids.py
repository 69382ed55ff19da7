"""The tag of a conversation: the same chat gives the same tag, and only with the keys."""

from backend.aliases.service import Address
from backend.keys.ring import KeyRing


def tag_of(keys: KeyRing, address: Address) -> str:
    """40 hex digits."""
    return keys.hash("hashes", "conversation", address.bot, address.chat_ref).hex()

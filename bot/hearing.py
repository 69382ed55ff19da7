"""Reading a conversation's events out of the inbox: opened, translated, in their order."""

from collections.abc import Sequence
from dataclasses import dataclass, field

from backend.aliases.ids import AliasId
from backend.aliases.service import Address
from backend.inbox.service import RAW, Arrival, Due, open_payload
from backend.office import Office
from bot.channel import Received
from bot.doors import Door
from bot.envelope import disclose
from handlers.dialogue.event import Event, NewsCame, PersonLeft


@dataclass(slots=True)
class Heard:
    """One conversation's events, read but not yet played."""

    door: Door
    place: str
    tag: str
    address: Address | None = None
    events: list[Event] = field(default_factory=list)
    language: str = ""
    greeted: bool = False
    spoken: bool = False
    """The person did something (not the office, not the clock)."""
    alias_id: AliasId | None = None
    """News is for whoever is behind this alias: checked again just before sending."""
    left: bool = False
    """The last thing the person did was to block the bot."""


def arrival(one: Received, tag: str) -> Arrival:
    """What a channel received, as the inbox keeps it."""
    return Arrival(one.place, one.bot, tag, one.keys, RAW + one.raw)


def hear(office: Office, door: Door, rows: Sequence[Due]) -> Heard:
    """The events of one conversation's rows. What is nobody's (a group, noise) leaves none."""
    heard = Heard(door, rows[0].place, rows[0].tag)
    for row in rows:
        payload = open_payload(office, row)
        if payload[:1] == RAW:
            _hear_raw(heard, payload[1:])
        else:
            heard.address, event = disclose(payload[1:])
            heard.events.append(event)
            if isinstance(event, NewsCame) and event.alias_id:
                heard.alias_id = AliasId(event.alias_id)
    return heard


def _hear_raw(heard: Heard, raw: bytes) -> None:
    inbound = heard.door.channel.translate(raw)
    if inbound is None or inbound.group:
        return
    heard.address = inbound.address
    heard.language = inbound.language or heard.language
    heard.greeted = heard.greeted or inbound.greeted
    heard.spoken = True
    heard.events += inbound.events
    if inbound.events:
        heard.left = isinstance(inbound.events[-1], PersonLeft)

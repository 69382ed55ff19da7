"""What travels through inbox and jobs besides a channel's own bytes: an address and one value."""

from collections.abc import Iterable
from typing import Any

from backend.aliases.service import Address
from backend.inbox.service import EVENT, Arrival
from backend.jobs.service import Job, fresh_job
from bot.codec import decode, encode
from handlers.dialogue.effect import Effect
from handlers.dialogue.event import Event


def enclose(address: Address, value: object) -> bytes:
    """Address and value as bytes."""
    front = f"{address.bot}\n{address.chat_ref}".encode()
    return len(front).to_bytes(2, "big") + front + encode(value)


def disclose(raw: bytes) -> tuple[Address, Any]:
    """Address and value again."""
    size = int.from_bytes(raw[:2], "big")
    bot, chat_ref = raw[2 : 2 + size].decode().split("\n", 1)
    return Address(bot, chat_ref), decode(raw[2 + size :])


def event_arrival(
    *, place: str, tag: str, address: Address, key: str, event: object, after_s: float = 0.0
) -> Arrival:
    """An event of ours for a conversation's inbox; `key` makes a repeat harmless."""
    return Arrival(place, address.bot, tag, (key,), EVENT + enclose(address, event), after_s)


def outcome_arrival(job: Job, address: Address, event: Event) -> Arrival:
    """A remote effect's outcome, on its way back into the conversation that asked for it."""
    return event_arrival(
        place=job.place, tag=job.tag, address=address, key=f"job/{job.job_id}", event=event
    )


def enclosed_jobs(place: str, tag: str, address: Address, effects: Iterable[Effect]) -> list[Job]:
    """Remote effects, each as a job of its own."""
    return [fresh_job(place, type(one).__name__, tag, enclose(address, one)) for one in effects]

"""`davy db purge`, and once a day by itself: what has outlived its purpose is erased."""

from datetime import timedelta
from typing import Any

from sqlalchemy import Connection

from backend.api import idempotency
from backend.audit.service import noted_places
from backend.clock import day_in
from backend.conversations.service import (
    forget,
    load_many,
    no_draft,
    old_drafts,
    spoken_places,
    untouched,
)
from backend.hazards.purge import purge_cases
from backend.inbox.service import erase_keys, keep_many, reseal_inbox
from backend.jobs.service import erase_slots, reseal_jobs
from backend.keys.days import KEPT_DAYS
from backend.office import Office
from backend.outbox.service import erase_all
from backend.outbox.upkeep import expire_secrets, reseal_messages
from backend.reports.dropping import sweep_files
from backend.reports.photos import known_files
from backend.rewards import claims, naming
from backend.staff import entry
from bot.envelope import disclose, event_arrival
from bot.forgetting import forget_codes
from handlers.dialogue.event import TimePassed

PULLING = ("web-", "terminal-")
"""Bots whose conversations end with a page or a terminal (`bot/roster.py` names them so)."""

_ORPHANS_A_TIME = 500

OLD_DRAFT = "draft-old"
"""The name of the moment at which a conversation is told to drop a draft nobody touched."""


def purge_all(office: Office) -> list[str]:
    """Erase what is due, each kind in its own transaction; gives conversations to handle now."""
    tags: list[str] = []
    with office.database.write() as conn:
        expire_secrets(conn, office)
    codes = _lived_in(office)
    _carry_over(office, codes)
    for code in codes:
        with office.database.write() as conn:
            tags += _drop_old_drafts(conn, office, code)
        _purge_cases(office, code)
    sweep_files(office)  # the files themselves last, of dropped drafts too
    for purge in (naming.purge, claims.purge, idempotency.purge, entry.purge):
        with office.database.write() as conn:
            purge(conn, office)
    forget_codes(office)
    _forget_left_pages(office, codes)
    _sweep_orphans(office)
    with office.database.write() as conn:
        erase_keys(conn, office, older_than_days=KEPT_DAYS)
        erase_slots(conn, office)
    return tags


def _purge_cases(office: Office, code: str) -> None:
    """Words and pictures of cases closed long ago, batch by batch."""
    more = True
    while more:
        with office.database.write() as conn:
            more = bool(purge_cases(conn, office, code))


def _lived_in(office: Office) -> list[str]:
    """The places that hold anything to purge: the files of the others are not even read."""
    with office.database.read() as conn:
        lived = noted_places(conn) | spoken_places(conn)
    return [code for code in office.places if code in lived]


def _forget_left_pages(office: Office, codes: list[str]) -> None:
    """Conversations of pages that nobody can come back to: their cookie or terminal is gone."""
    if not codes:
        return
    kept_days = max(office.place(code).limits.draft_days for code in codes)
    before_on = office.clock.now().date() - timedelta(days=kept_days + 1)
    after = ""
    while True:
        with office.database.write() as conn:
            tags = untouched(conn, before_on, after=after)
            for tag, found in load_many(conn, office, tags).items():
                if disclose(found.state)[0].bot.startswith(PULLING):
                    erase_all(conn, tag)
                    forget(conn, office, tag)
        if not tags:
            return
        after = tags[-1]


def _sweep_orphans(office: Office) -> None:
    """Files that no row knows: uploads whose draft was dropped, leftovers of a killed process."""
    before_on = office.clock.now().date() - timedelta(days=KEPT_DAYS + 1)
    office.files.sweep()
    names = list(office.files.stored_before(before_on))
    for start in range(0, len(names), _ORPHANS_A_TIME):
        some = names[start : start + _ORPHANS_A_TIME]
        with office.database.read() as conn:
            known = known_files(conn, some)
        for name in some:
            if name not in known:
                office.files.delete(name)


def _carry_over(office: Office, codes: list[str]) -> None:
    """Re-seal what still waits under today's key, then destroy the keys of days long done.

    Places share the keys of the day: the one that keeps the shortest decides for all.
    """
    hours = [office.place(code).retention.payload_hours for code in codes]
    kept_days = min([KEPT_DAYS, *(one // 24 for one in hours)])
    today = office.clock.now().date()
    steps: list[Any] = [reseal_inbox, reseal_jobs, reseal_messages]
    for step in steps:
        with office.database.write() as conn:
            step(conn, office, before_on=today - timedelta(days=1))
    office.keys.days.destroy_before(today - timedelta(days=kept_days - 1))


def _drop_old_drafts(conn: Connection, office: Office, code: str) -> list[str]:
    place = office.place(code)
    today = day_in(place.zone, office.clock.now())
    before_on = today - timedelta(days=place.limits.draft_days)
    found = [tag for tag, of_place in old_drafts(conn, before_on) if of_place == code]
    states = load_many(conn, office, found)
    for tag in states:
        address, _ = disclose(states[tag].state)
        told = event_arrival(
            place=code,
            tag=tag,
            address=address,
            key=f"{OLD_DRAFT}/{tag}/{today.isoformat()}",
            event=TimePassed(OLD_DRAFT),
        )
        keep_many(conn, office, [told])
        no_draft(conn, tag)
    return list(states)

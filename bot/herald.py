"""Carrying news into conversations at its moment: beside the sender alone it opens addresses."""

import asyncio
import logging
from collections.abc import Callable
from typing import Any

from sqlalchemy import Connection, Row
from sqlalchemy.exc import DBAPIError

from backend.aliases.ids import AliasId
from backend.aliases.service import Address, open_address
from backend.conversations.ids import tag_of
from backend.inbox.service import Arrival, keep_many
from backend.office import Office
from backend.outbox.news import due_news, erase_news, held_over, opened_news, put_off_news
from backend.reminders.digests import still_due
from backend.reminders.telling import still_told
from backend.staff.desks import desks_of
from bot.doors import Door
from bot.envelope import event_arrival
from handlers.dialogue.event import NewsCame

log = logging.getLogger("davy.herald")

_LOOK_EVERY_S = 1.0
_PUT_OFF_S = 300.0


class Herald:
    """Turns due news into events of the conversations it concerns."""

    def __init__(
        self, office: Office, doors: "dict[str, Door]", handle_soon: Callable[[str], None]
    ) -> None:
        self._office = office
        self._doors = doors
        self._handle_soon = handle_soon

    async def run(self) -> None:
        """Carry news until cancelled."""
        while True:
            try:
                tags = await asyncio.to_thread(self.carry)
            except Exception:
                log.exception("news could not be carried; it is tried again")
                tags = []
            for tag in tags:
                self._handle_soon(tag)
            if not tags:
                await asyncio.sleep(_LOOK_EVERY_S)

    def carry(self) -> list[str]:
        """Carry what is due, once; gives the conversations that have something new."""
        arrivals: list[Arrival] = []
        with self._office.database.write() as conn:
            for row in due_news(conn, self._office):
                if row.alias_id is not None and held_over(conn, self._office, row):
                    continue
                made = self._carried(conn, row)
                if made is None:
                    put_off_news(conn, self._office, row.news_id, after_s=_PUT_OFF_S)
                else:
                    arrivals += made
                    erase_news(conn, [row.news_id])
            if arrivals:
                keep_many(conn, self._office, arrivals)
        return [one.tag for one in arrivals]

    def _carried(self, conn: Connection, row: Row[Any]) -> list[Arrival] | None:
        """None when it cannot be carried now: what is wrong with one holds up no other."""
        try:
            return self._arrivals(conn, row)
        except DBAPIError:
            raise  # the transaction is over
        except Exception:
            log.exception("a piece of news could not be carried; it is put off")
            return None

    def _arrivals(self, conn: Connection, row: Row[Any]) -> list[Arrival] | None:
        body = opened_news(self._office, row)
        if row.not_after is not None and self._office.clock.now() > row.not_after:
            return []
        fresh = (
            still_told(conn, body)
            if row.member_id is None
            else still_due(conn, self._office, row.member_id, body)
        )
        if fresh is None:
            return []
        body = fresh
        addresses = self._addresses(conn, row)
        here = [address for address in addresses if address.bot in self._doors]
        if addresses and not here:
            return None  # a process with other settings serves that bot
        return [self._arrival(row, address, body) for address in here]

    def _addresses(self, conn: Connection, row: Row[Any]) -> list[Address]:
        if row.member_id is not None:
            return desks_of(conn, self._office, row.member_id)
        address = open_address(conn, self._office.keys, AliasId(row.alias_id))
        return [address] if address is not None else []

    def _arrival(self, row: Row[Any], address: Address, body: dict[str, Any]) -> Arrival:
        event = NewsCame(
            key=body["key"],
            alias_id=body.get("alias_id", ""),
            question_id=body.get("question_id", ""),
            also=tuple(body.get("also", ())),
            args=tuple((name, str(value)) for name, value in body.get("args", ())),
        )
        tag = tag_of(self._office.keys, address)
        key = f"news/{row.news_id}/{tag}"
        # A case may have been handed over: the conversation stays that of the door it is held at.
        place = self._doors[address.bot].channel.place
        return event_arrival(place=place, tag=tag, address=address, key=key, event=event)

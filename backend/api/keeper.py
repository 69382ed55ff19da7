"""What holds a flood back at the doors of one process: sources, counts, lanes and passes.

    a quiet source   nothing is asked
    a busy one       its next words want a pass: worked for by the page, or 20 seconds old
    a flood          waits, whatever it shows; its words are given back

Whoever's address is not known shares one lane: there a pass is wanted while the lane is crowded.
"""

import asyncio
from collections.abc import Awaitable, Callable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field
from functools import partial

from sqlalchemy import Connection

from backend.api.limits import Lanes, Limiter
from backend.api.passes import Passes, PassWanted, spend_pass
from backend.api.sharing import Sharing
from backend.api.sources import SHARED, Sources
from backend.db.group import GroupCommit
from backend.errors import TooMany
from backend.office import Office

FULL_S = 3
"""When every place is taken: after so long a page may try again."""

Spend = Callable[[str, str, str], Awaitable[bool]]
"""Use a pass of a place for a turn; False when it was used already, in whatever process."""


def web_lanes() -> Lanes:
    """How many may speak at one time at the web doors of one process."""
    return Lanes(most_count=512, most_shared_count=192, most_each_count=64)


@dataclass(frozen=True, slots=True)
class Keeper:
    """Asked before words are taken at a door without accounts."""

    sources: Sources
    limiter: Limiter
    passes: Passes
    spend: Spend
    lanes: Lanes = field(default_factory=web_lanes)
    pause_s: float = 0.3
    """Before a refusal leaves: nobody notices it, and a flood that waits for its answers asks a
    tenth as often."""

    @contextmanager
    def lane(self, source: bytes) -> Iterator[None]:
        """A place among those who speak at this moment. Raises: TooMany."""
        if not self.lanes.enter(source):
            raise TooMany("web-too-many", wait_s=FULL_S)
        try:
            yield
        finally:
            self.lanes.leave(source)

    def is_busy(self, source: bytes) -> bool:
        """Whether this source's next words will want a pass."""
        if source == SHARED:
            return self.lanes.shared_crowded
        try:
            self.limiter.check("say", source)
        except TooMany:
            return True
        return False

    async def pause(self, error: Exception) -> None:
        """Let whoever was refused for being too many wait a moment for the refusal."""
        if isinstance(error, TooMany):
            await asyncio.sleep(self.pause_s)

    async def admit(self, source: bytes, place: str, pass_: str, *, proof: str, turn: str) -> None:
        """Let one turn in.

        Raises:
            PassWanted: the source is busy, and no good pass was shown; carries one.
        """
        if not self.is_busy(source):
            self.limiter.spend("say", source)
            return
        wait_s = self.passes.wait_s(pass_, proof)
        if wait_s:
            raise PassWanted(pass_, wait_s)
        if wait_s is None or not await self.spend(place, pass_, turn):
            fresh = self.passes.fresh()
            raise PassWanted(fresh, self.passes.wait_s(fresh, "") or 0)


@dataclass(frozen=True, slots=True)
class _Spending:
    """One pass on its way into the database."""

    place: str
    pass_: str
    turn: str


class HouseKeeper:
    """A keeper whose counts and passes are those of all processes of a house."""

    def __init__(self, office: Office, place: str, trusted_proxies: Sequence[str]) -> None:
        """`place` is the first one's code: what sources owe, they owe to the whole house."""
        self._spending: GroupCommit[_Spending, bool] = GroupCommit(
            office.database.write, partial(_spend_all, office), most=64, name="passes"
        )
        self.keeper = Keeper(
            Sources(
                office.clock, trusted_proxies, partial(office.keys.days.hashing, purpose="sources")
            ),
            Limiter(),
            Passes(office.keys.hash("hashes", "web-pass"), office.clock),
            self._spend,
        )
        self._sharing = Sharing(office, self.keeper.limiter, place)

    async def run(self) -> None:
        """Count together with the other processes, until cancelled."""
        await self._sharing.run()

    async def _spend(self, place: str, pass_: str, turn: str) -> bool:
        return await self._spending.put(_Spending(place, pass_, turn))

    async def close(self) -> None:
        """Finish what is on its way."""
        await asyncio.to_thread(self._spending.close)


def _spend_all(office: Office, conn: Connection, pieces: Sequence[_Spending]) -> Sequence[bool]:
    return [spend_pass(conn, office, one.place, pass_=one.pass_, turn=one.turn) for one in pieces]

"""From a form to the house: files kept first, a form sent twice taken once."""

import asyncio
import hashlib
import secrets
from collections import OrderedDict
from dataclasses import dataclass

from bot.channel import House, HouseFull, Outbound, Received
from bot.channels._web_codes import CodeBudget, untried
from bot.channels._web_said import Said
from bot.packed import pack_events
from bot.uploads import PREFIX

_REMEMBERED = 5000


@dataclass(frozen=True, slots=True)
class _Turn:
    """What one session says once, from one source."""

    session: str
    said: Said
    language: str
    source: bytes
    key: str
    print_: bytes


class Turns:
    """Hands turns over. The house knows repeats by their key; here they cost no second upload."""

    def __init__(self, bot: str, place: str, codes: CodeBudget | None) -> None:
        """Without a budget no codes are typed here: a door of staff."""
        self._bot = bot
        self._place = place
        self._codes = codes
        self._running: dict[bytes, asyncio.Task[tuple[Outbound, ...]]] = {}
        self._by_session: dict[str, set[asyncio.Task[tuple[Outbound, ...]]]] = {}
        self._taken: OrderedDict[bytes, None] = OrderedDict()

    async def take(
        self, house: House, session: str, said: Said, language: str, source: bytes
    ) -> tuple[Outbound, ...]:
        """What is said to it. A turn goes on to its end, even when whoever sent it hangs up.

        Raises:
            HouseFull: nothing can be kept now.
        """
        turn = said.turn or secrets.token_hex(16)
        key = f"web/{session}/{turn}"
        print_ = hashlib.blake2b(key.encode(), digest_size=16).digest()
        running = self._running.get(print_)
        if running is None:
            work = self._take(house, _Turn(session, said, language, source, key, print_))
            running = self._running[print_] = asyncio.create_task(work)
            self._by_session.setdefault(session, set()).add(running)
            running.add_done_callback(lambda done: self._ended(session, print_, done))
        return await asyncio.shield(running)

    async def rest(self, session: str) -> None:
        """Wait until nothing that this session said is on its way any more."""
        if tasks := self._by_session.get(session):
            await asyncio.wait(tasks)

    def _ended(
        self, session: str, print_: bytes, done: "asyncio.Task[tuple[Outbound, ...]]"
    ) -> None:
        del self._running[print_]
        self._by_session[session].discard(done)
        if not self._by_session[session]:
            del self._by_session[session]

    async def _take(self, house: House, turn: _Turn) -> tuple[Outbound, ...]:
        said, repeated = turn.said, turn.print_ in self._taken
        refs = [PREFIX if repeated else await self._kept(house, data) for data in said.files]
        events = said.events(refs)
        if self._codes is not None and (wait_s := self._codes.wait_s(turn.source, said)):
            events = untried(events, wait_s)
        received = Received(
            bot=self._bot,
            place=self._place,
            chat_ref=turn.session,
            keys=(turn.key,),
            raw=pack_events(turn.session, events, turn.language, greeted=said.fresh),
            seen=said.seen,
        )
        replies = await house.converse(received)
        if self._codes is not None and not repeated:
            self._codes.count(turn.source, said, replies)
        self._taken[turn.print_] = None
        if len(self._taken) > _REMEMBERED:
            self._taken.popitem(last=False)
        return replies

    async def _kept(self, house: House, data: bytes) -> str:
        """The handle of a file; without room for it the handle of nothing.

        The words are taken then, and the conversation says that the file could not be kept.
        """
        try:
            return await house.keep_upload(data, self._place)
        except HouseFull:
            return PREFIX + secrets.token_hex(16)

"""The transaction that the loop is made of: turns of different conversations, committed together.

For each conversation of the batch: take its due events, play them, and write the new state, the
replies, the jobs and the wakes in the same transaction that lays the events down. When one turn
fails, group commit rolls the batch back and lets each go alone.
"""

import secrets
from collections.abc import Callable, Mapping, Sequence
from dataclasses import replace
from itertools import groupby
from operator import attrgetter

from sqlalchemy import Connection

from backend.aliases.service import Address
from backend.conversations.ids import tag_of
from backend.conversations.service import Found, Kept, load_many, remove
from backend.inbox.service import (
    PER_TURN,
    Arrival,
    Fresh,
    claim,
    due_events,
    erase_aside,
    keep_fresh,
    lock_conversations,
    lock_free_conversations,
)
from backend.office import Office
from backend.outbox.service import (
    ANSWERS,
    NEWS,
    Message,
    erase_all,
    erase_seen,
    for_showing,
    park,
)
from backend.places.profile import Place
from backend.reports.photos import keeps_originals
from backend.staff.desks import member_of_desk
from bot.channel import Outbound, Received
from bot.doors import Door
from bot.envelope import disclose, enclose, enclosed_jobs, event_arrival
from bot.facts import place_facts
from bot.handled import Handled, Piece
from bot.hearing import Heard, arrival, hear
from bot.perform import perform
from bot.scene import Scene
from bot.turns import Played, play
from bot.voice import Voice
from bot.wire import pack, unpack
from bot.written import Written
from handlers.dialogue.event import Opened, TimePassed
from handlers.dialogue.facts import Facts, PlaceFacts
from handlers.dialogue.reply import Say
from handlers.dialogue.turn import Ask


class TurnBatch:
    """Callable for `GroupCommit`: pieces in, what each came to out."""

    def __init__(
        self,
        office: Office,
        doors: Mapping[str, Door],
        voice: Voice,
        *,
        web_address: Callable[[str], str] = lambda _: "",
        map_service: str = "",
    ) -> None:
        self._office = office
        self.doors = doors
        self._voice = voice
        self._web_address = web_address
        self._map_service = map_service

    def __call__(self, conn: Connection, pieces: Sequence[Piece]) -> list[Handled]:
        """Run one batch in the transaction of `conn`; what another process is at comes back."""
        tags = [self._tag(piece) for piece in pieces]
        free = lock_free_conversations(conn, tags)
        own = [(one, tag) for one, tag in zip(pieces, tags, strict=True) if tag in free]
        handled = iter(self._run(conn, own))
        return [next(handled) if tag in free else Handled(tag, held=True) for tag in tags]

    def patiently(self, conn: Connection, pieces: Sequence[Piece]) -> list[Handled]:
        """As a call, but wait until whoever is at these conversations has done."""
        tags = [self._tag(piece) for piece in pieces]
        lock_conversations(conn, tags)
        return self._run(conn, list(zip(pieces, tags, strict=True)))

    def _run(self, conn: Connection, pieces: Sequence[tuple[Piece, str]]) -> list[Handled]:
        """The conversations are held before any row of theirs, or two batches could interlock."""
        tags = [tag for _, tag in pieces]
        arrived = [(one, tag) for one, tag in pieces if isinstance(one, Received)]
        unseen: set[str] = set()
        fresh: list[Fresh] = []
        if arrived:
            fresh = claim(conn, self._office, [arrival(one, tag) for one, tag in arrived])
            unseen = erase_seen(conn, _marks(arrived))
        handled = self._handle(conn, list(dict.fromkeys(tags)), fresh)
        return [
            self._all(conn, tag, handled.get(tag))
            if tag in unseen or tag not in handled
            else handled[tag]
            for tag in tags
        ]

    def greet(self, bot: str, language: str) -> tuple[Outbound, ...]:
        """What somebody new at a door is told first; nothing is read or kept."""
        door = self.doors[bot]
        place = self._office.place(door.channel.place)
        facts = Facts(
            now_at=self._office.clock.now(),
            place=self._place_facts(place, language or "zh-Hans"),
            door=door.facts(language),
            trial=place.trial,
        )
        turn = door.talk.advance(door.talk.first(facts), Opened(), facts)
        question = door.talk.question(turn.state, facts) if turn.ask is Ask.NOW else None
        return self._voice.render(turn.say, question, language=turn.state.language)

    def _tag(self, piece: Piece) -> str:
        if isinstance(piece, str):
            return piece
        return tag_of(self._office.keys, Address(piece.bot, piece.chat_ref))

    def _all(self, conn: Connection, tag: str, handled: Handled | None) -> Handled:
        """Everything that waits: it would be erased unseen if only the newest answer were given."""
        waiting = for_showing(conn, self._office, tag)
        shown = tuple(unpack(one.body, one.position) for one in waiting)
        return replace(handled or Handled(tag), replies=shown)

    def _handle(
        self, conn: Connection, tags: list[str], fresh: Sequence[Fresh]
    ) -> dict[str, Handled]:
        rows = due_events(conn, tags, self._office.clock.now(), fresh)
        rows = [row for row in rows if row.bot in self.doors]  # others serve what is not ours
        taken = {row.position for row in rows}
        keep_fresh(conn, self._office, [one for one in fresh if one.position not in taken])
        if not rows:
            return {}
        states = self._states(conn, sorted({row.tag for row in rows}))
        written = Written()
        handled: dict[str, Handled] = {}
        for tag, group in groupby(rows, key=attrgetter("tag")):
            own = list(group)
            heard = hear(self._office, self.doors[own[0].bot], own)
            written.done += [row.position for row in own if not isinstance(row, Fresh)]
            if heard.address is not None:
                made = self._turn(conn, heard, heard.address, states.get(tag), written)
                handled[tag] = replace(made, more=len(own) == PER_TURN or bool(own[0].tries))
        written.write(conn, self._office)
        return handled

    def _states(self, conn: Connection, tags: list[str]) -> dict[str, Found]:
        gone: list[str] = []
        states = load_many(conn, self._office, tags, gone=gone)
        for tag in gone:  # `/stop` was cut off between its keys and its commit: it is finished now
            erase_all(conn, tag)
            erase_aside(conn, tag)
        return states

    def _turn(
        self,
        conn: Connection,
        heard: Heard,
        address: Address,
        stored: Found | None,
        written: Written,
    ) -> Handled:
        scene = self._scene(conn, heard, address)
        played, question = self._played(scene, heard, stored)
        if heard.door.channel.staff and scene.member is None:
            erase_all(conn, heard.tag)  # cards that wait are for members alone
        replies = self._voice.render(
            played.said,
            question,
            language=played.state.language,
            protected=heard.door.channel.staff,
        )
        messages = _messages(heard, address, replies)
        written.slots += scene.slots
        if scene.forgotten:
            written.slots += remove(conn, self._office, heard.tag)
        elif stored is not None or heard.spoken or played.state != played.began:
            # Else a late outcome found nobody: whoever left has not come back by that.
            drafting = getattr(played.state, "draft", None) is not None
            kept = enclose(address, played.state)
            slot = stored.slot if stored else b""
            written.states.append(Kept(heard.tag, heard.place, kept, drafting, slot))
        written.messages += messages
        written.jobs += enclosed_jobs(heard.place, heard.tag, address, played.remote)
        written.arrivals += self._wakes(heard, address, played)
        if heard.left:
            park(conn, heard.tag)
        elif heard.spoken and not heard.door.channel.manners.pulls:
            written.returned.append(heard.tag)
        marked = tuple(
            replace(reply, mark=message.position)
            for reply, message in zip(replies, messages, strict=True)
        )
        return Handled(heard.tag, marked, address.bot, bool(played.remote), tuple(played.wakes))

    def _played(
        self, scene: Scene, heard: Heard, stored: Found | None
    ) -> tuple[Played, Say | None]:
        """Plays what was heard; gives what it came to, and the question that is open now."""
        talk = heard.door.talk
        state = disclose(stored.state)[1] if stored else talk.first(self._facts(scene, heard))
        scene.language = state.language
        played = play(
            talk,
            state,
            heard.events,
            lambda: self._facts(scene, heard),
            lambda effect: perform(scene, effect),
            patient=not heard.door.channel.manners.pulls,
        )
        scene.language = played.state.language
        asked = talk.question(played.state, self._facts(scene, heard)) if played.asks else None
        return played, asked

    def _scene(self, conn: Connection, heard: Heard, address: Address) -> Scene:
        staff = heard.door.channel.staff
        return Scene(
            conn=conn,
            office=self._office,
            place=self._office.place(heard.place),
            tag=heard.tag,
            address=address,
            door=heard.door.channel.manners.kind,
            language=heard.language or "zh-Hans",
            member=member_of_desk(conn, self._office, heard.tag) if staff else None,
            asks_maps=bool(self._map_service),
        )

    def _place_facts(self, place: Place, language: str) -> PlaceFacts:
        web, most = self._web_address(place.code), self._office.photos_max
        return place_facts(place, language, web, self._map_service, photos_max=most)

    def _facts(self, scene: Scene, heard: Heard) -> Facts:
        return Facts(
            now_at=self._office.clock.now(),
            place=self._place_facts(scene.place, scene.language),
            door=heard.door.facts(heard.language, greeted=heard.greeted),
            roles=scene.member.roles if scene.member else frozenset(),
            keeps_originals=keeps_originals(self._office),
            trial=scene.place.trial,
            fresh_id=secrets.token_hex(16),
        )

    def _wakes(self, heard: Heard, address: Address, played: Played) -> list[Arrival]:
        """One pending wake a name: its key is the moment it will come, to one pause.

        What comes after a wake was handled is a whole pause later, so never under the same key.
        """
        now_s = self._office.clock.now().timestamp()
        return [
            event_arrival(
                place=heard.place,
                tag=heard.tag,
                address=address,
                key=f"wake/{heard.tag}/{wake.name}/{int(now_s / (wake.after_s or 1))}",
                event=TimePassed(wake.name),
                after_s=wake.after_s,
            )
            for wake in played.wakes
        ]


def _marks(arrived: Sequence[tuple[Received, str]]) -> dict[str, str]:
    """How far each conversation that pulls was shown what we said."""
    marks: dict[str, str] = {}
    for one, tag in arrived:
        if one.seen:
            marks[tag] = max(one.seen, marks.get(tag, ""))
    return marks


def _messages(heard: Heard, address: Address, replies: Sequence[Outbound]) -> list[Message]:
    lane = ANSWERS if heard.spoken else NEWS
    return [
        Message(
            heard.place,
            address.bot,
            heard.tag,
            address.chat_ref,
            pack(reply),
            lane,
            reply.secret,
            heard.alias_id,
        )
        for reply in replies
    ]

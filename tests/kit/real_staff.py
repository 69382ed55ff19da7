"""The real office behind the staff's talk: what the loop would perform, on a real database."""

import json
from dataclasses import dataclass, field

from backend.aliases.service import Address
from backend.conversations.ids import tag_of
from backend.errors import NotFound
from backend.office import Office
from backend.outbox.news import due_news, erase_news
from backend.reminders.digests import plan_digests, still_due
from backend.staff import service as staff
from backend.staff.desks import member_of_desk
from bot.perform import perform
from bot.scene import Scene
from bot.turns import REMOTE
from handlers.dialogue.effect import Effect
from handlers.dialogue.event import Event, NewsCame
from tests.backend.reports.cases import file, picture
from tests.backend.rewards.cases import closed_case, told
from tests.backend.staff.offices import HERE, clock_of

ROUND_H = 22
"""Hours from the stopped clock (10:30) to the next morning's round (08:30)."""


@dataclass
class RealStaff:
    """What `StaffStage` asks of an office, answered by the real one."""

    office: Office
    sitting: str = ""
    jobs: list[Effect] = field(default_factory=list)
    members: dict[str, str] = field(default_factory=dict)
    """Member's id -> name of the desk."""

    def roles(self) -> frozenset[str]:
        """The duties of whoever sits at the desk now."""
        with self.office.database.read() as conn:
            member = member_of_desk(conn, self.office, self._tag(self.sitting))
        return member.roles if member else frozenset()

    def perform(self, effect: Effect) -> tuple[Event, ...]:
        """One local effect in a transaction of its own; a remote one is kept in `jobs`."""
        if isinstance(effect, REMOTE):
            self.jobs.append(effect)
            return ()
        tag = self._tag(self.sitting)
        with self.office.database.write() as conn:
            member = member_of_desk(conn, self.office, tag)
            place = self.office.place(HERE)
            address = self._address(self.sitting)
            scene = Scene(conn, self.office, place, tag, address, "messenger", "zh-Hans", member)
            outcome = perform(scene, effect)
            if scene.member is not None:
                self.members[scene.member.member_id] = self.sitting
        return (outcome,) if outcome is not None else ()

    def take_news(self) -> list[tuple[str, NewsCame]]:
        """What is due for a member now; asking takes it out."""
        found = []
        with self.office.database.write() as conn:
            rows = [row for row in due_news(conn, self.office) if row.member_id in self.members]
            for row in rows:
                bound = f"news.payload/{row.news_id}"
                sealed = self.office.keys.open("words", row.payload_sealed, bound)
                body = still_due(conn, self.office, row.member_id, json.loads(sealed))
                if body is not None:
                    args = tuple((name, str(value)) for name, value in body["args"])
                    found.append((self.members[row.member_id], NewsCame(body["key"], args=args)))
            erase_news(conn, [row.news_id for row in rows])
        return found

    # ── directions ──────────────────────────────────────────────────────────────────────────────

    def seat(self, name: str, duties: frozenset[str]) -> None:
        """Let a member sit down at a desk of that name."""
        token = self.invite(duties)
        with self.office.database.write() as conn:
            tag, address = self._tag(name), self._address(name)
            joined = staff.join(conn, self.office, token=token, tag=tag, address=address)
        self.members[joined.member_id] = name

    def dismiss(self, name: str) -> None:
        """End a member's duties."""
        with self.office.database.write() as conn:
            member = member_of_desk(conn, self.office, self._tag(name))
            if member is None:
                raise NotFound("problem-member-unknown")
            staff.revoke(conn, self.office, member.member_id)

    def invite(self, duties: frozenset[str]) -> str:
        """An invitation for one use."""
        with self.office.database.write() as conn:
            first = sorted(self.office.place(HERE).office_by_id)[0]
            return staff.invite(conn, self.office, place=HERE, roles=duties, office_id=first)

    def file(self, *, urgent: bool) -> None:
        """Let a report come in."""
        said = "我在二车间上班,三楼过道堆满电动车,晚上还充电"
        file(self.office, words=said, danger=urgent, sector="unknown")

    def tell_reward(self) -> str:
        """A claim code that is good."""
        code = told(self.office, closed_case())
        return " ".join(code[at : at + 4] for at in range(0, 20, 4))

    def plan_morning(self) -> None:
        """Queue everybody's digest, on the next day at its hour."""
        clock = clock_of(self.office)
        clock.forward(hours=ROUND_H)
        with self.office.database.write() as conn:
            plan_digests(conn, self.office, HERE)

    def picture(self, ref: str) -> str:
        """Prepare a picture; its id."""
        del ref
        return picture(self.office)

    def _address(self, name: str) -> Address:
        return Address("staff-bot", f"desk-{name}")

    def _tag(self, name: str) -> str:
        return tag_of(self.office.keys, self._address(name))

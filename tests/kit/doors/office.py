"""What an office does in a screenplay, carried out in the real one by members with real duties.

    the office accepts | refuses REASON | confirms | disproves REASON | closes | rewards
    the office asks QUESTION            a ready one; `asks: WORDS` its own, passed by another
    an invitation for DUTIES is made    `{invitation}`
    a report comes in                   also: an urgent report
    the payer's reward is told          `{code}` opens it
    the morning comes                   the next day's round
    NAME has no duty any more
    the payer has a key                 names may be given with a reward
    the evidence key is made            originals may be kept
    the look is over                    fifteen minutes and one
    a step fails                        the house gave an event of the reporter's up
    pictures wait … pictures arrive     also: pictures take their time … the pictures are there

What a step leads through on the way is done as well: what is closed was accepted and found true
before. What the office says to a reporter leaves at a random moment; here that moment is now.
"""

import hashlib
from collections.abc import Mapping
from datetime import timedelta
from typing import TYPE_CHECKING
from zoneinfo import ZoneInfo

from sqlalchemy import select, update

from backend.db.columns import fresh_id
from backend.enterprises.service import Unit, keep_unit
from backend.hazards.tables import hazard
from backend.inbox.service import keep_many
from backend.keys.pairs import make_pair
from backend.outbox.tables import news
from backend.reminders.digests import plan_digests
from backend.reminders.steps import take_step
from backend.reports.photos import CleanPhoto, keep_photo, store_photo
from backend.reports.step import Taking
from backend.reports.tables import report
from backend.rewards.tables import reward
from backend.staff import service as staff
from backend.staff.desks import member_of_desk
from bot.envelope import event_arrival
from handlers.dialogue.event import StepFailed
from media.pool import Busy
from media.scrub import clean
from tests.backend.reports.cases import file
from tests.backend.rewards.cases import closed_case, told
from tests.backend.staff.offices import hire
from tests.kit.doors.contract import Somebody
from tests.kit.doors.files import photo
from tests.kit.real_house import PLACE
from tests.kit.screenplay import Picture

if TYPE_CHECKING:
    from tests.kit.doors.stage import Stage

_OFFICE = "the office "
_MORNING = (8, 30)
_WORDS = "我在二车间上班，三楼过道堆满电动车，晚上还充电"
_ROUTE: dict[str, tuple[str, ...]] = {
    "submitted": ("accept",),
    "verifying": ("verify-true",),
    "result-objected": ("uphold-objection",),
    "refusal-objected": ("uphold-objection",),
    "rectifying": ("close",),
    "awaiting-acceptance": ("approve-closing",),
}
"""State of the case → the step that leads on towards its closing."""
_DUTY = {
    "accept": "intake",
    "refuse": "intake",
    "ask": "intake",
    "pass-question": "intake",
    "verify-true": "inspector",
    "verify-untrue": "inspector",
    "close": "inspector",
    "approve-closing": "reviewer",
    "uphold-objection": "reviewer",
    "approve-reward": "approver",
}
_FIELDS = {
    "accept": {"line": "一处隐患待现场核查", "grade": "general"},
    "verify-true": {"grade": "general", "words": "现场属实"},
    "close": {"words": "已整改"},
}


class OfficeHands:
    """The hands of one stage's office."""

    def __init__(self, stage: "Stage", people: Mapping[str, Somebody]) -> None:
        self._stage = stage
        self._people = people

    async def direct(self, words: str) -> dict[str, str]:
        """Do one direction; gives what it told (`{code}`, `{invitation}`).

        Raises:
            ValueError: no direction of that name.
        """
        if words.startswith(_OFFICE):
            step, _, rest = words.removeprefix(_OFFICE).partition(" ")
            self._office(step, rest)
            self._post()
            return {}
        match words.split():
            case ["an", "invitation", "for", duties, "is", "made"]:
                return {"invitation": self.invite(frozenset(duties.split("+")))}
            case ["a" | "an", *urgent, "report", "comes", "in"]:
                self._report(urgent=urgent == ["urgent"])
            case ["the", "payer's", "reward", "is", "told"]:
                code = told(self._stage.office, closed_case())
                return {"code": " ".join(code[at : at + 4] for at in range(0, 20, 4))}
            case ["the", "morning", "comes"]:
                self._morning()
            case ["pictures", "wait"] | ["pictures", "take", *_]:
                self._hold()
            case ["pictures", "arrive"] | ["the", "pictures", "are", "there"]:
                self._release()
            case ["the", "payer", "has", "a", "key"]:
                self._key("payer")
            case ["the", "evidence", "key", "is", "made"]:
                self._key("evidence")
            case ["the", "look", "is", "over"]:
                self._stage.clock.forward(minutes=16)
            case ["a", "step", "fails"]:
                self._fail()
            case [name, "has", "no", "duty", "any", "more"]:
                self._dismiss(name)
            case _:
                raise ValueError(f"no such direction: {words}")
        return {}

    def hang_poster(self, token: str) -> None:
        """Enter a flour mill, whose poster bears this token."""
        office = self._stage.office
        with office.database.write() as conn:
            mill = Unit(fresh_id(), "城关镇面粉厂", token, "industry", "", 33.1402, 117.8801)
            keep_unit(conn, office, PLACE, mill)

    def invite(self, duties: frozenset[str]) -> str:
        """An invitation for one use, to the place's first office."""
        office = self._stage.office
        with office.database.write() as conn:
            first = sorted(office.place(PLACE).office_by_id)[0]
            return staff.invite(conn, office, place=PLACE, roles=duties, office_id=first)

    # ── steps on the report ─────────────────────────────────────────────────────────────────────

    def _office(self, step: str, rest: str) -> None:
        match step:
            case "accepts":
                self._take("accept")
            case "refuses":
                self._take("refuse", reason=rest)
            case "asks":
                self._take("ask", question=rest)
            case "asks:":
                self._take("ask", text=rest)
                self._take("pass-question")
            case "confirms":
                self._lead_to("substantiated")
            case "disproves":
                self._lead_to("verifying")
                self._take("verify-untrue", reason=rest)
            case "closes":
                self._lead_to("closed")
            case "rewards":
                self._lead_to("closed")
                for _ in range(2):
                    self._take("approve-reward")
            case _:
                raise ValueError(f"the office knows no {step}")

    def _lead_to(self, state: str) -> None:
        for _ in range(8):
            report_state, hazard_state = self._states()
            if state in (report_state, hazard_state):
                return
            for step in _ROUTE[hazard_state or report_state]:
                self._take(step)
        raise AssertionError(f"the report does not come to {state}")

    def _states(self) -> tuple[str, str]:
        with self._stage.office.database.read() as conn:
            row = conn.execute(select(report.c.state, report.c.hazard_state)).one()
        return row.state, row.hazard_state

    def _take(self, step: str, **fields: str) -> None:
        office = self._stage.office
        by_hand = {**_FIELDS.get(step, {}), **fields}
        photos = (("proof", self._picture("proof")),) if step == "close" else ()
        member = hire(office, _DUTY[step])
        with office.database.write() as conn:
            taking = Taking(self._case_id(step), by_hand, photos)
            take_step(conn, office, member, step, taking)

    def _case_id(self, step: str) -> str:
        column = {
            "close": hazard.c.hazard_id,
            "approve-closing": hazard.c.hazard_id,
            "approve-reward": reward.c.reward_id,
        }.get(step, report.c.report_id)
        with self._stage.office.database.read() as conn:
            return str(conn.execute(select(column)).scalar_one())

    def _post(self) -> None:
        """What waits for its random moment leaves now."""
        with self._stage.office.database.write() as conn:
            conn.execute(update(news).values(due_at=self._stage.clock.now()))

    # ── the rest of the world ───────────────────────────────────────────────────────────────────

    def _report(self, *, urgent: bool) -> None:
        """A report with a photo, by somebody elsewhere."""
        photos = (("street", self._picture("street")),)
        file(self._stage.office, words=_WORDS, danger=urgent, sector="unknown", photos=photos)

    def _picture(self, name: str) -> str:
        """A stored picture that nobody owns yet; its id."""
        office = self._stage.office
        data = photo(Picture(name)).data
        made = clean(data)
        kept = CleanPhoto(
            picture=made.picture,
            preview=made.preview,
            likeness=made.likeness,
            digest=hashlib.sha256(data).digest(),
            width_px=made.width_px,
            height_px=made.height_px,
        )
        stored = store_photo(office, PLACE, kept)
        with office.database.write() as conn:
            keep_photo(conn, office, stored)
        return stored.photo_id

    def _key(self, name: str) -> None:
        folder = self._stage.office.keys.folder
        make_pair(folder / f"{name}.pub", folder / f"{name}.pem", "correct horse battery")

    def _morning(self) -> None:
        clock = self._stage.clock
        zone = ZoneInfo(self._stage.office.place(PLACE).zone)
        here = clock.now().astimezone(zone) + timedelta(days=1)
        clock.at = here.replace(hour=_MORNING[0], minute=_MORNING[1]).astimezone(clock.at.tzinfo)
        with self._stage.office.database.write() as conn:
            plan_digests(conn, self._stage.office, PLACE)

    def _dismiss(self, name: str) -> None:
        """Somebody's duties end."""
        office = self._stage.office
        with office.database.write() as conn:
            member = member_of_desk(conn, office, self._stage.tag(self._people[name]))
            assert member is not None, f"{name} is no member"
            staff.revoke(conn, office, member.member_id)

    def _fail(self) -> None:
        """The house set an event of the reporter's aside, and says so (`bot/inbox.py`)."""
        office, reporter = self._stage.office, self._people[""]
        tag = self._stage.tag(reporter)
        failed = event_arrival(
            place=PLACE, tag=tag, address=reporter.address, key="failed/1", event=StepFailed()
        )
        with office.database.write() as conn:
            keep_many(conn, office, [failed])
        self._stage.davy.inbox.handle_soon(tag)

    def _hold(self) -> None:
        def busy(_data: bytes) -> object:
            raise Busy

        self._stage.davy.pool.submit = busy  # type: ignore[method-assign, assignment]

    def _release(self) -> None:
        del self._stage.davy.pool.submit
        self._stage.clock.forward(seconds=2)

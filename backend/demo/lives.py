"""Lives of reports through the real services: filed, then taken to each state that there is.

What is done in them stands in `deeds.py`. The clock of the office that is handed in moves with
them, and never beyond the present.
"""

import hashlib
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta

from sqlalchemy import Connection, delete, select

from backend.aliases.ids import fresh_alias
from backend.clock import StoppedClock
from backend.demo.bulk import line_for
from backend.demo.counting import count_made
from backend.demo.deeds import CLOSE, LIVES, Deed, joins
from backend.demo.telling import Told
from backend.errors import Refused
from backend.hazards.rules import STEPS as HAZARD_STEPS
from backend.hazards.tables import hazard_report
from backend.office import Office
from backend.outbox.tables import news
from backend.reminders.steps import take_step
from backend.reports.circumstances import Circumstances
from backend.reports.draws import report_id_of
from backend.reports.filing import Filing, file_many
from backend.reports.photos import CleanPhoto, StoredPhoto, keep_photo, store_photo
from backend.reports.rules import STEPS as REPORT_STEPS
from backend.reports.service import Addition, add, object_to, say_unfixed
from backend.reports.step import Taking
from backend.reports.tables import report
from backend.rewards.claims import Shown, look_up, pay, show
from backend.rewards.tables import reward
from backend.staff.member import Member
from media.draw import draw
from media.scrub import clean

_LATELY = timedelta(days=2.4)
"""Later than this every life has done its last deed, but those that are joined with another."""


@dataclass(frozen=True, slots=True)
class Stage:
    """Where made lives are lived: an office whose clock can be moved, its crew, the present."""

    office: Office
    clock: StoppedClock
    crew: Mapping[str, Member]
    place: str
    now_at: datetime

    def live(self, told: Told, turn: int, *, seed: int, age_days: float) -> bool:
        """File the report of a turn and take it along its life; False when it is there already."""
        report_id, before_id = (self._report_id(seed, one) for one in (turn, turn - 1))
        with self.office.database.read() as conn:
            if _is_there(conn, report_id):
                return False
        draft_key = self._draft_key(seed, turn)
        life = LIVES[turn % len(LIVES)]
        self.clock.at = self.now_at - timedelta(days=age_days)
        shown = [self._picture(f"{draft_key}/{one}") for one in range(turn % 3)]
        proof = [self._picture(f"{draft_key}/proof")] if CLOSE in life else []
        with self.office.database.write() as conn:
            self._file(conn, told, draft_key, shown=shown, proof=proof)
            if joins(turn):
                self.clock.at = max(self.clock.at, self.now_at - _LATELY)
            pause = (self.now_at - self.clock.at) / (len(life) + 1)
            for seat, act, fields in life:
                self.clock.at += pause
                added = {"accept": {"line": line_for(told.sector)}, "merge": {"into": before_id}}
                deed = (seat, act, added.get(act, {}) | fields)
                if not self._do(conn, report_id, deed, proof=proof):
                    break
            self._hush(conn)
            count_made(conn, self.place, 1)
        return True

    def _draft_key(self, seed: int, turn: int) -> str:
        return f"demo/{self.place}/{seed}/{turn}"

    def _report_id(self, seed: int, turn: int) -> str:
        return report_id_of(self.office.keys, self.place, self._draft_key(seed, turn))

    def _picture(self, name: str) -> StoredPhoto:
        """A drawing of its own, cleaned and stored as the intake does; nobody is in it."""
        digest = hashlib.sha256(name.encode()).digest()
        drawn = clean(draw(int.from_bytes(digest[:6], "big"), 640, height_px=480))
        picture = CleanPhoto(
            picture=drawn.picture,
            preview=drawn.preview,
            likeness=drawn.likeness,
            digest=digest,
            width_px=drawn.width_px,
            height_px=drawn.height_px,
        )
        return store_photo(self.office, self.place, picture)

    def _file(
        self,
        conn: Connection,
        told: Told,
        draft_key: str,
        *,
        shown: Sequence[StoredPhoto],
        proof: Sequence[StoredPhoto],
    ) -> None:
        for picture in (*shown, *proof):
            keep_photo(conn, self.office, picture)
        filing = Filing(
            place=self.place,
            draft_key=draft_key,
            alias_id=fresh_alias(),
            words=told.words,
            place_words=told.place_words,
            lat=told.lat,
            lon=told.lon,
            spot_source=told.spot_source,
            area_code=told.area_code,
            sector=told.sector,
            ongoing=told.ongoing,
            told=Circumstances(reward="yes", naming="unknown", language="zh-Hans", door="web"),
            photos=tuple((one.photo_id, one.photo_id) for one in shown),
        )
        file_many(conn, self.office, [filing])

    def _do(
        self, conn: Connection, report_id: str, deed: Deed, *, proof: Sequence[StoredPhoto]
    ) -> bool:
        """Do it; False where what it is joined with was ended by somebody since."""
        seat, act, fields = deed
        if seat == "reporter":
            self._say(conn, report_id, act, fields["words"])
        elif act == "pay":
            self._pay(conn, report_id)
        else:
            photos = tuple((one.photo_id, one.photo_id) for one in proof) if act == "close" else ()
            taking = Taking(_case_of(conn, report_id, act), fields, photos)
            try:
                take_step(conn, self.office, self.crew[seat], act, taking)
            except Refused:
                if act != "merge":
                    raise
                return False
        return True

    def _say(self, conn: Connection, report_id: str, act: str, words: str) -> None:
        if act == "object":
            object_to(conn, self.office, report_id, words)
        elif act == "unfixed":
            say_unfixed(conn, self.office, report_id, words)
        else:
            add(conn, self.office, report_id, Addition(words=words))

    def _pay(self, conn: Connection, report_id: str) -> None:
        shown = show(conn, self.office, report_id)
        if isinstance(shown, Shown):
            payer = self.crew["payer"]
            pay(conn, self.office, payer, look_up(conn, self.office, payer, shown.code).handle)

    def _hush(self, conn: Connection) -> None:
        """Nobody is pushed news of made cases: where no report is real, no news of one is."""
        conn.execute(delete(news).where(news.c.place == self.place))


def _is_there(conn: Connection, report_id: str) -> bool:
    return bool(conn.execute(select(report.c.place).where(report.c.report_id == report_id)).all())


def _case_of(conn: Connection, report_id: str, step: str) -> str:
    """The report, its hazard or its reward: what a step is about."""
    if step in REPORT_STEPS:
        return report_id
    if step in HAZARD_STEPS:
        column, mine = hazard_report.c.hazard_id, hazard_report.c.report_id
    else:
        column, mine = reward.c.reward_id, reward.c.report_id
    return conn.execute(select(column).where(mine == report_id)).scalar_one()

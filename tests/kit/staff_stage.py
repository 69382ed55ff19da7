"""Plays a staff screenplay against the pure handlers: several members, one office.

The office is one in memory (`pretend_staged.py`) or the real one (`real_staff.py`).

The head's `staff:` names who is there, `name` alone or `name=duty+duty`; a name is its duty when
none is given. Who is not named there joins in the play, by `{invitation}`. Directions:

    an invitation for intake is made   `{invitation}`, for one use
    a report comes in                  intake finds a new report
    an urgent report comes in          the same, of people in danger; supervisors are alarmed
    the payer's reward is told         a good claim code exists, `{code}`
    the morning comes                  everyone hears their digest
    pictures take their time           from now on; until
    the pictures are there
    inspector has no duty any more     revoked
"""

from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Protocol

from handlers.answers import choices
from handlers.desk import Duty
from handlers.dialogue import event as act
from handlers.dialogue.effect import Effect, KeepPhoto
from handlers.dialogue.event import Event, NewsCame
from handlers.dialogue.reply import Say
from locales.catalogue import Catalogue
from tests.kit.screenplay import Act, Beat, Direction, Heard, Screenplay, complaint, fill, pictures
from tests.kit.screenplay import point as point_of
from tests.kit.staff_desk import WORDS, Desk


class StaffOffice(Protocol):
    """What a stage needs of an office, besides the answers to effects."""

    sitting: str
    """Whose desk speaks."""
    jobs: list[Effect]
    """Remote effects, in order."""

    def roles(self) -> frozenset[str]:
        """The duties of whoever sits at the desk now."""
        ...

    def perform(self, effect: Effect) -> tuple[Event, ...]:
        """The outcome of a local effect; a remote one is kept in `jobs`."""
        ...

    def take_news(self) -> list[tuple[str, NewsCame]]:
        """(desk, news) that is due and was not told yet, in order; it counts as told now."""
        ...

    def seat(self, name: str, duties: frozenset[str]) -> None:
        """Let a member sit down at a desk of that name."""
        ...

    def dismiss(self, name: str) -> None:
        """End a member's duties."""
        ...

    def invite(self, duties: frozenset[str]) -> str:
        """An invitation for one use."""
        ...

    def file(self, *, urgent: bool) -> None:
        """Let a report come in."""
        ...

    def tell_reward(self) -> str:
        """A claim code that is good."""
        ...

    def plan_morning(self) -> None:
        """Queue everybody's digest."""
        ...

    def picture(self, ref: str) -> str:
        """Prepare a picture; its id."""
        ...


@dataclass
class StaffStage:
    """All desks of a play. `heard` holds what was said at any of them, in order."""

    office: StaffOffice
    language: str = "zh-Hans"
    catalogue: Catalogue = WORDS
    desks: dict[str, Desk] = field(default_factory=dict)
    told: dict[str, str] = field(default_factory=dict)
    heard: list[Heard] = field(default_factory=list)
    says: list[Say] = field(default_factory=list)
    """Everything that was said in the play."""
    torn: set[str] = field(default_factory=set)
    slow: bool = False
    coming: list[tuple[str, str]] = field(default_factory=list)
    """(desk, ref) of pictures that are being prepared."""
    duties: dict[str, frozenset[str]] = field(default_factory=dict)
    """Who had which duties when the play began."""
    questions: dict[str, list[Say]] = field(default_factory=dict)
    """Everything with buttons that each desk was shown, oldest first."""
    last_act: dict[str, Event] = field(default_factory=dict)

    def desk(self, name: str) -> Desk:
        """The desk of one actor."""
        if name not in self.desks:
            state = Duty(self.language)
            self.desks[name] = Desk(self.office, name, state, language=self.language, patient=True)
        return self.desks[name]

    def seat(self, setting: str) -> None:
        """Let the members of the head's `staff:` sit down."""
        for member in filter(None, (one.strip() for one in setting.split(","))):
            name, _, duties = member.partition("=")
            self.duties[name] = frozenset((duties or name).split("+"))
            self.office.seat(name, self.duties[name])
            self.desk(name)

    def tell(self, name: str, event: Event) -> None:
        """Hand one event to a desk and note what is said there."""
        desk = self.desk(name)
        jobs_before = len(self.office.jobs)
        desk.tell(event)
        for said in (*desk.said, *([desk.asked] if desk.asked else [])):
            self._hear(desk, said)
        for job in self.office.jobs[jobs_before:]:
            if isinstance(job, KeepPhoto):
                self.coming.append((name, job.ref))

    def _hear(self, desk: Desk, said: Say) -> None:
        self.says.append(said)
        language = desk.state.language
        rows = tuple(
            tuple(self.catalogue.say(language, one.key, one.args) for one in row)
            for row in said.rows
        )
        names = tuple(one.name for one in choices(said))
        text = self.catalogue.say(language, said.key, said.args)
        self.heard.append(Heard(said.key, text, names, said.wants, rows))
        if said.rows:
            self.questions.setdefault(desk.name, []).append(said)

    def settle(self) -> None:
        """Let pictures be prepared, waiting questions be asked and news be told."""
        while self.coming and not self.slow:
            name, ref = self.coming.pop(0)
            refused = ref in self.torn
            self.tell(
                name,
                act.PhotoRefused(ref, "truncated")
                if refused
                else act.PhotoReady(ref, self.office.picture(ref)),
            )
        for name, desk in self.desks.items():
            if desk.quiet:
                desk.quiet = False
                self.tell(name, act.TimePassed("ask"))
        for name, news in self.office.take_news():
            self.tell(name, news)

    def perform(self, deed: Act | Direction) -> None:
        """Do what a screenplay says."""
        if isinstance(deed, Direction):
            self._direct(deed)
            return
        for event in self._events(deed):
            self.last_act[deed.who] = event
            self.tell(deed.who, event)

    # ── deeds ───────────────────────────────────────────────────────────────────────────────────

    def _events(self, deed: Act) -> list[Event]:
        text = fill(deed.text(self.language), self.told)
        match deed.kind:
            case "words":
                desk = self.desk(deed.who)
                desk.message_count += 1
                return [act.TextSent(text, f"m{desk.message_count}")]
            case "command":
                name, _, rest = text.partition(" ")
                return [act.CommandGiven(name, rest)]
            case "tap" | "late-tap":
                return [self._tap(deed)]
            case "photo" | "file" | "album":
                return self._pictures(deed)
            case "place" | "live" | "venue":
                lat, lon, label = point_of(deed, self.language)
                return [act.PlaceShared(lat, lon, label=label, live=deed.kind == "live")]
            case "edit":
                which, _, words = text.partition(" ")
                return [act.TextEdited(words, f"m{which}")]
            case "video" | "voice" | "document":
                return [act.EvidenceSent(text or deed.kind, deed.kind)]
            case "again":
                return [self.last_act[deed.who]]
        return [_SIMPLE[deed.kind](text)]

    def _tap(self, deed: Act) -> Event:
        shown = self.questions.get(deed.who, [])
        at = next(
            (one for one in reversed(shown) if deed.zh in [c.name for c in choices(one)]), None
        )
        assert at is not None, f"line {deed.line}: no button {deed.zh}"
        assert deed.kind == "late-tap" or at is shown[-1], f"line {deed.line}: {deed.zh} is old"
        return act.ChoicePressed(deed.zh, at.question)

    def _pictures(self, deed: Act) -> list[Event]:
        sent = pictures(deed, self.language)
        self.torn |= {one.name for one in sent if one.torn}
        file = deed.kind == "file"
        return [act.PhotoSent(one.name, one.album, one.caption, file) for one in sent]

    # ── directions ──────────────────────────────────────────────────────────────────────────────

    def _direct(self, deed: Direction) -> None:
        match deed.words.split():
            case ["an", "invitation", "for", duties, "is", "made"]:
                self.told["invitation"] = self.office.invite(frozenset(duties.split("+")))
            case ["a" | "an", *urgent, "report", "comes", "in"]:
                self.office.file(urgent=urgent == ["urgent"])
            case ["the", "payer's", "reward", "is", "told"]:
                self.told["code"] = self.office.tell_reward()
            case ["the", "morning", "comes"]:
                self.office.plan_morning()
            case ["pictures", "take", "their", "time"]:
                self.slow = True
            case ["the", "pictures", "are", "there"]:
                self.slow = False
            case [name, "has", "no", "duty", "any", "more"]:
                self.office.dismiss(name)
            case _:
                raise ValueError(f"line {deed.line}: no such direction: {deed.words}")


_SIMPLE: dict[str, Callable[[str], Event]] = {
    "open": act.Opened,
    "contact": lambda _: act.ContactShared(),
    "sticker": lambda _: act.UnreadableSent(),
    "delete": lambda text: act.MessageDeleted(f"m{text}"),
}


@dataclass(frozen=True)
class Played:
    """What came of one deed: for reading."""

    beat: Beat
    heard: tuple[Heard, ...]


def play(
    script: Screenplay, language: str, office: StaffOffice, catalogue: Catalogue = WORDS
) -> tuple[list[Played], list[str], StaffStage]:
    """Play a screenplay; gives what came of each deed, every complaint, and the stage."""
    stage = StaffStage(office, language, catalogue)
    stage.seat(script.settings.get("staff", ""))
    played, complaints = [], []
    for beat in script.beats():
        stage.perform(beat.deed)
        if not beat.expects and isinstance(beat.deed, Act) and beat.deed.kind == "photo":
            continue
        stage.settle()
        heard, stage.heard = stage.heard, []
        played.append(Played(beat, tuple(heard)))
        wrong = complaint(beat, heard)
        complaints += [f"{script.name}: {wrong}"] if wrong else []
    return played, complaints, stage

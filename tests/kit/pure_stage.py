"""Plays a screenplay against the pure handlers and the pretend office, in either language."""

from collections import deque
from dataclasses import dataclass, field, replace
from typing import Any

from bot import codec
from handlers.answers import choices
from handlers.dialogue import event as act
from handlers.dialogue.effect import DropPhotos, Effect, EraseMessage, KeepEvidence, KeepPhoto
from handlers.dialogue.event import Event
from handlers.dialogue.facts import Door, Facts, PlaceFacts
from handlers.dialogue.public_effect import CutLink
from handlers.dialogue.reply import Say
from handlers.dialogue.turn import Ask
from handlers.router import PUBLIC
from handlers.talking import PublicState
from locales.catalogue import Catalogue
from tests.kit.office_directions import direct
from tests.kit.pretend_office import PLACE_CODE, PretendOffice
from tests.kit.pure_acts import event_of
from tests.kit.screenplay import Act, Beat, Direction, Heard, Picture, Screenplay, fill
from tests.kit.screenplay import complaint as judge
from tests.kit.screenplay import pictures as pictures_of

STEPS_MAX = 8
DOORS = {
    "messenger": Door("messenger", "Telegram", pushes=True, erases=True),
    "web": Door("web"),
    "terminal": Door("terminal"),
}
GREETINGS = (
    ("zh-Hans", "您好，这里是五河县安全隐患随手报。"),
    ("en", "Hello, this is Wuhe County's hazard line."),
)
"""The first line of this place's own."""
LANE = {"zh-Hans": "五河县人民政府总值班室", "en": "Wuhe County Government duty office"}


@dataclass
class PureStage:
    """One person at one door. `heard` holds what was said since it was last asked for."""

    catalogue: Catalogue
    language: str = "zh-Hans"
    door: str = "messenger"
    starts: str = ""
    """The language that the door believes in, where it is another than the one that is typed."""
    office: PretendOffice = field(default_factory=PretendOffice)
    state: PublicState | None = None
    told: dict[str, str] = field(default_factory=dict)
    erased: list[str] = field(default_factory=list)
    dropped: list[DropPhotos] = field(default_factory=list)
    last: Say | None = None
    """The question that was asked last, and the one before it."""
    before: Say | None = None
    repeat: Event | None = None
    sent_count: int = 0
    draft_count: int = 0
    forgotten: bool = False
    quiet: bool = False
    """Pictures of one album still come in: the question waits."""
    keeps_originals: bool = False
    holding: bool = False
    """Pictures wait to be prepared."""
    coming: list[Event] = field(default_factory=list)
    says: list[Say] = field(default_factory=list)
    """Everything that was said, as the handlers gave it."""
    _heard: list[Heard] = field(default_factory=list)
    _claims: dict[str, Picture] = field(default_factory=dict)

    def facts(self) -> Facts:
        """What a step may know."""
        self.draft_count += 1
        self.office.language = self.state.language if self.state else self.language
        language = self.office.language
        place = PlaceFacts(
            PLACE_CODE,
            "五河县" if language == "zh-Hans" else "Wuhe County",
            (("zh-Hans", "五河县"), ("en", "Wuhe County")),
            greetings=GREETINGS,
            lane_name=LANE.get(language, LANE["zh-Hans"]),
            lane_names=tuple(LANE.items()),
            lane_phone="12350",
        )
        door = replace(DOORS[self.door], language=self.starts or self.language)
        fresh_id = f"{self.draft_count * 7919:032x}"[::-1]
        return Facts(
            self.office.now_at,
            place,
            door,
            languages=self.catalogue.languages,
            keeps_originals=self.keeps_originals,
            fresh_id=fresh_id,
        )

    # ── one step ────────────────────────────────────────────────────────────────────────────

    def tell(self, event: Event) -> None:
        """Hand over one event; local effects are performed and their outcomes fed back."""
        state = self.state or PUBLIC.first(self.facts())
        waiting, asks = deque([event]), False
        for _ in range(STEPS_MAX):
            if not waiting:
                break
            turn = PUBLIC.advance(state, waiting.popleft(), self.facts())
            state = self.state = turn.state
            for said in turn.say:
                self._hear(said)
            asks = asks or turn.ask is Ask.NOW
            self.quiet = self.quiet or turn.ask is Ask.LATER
            for effect in turn.do:
                outcome = self._do(effect)
                waiting.extend([outcome] if outcome else [])
        assert not waiting, "the conversation does not settle"
        # Stored and read back after each step, as at a real door; after /stop nothing is kept.
        self.state = codec.decode(codec.encode(state))
        if asks:
            self.ask()
        if self.forgotten:
            self.state, self.forgotten = None, False

    def ask(self) -> None:
        """Say the open question."""
        assert self.state is not None
        asked = PUBLIC.question(self.state, self.facts())
        if asked:
            self._hear(asked)

    def _do(self, effect: Effect) -> Event | None:
        match effect:
            case KeepPhoto(ref):
                self.coming.append(self._prepared(ref))
            case KeepEvidence(ref):
                self.coming.append(act.EvidenceKept(effect.told_as, f"evidence-{ref}"))
            case EraseMessage(ref):
                self.erased.append(ref)
            case DropPhotos():
                self.dropped.append(effect)
            case CutLink():
                self.forgotten = True
                return self.office.perform(effect)
            case _:
                return self.office.perform(effect)
        return None

    def _prepared(self, ref: str) -> Event:
        picture = self._claims.get(ref, Picture(ref))
        if picture.torn:
            return act.PhotoRefused(ref, "truncated")
        if picture.claims is None:
            return act.PhotoReady(ref, f"photo-{ref}")
        lat, lon = picture.claims
        return act.PhotoReady(ref, f"photo-{ref}", ("gps", "camera"), lat, lon)

    def _hear(self, said: Say) -> None:
        assert self.state is not None
        self.says.append(said)
        language = self.state.language
        for name, value in said.args:
            if name in {"code", "number"}:
                self.told[name] = str(value)
        rows = tuple(
            tuple(self.catalogue.say(language, one.key, one.args) for one in row)
            for row in said.rows
        )
        text = self.catalogue.say(language, said.key, said.args)
        names = tuple(one.name for one in choices(said))
        self._heard.append(Heard(said.key, text, names, said.wants, rows))
        if said.rows:
            self.before, self.last = self.last, said

    def settle(self) -> None:
        """Let everything arrive that is on its way."""
        while self.coming and not self.holding:
            self.tell(self.coming.pop(0))
        if self.quiet:
            self.quiet = False
            self.tell(act.TimePassed("ask"))

    def labels(self) -> dict[str, str]:
        """The labels of the buttons that were shown last, by name."""
        if self.state is None:
            return {}
        shown = [one for said in (self.before, self.last) for one in choices(said)]
        speak = self.catalogue.say
        return {one.name: speak(self.state.language, one.key, one.args) for one in shown}

    def heard(self) -> list[Heard]:
        """What was said since the last time, everything having arrived."""
        self.settle()
        said, self._heard = self._heard, []
        return said

    # ── deeds ───────────────────────────────────────────────────────────────────────────────

    def perform(self, deed: Act | Direction) -> None:
        """Do what a screenplay says."""
        if isinstance(deed, Direction):
            direct(self, deed.words)
            return
        for event in self.events(deed):
            self.repeat = event
            self.tell(event)

    def events(self, deed: Act) -> list[Event]:
        """The events of one act."""
        if deed.kind in {"photo", "file", "album"}:
            return [
                self._photo(one, deed.kind == "file") for one in pictures_of(deed, self.language)
            ]
        return [event_of(self, deed, fill(deed.text(self.language), self.told))]

    def _photo(self, picture: Picture, unpacked: bool) -> Event:
        self._claims[picture.name] = picture
        return act.PhotoSent(picture.name, picture.album, picture.caption, unpacked)

    def ref(self) -> str:
        """The handle of the message that is sent now."""
        self.sent_count += 1
        return f"m{self.sent_count}"


@dataclass(frozen=True)
class Scene:
    """What came of one deed: for reading."""

    beat: Beat
    heard: list[Heard]
    labels: dict[str, str]
    """Labels of the buttons that could be tapped, by name."""


def play(
    script: Screenplay, catalogue: Catalogue, language: str, *, door: str = ""
) -> tuple[list[Scene], list[str], PureStage]:
    """Play a screenplay; gives what came of each deed, every complaint, and the stage."""
    starts = script.settings.get("starts", "")
    stage = PureStage(catalogue, language, door or script.door, starts)
    scenes, complaints = [], []
    for beat in script.beats():
        labels = stage.labels()
        stage.perform(beat.deed)
        if not beat.expects and _is_picture(beat.deed):
            continue
        heard = stage.heard()
        scenes.append(Scene(beat, heard, labels))
        wrong = judge(beat, heard)
        complaints += [f"{script.name}: {wrong}"] if wrong else []
    return scenes, complaints, stage


def _is_picture(deed: Any) -> bool:
    return isinstance(deed, Act) and deed.kind in {"photo", "file", "album"}

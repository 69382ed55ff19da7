"""One member at a desk, talking to a pretend office: what tests of the staff drive."""

from collections import deque
from dataclasses import dataclass, field
from datetime import UTC, datetime
from typing import Any

from handlers import duty
from handlers.answers import choices
from handlers.desk import Duty
from handlers.dialogue.effect import KeepPhoto
from handlers.dialogue.event import ChoicePressed, Event, PhotoReady, PhotoSent, TextSent
from handlers.dialogue.facts import Door, Facts, PlaceFacts
from handlers.dialogue.reply import Say
from handlers.dialogue.turn import Ask
from locales.catalogue import load
from tests.kit.pretend_staff import PretendStaff

NOW_AT = datetime(2026, 3, 2, 1, 0, tzinfo=UTC)
STEPS_MAX = 8
WORDS = load(strict=True)


@dataclass
class Desk:
    """A conversation with its state; `tell` hands it an event and keeps what is said."""

    office: Any = field(default_factory=PretendStaff)
    """A `PretendStaff`, or whatever else performs effects for the desk that is `sitting`."""
    name: str = "desk"
    state: Duty = field(default_factory=Duty)
    said: list[Say] = field(default_factory=list)
    """The remarks of the last event."""
    asked: Say | None = None
    """The question that followed them; None when none was asked."""
    shown: Say | None = None
    """The question that was asked last, whenever that was."""
    message_count: int = 0
    language: str = "zh-Hans"
    """What the door believes that the member reads."""
    patient: bool = False
    """A question that would come later waits for `TimePassed("ask")`, as at a real door."""
    quiet: bool = False
    """Such a question waits."""

    def facts(self) -> Facts:
        """What a step may know."""
        self.office.sitting = self.name
        return Facts(
            NOW_AT,
            PlaceFacts("s4", "五河县", (("zh-Hans", "五河县"), ("en", "Wuhe County"))),
            Door("messenger", "Telegram", pushes=True, erases=True, language=self.language),
            roles=self.office.roles(),
        )

    def tell(self, event: Event) -> "Desk":
        """Hand over one event; local effects are performed and their outcomes fed back."""
        self.said, self.asked = [], None
        waiting = deque([event])
        asking = False
        for _ in range(STEPS_MAX):
            if not waiting:
                break
            turn = duty.advance(self.state, waiting.popleft(), self.facts())
            self.state = turn.state
            self.said += turn.say
            asking = asking or turn.ask is Ask.NOW
            asking = asking or (turn.ask is Ask.LATER and not self.patient)
            self.quiet = self.quiet or turn.ask is Ask.LATER
            for effect in turn.do:
                waiting.extend(self.office.perform(effect))
        assert not waiting, "the conversation does not settle"
        if asking:
            self.asked = duty.question(self.state, self.facts())
            self.shown = self.asked or self.shown
        self.read()
        return self

    def read(self) -> str:
        """What was said last, in every language (a text or an argument that lacks fails here)."""
        asked = [self.asked] if self.asked else []
        spoken = [
            "\n".join([WORDS.say(language, one.key, one.args), *_labels(one, language)])
            for language in WORDS.languages
            for one in (*self.said, *asked)
        ]
        return "\n\n".join(spoken)

    def type(self, text: str, ref: str = "") -> "Desk":
        """Type words."""
        self.message_count += 1
        return self.tell(TextSent(text, ref or f"m{self.message_count}"))

    def press(self, name: str) -> "Desk":
        """Press a button of the last question."""
        assert name in self.buttons(), f"no button {name} in {self.buttons()}"
        assert self.shown is not None
        return self.tell(ChoicePressed(name, self.shown.question))

    def photo(self, ref: str = "p1", caption: str = "", *, ready: bool = True) -> "Desk":
        """Send a picture; by default it is prepared at once."""
        self.tell(PhotoSent(ref, caption=caption))
        said, asked = list(self.said), self.asked
        if ready and KeepPhoto(ref) in self.office.jobs:
            self.prepare(ref)
            self.said, self.asked = [*said, *self.said], asked or self.asked
        return self

    def prepare(self, ref: str) -> "Desk":
        """A picture that was sent before is now prepared."""
        return self.tell(PhotoReady(ref, f"stored-{ref}"))

    def buttons(self) -> list[str]:
        """The names of the buttons under the last question."""
        return [one.name for one in choices(self.shown)]

    def keys(self) -> list[str]:
        """The catalogue keys of what was said last, the question's included."""
        asked = [self.asked.key] if self.asked else []
        return [one.key for one in self.said] + asked


def _labels(one: Say, language: str) -> list[str]:
    return [f"[{WORDS.say(language, button.key, button.args)}]" for button in choices(one)]


def seated(*roles: str, name: str = "desk", office: PretendStaff | None = None) -> Desk:
    """A desk of a member who has these duties."""
    desk = Desk(office or PretendStaff(), name)
    desk.office.roles_by_desk[name] = frozenset(roles)
    return desk

"""One person at a public door, for tests: does something and hears the keys of what is said."""

from dataclasses import replace
from typing import Any

from handlers.dialogue import event as act
from handlers.dialogue.event import Event
from handlers.dialogue.facts import Facts
from handlers.dialogue.public_effect import Draft
from handlers.dialogue.reply import Say
from handlers.doing import Doing, Resting
from locales.catalogue import load
from tests.kit.pure_stage import PureStage

CATALOGUE = load(strict=True)
WORDS = "楼道里停满电动车"
PLACE = "城关镇"


class Person(PureStage):
    """Types, taps and sends; each gives the keys that were said in answer."""

    def __init__(self, *, door: str = "messenger", **place: Any) -> None:
        super().__init__(CATALOGUE, door=door)
        self.place_facts = place
        """Facts of the place that differ in this test."""
        self.more_facts: dict[str, Any] = {}

    def facts(self) -> Facts:
        """What a step may know, with what differs here."""
        facts = super().facts()
        place = replace(facts.place, **self.place_facts)
        return replace(facts, place=place, **self.more_facts)

    def does(self, event: Event) -> list[str]:
        """Hand over an event."""
        self.tell(event)
        return [one.key for one in self.heard()]

    def types(self, text: str, ref: str = "") -> list[str]:
        """Type words."""
        return self.does(act.TextSent(text, ref or self.ref()))

    def taps(self, name: str, question: str | None = None) -> list[str]:
        """Tap a button of the last question, or of the one that is named."""
        shown = self.last.question if question is None and self.last else question or ""
        return self.does(act.ChoicePressed(name, shown))

    def shows(self, ref: str, album: str = "", **more: Any) -> list[str]:
        """Send a photo."""
        return self.does(act.PhotoSent(ref, album, **more))

    def told_a_report(self) -> "Person":
        """Words and a place are told, the rest is skipped: the summary is shown."""
        for text in (WORDS, PLACE, "后面都跳过"):
            self.types(text)
        return self

    def sent_a_report(self) -> "Person":
        """A report is sent and the code put away."""
        self.told_a_report()
        for text in ("发送", "跳过", "留着"):
            self.types(text)
        return self

    @property
    def doing(self) -> Doing:
        """What is being done."""
        return self.state.doing if self.state else Resting()

    @property
    def draft(self) -> Draft:
        """What was told so far."""
        return self.state.draft.draft if self.state and self.state.draft else Draft()

    def newest(self, key: str) -> Say:
        """What was said last under this key."""
        return next(said for said in reversed(self.says) if said.key == key)

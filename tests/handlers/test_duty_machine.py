"""A member who does anything at any moment: nothing fails, nothing that was written gets lost."""

import re

from hypothesis import settings
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, initialize, invariant, rule

from bot.codec import decode, encode
from handlers.answers import choices
from handlers.desk import works
from handlers.dialogue.effect import KeepPhoto
from handlers.dialogue.event import (
    ChoicePressed,
    CommandGiven,
    ContactShared,
    Event,
    EvidenceSent,
    MessageDeleted,
    NewsCame,
    Opened,
    PersonLeft,
    PersonReturned,
    PhotoReady,
    PhotoRefused,
    PhotoSent,
    PlaceShared,
    StepFailed,
    TextEdited,
    TextSent,
    TimePassed,
    UnreadableSent,
)
from handlers.dialogue.reply import Say
from handlers.reminder import NEWS
from tests.kit.pretend_staff import TODAY
from tests.kit.staff_desk import Desk, seated

STATES = ("submitted", "accepted", "listed", "awaiting", "reward", "objected")
ROLES = ("intake", "inspector", "reviewer", "approver", "supervisor")
TYPED = (
    "1",
    "2",
    "3",
    "7",
    "任务",
    "返回",
    "帮助",
    "语言",
    "English",
    "中文",
    "提交",
    "跳过",
    "属实",
    "?",
)
ON_PURPOSE = ("change-words", "rewrite", "send", "leave")
"""Buttons after which words may go: dropped, handed in, or left behind with the desk."""

NAME = re.compile(r"[a-z0-9:-]{1,40}")

refs = st.sampled_from([f"p{at}" for at in range(6)])
lats = st.floats(33.0, 33.2)
anything: st.SearchStrategy[Event] = st.one_of(
    st.builds(Opened, st.sampled_from(["", "poster", "A" * 32])),
    st.builds(CommandGiven, st.sampled_from(["tasks", "help", "back", "language", "start", "odd"])),
    st.builds(PhotoSent, refs, st.sampled_from(["", "album"]), st.sampled_from(["", "清理后"])),
    st.builds(PhotoReady, refs, refs.map(lambda ref: f"stored-{ref}")),
    st.builds(PhotoRefused, refs, st.just("unreadable")),
    st.builds(EvidenceSent, refs, st.sampled_from(["video", "voice"])),
    st.builds(PlaceShared, lats, lats, st.sampled_from(["wgs84", "gcj02"]), live=st.booleans()),
    st.builds(
        NewsCame,
        st.sampled_from([*NEWS, "digest-morning", "unheard-of"]),
        args=st.sampled_from([(), (("case_id", "case-3"), ("number", "4713")), (("due", "2"),)]),
    ),
    st.builds(MessageDeleted, st.just("m1")),
    st.builds(TimePassed, st.sampled_from(["ask", "other"])),
    st.sampled_from(
        [ContactShared(), UnreadableSent(), PersonLeft(), PersonReturned(), StepFailed()]
    ),
)


class AnyMember(RuleBasedStateMachine):
    """Takes random acts at one desk; every free text is new, so that a lost one is seen."""

    desk: Desk

    @initialize(roles=st.sets(st.sampled_from(ROLES), min_size=2))
    def sit(self, roles: set[str]) -> None:
        self.desk = seated(*sorted(roles))
        for at, state in enumerate(STATES):
            self.desk.office.add(
                f"case-{at}", f"471{at}", state, line="过道受阻", words="二车间有人说过道堵了",
                due_on=TODAY, overdue_days=at % 2, lat=33.1, lon=33.1, amount_yuan=500,
            )  # fmt: skip
        self.desk.office.cases["case-0"].question_from = "somebody"
        self.text_count = 0
        self.old = [Say("none")]
        self.desk.tell(CommandGiven("tasks"))

    def hand(self, event: Event, *, purposely: bool = False) -> None:
        before = [text for work in works(self.desk.state) for _, text in work.words]
        self.desk.tell(event)
        if self.desk.shown is not None:
            self.old.append(self.desk.shown)
        kept = repr([work.words for work in works(self.desk.state)]) + repr(self.desk.said)
        kept += repr([case.taken for case in self.desk.office.cases.values()])
        lost = [text for text in before if repr(text)[1:-1] not in kept]
        assert purposely or lost == []

    @rule(event=anything)
    def anything_happens(self, event: Event) -> None:
        self.hand(event)

    @rule(which=st.integers(0, 20))
    def an_open_button_is_pressed(self, which: int) -> None:
        names = self.desk.buttons()
        if names and self.desk.shown is not None:
            name = names[which % len(names)]
            event = ChoicePressed(name, self.desk.shown.question)
            self.hand(event, purposely=name in ON_PURPOSE)

    @rule(which=st.integers(0, 200))
    def an_old_button_is_pressed(self, which: int) -> None:
        old = self.old[which % len(self.old)]
        for name in [one.name for one in choices(old)][:1]:
            current = self.desk.shown is not None and old.question == self.desk.shown.question
            self.hand(ChoicePressed(name, old.question), purposely=current and name in ON_PURPOSE)

    @rule(text=st.sampled_from(TYPED))
    def a_word_is_typed(self, text: str) -> None:
        current = self.desk.buttons()
        number = int(text) if text.isdecimal() else 0
        name = current[number - 1] if 0 < number <= len(current) else ""
        self.hand(TextSent(text), purposely=name in ON_PURPOSE or text == "提交")

    @rule()
    def free_words_are_typed(self) -> None:
        self.text_count += 1
        # A line or a question is one message: a new one takes the place of the old one on purpose.
        self.hand(TextSent(f"第{self.text_count}处过道受阻", f"m{self.text_count}"), purposely=True)
        assert self.desk.keys() != []

    @rule(which=st.integers(1, 50))
    def a_message_is_edited(self, which: int) -> None:
        self.hand(TextEdited("改成这样", f"m{which}"), purposely=True)

    @rule()
    def the_open_step_is_cancelled(self) -> None:
        self.hand(CommandGiven("cancel"))

    @rule(at=st.integers(0, len(STATES) - 1), state=st.sampled_from(STATES))
    def a_colleague_is_quicker(self, at: int, state: str) -> None:
        case = self.desk.office.cases[f"case-{at}"]
        case.state = state

    @rule(event=anything)
    def the_duties_end_and_begin_again(self, event: Event) -> None:
        roles = self.desk.office.roles_by_desk.pop("desk")
        self.hand(event, purposely=True)
        assert self.desk.keys() in ([], ["duty-stranger"])
        assert "过道" not in repr(self.desk.said)
        self.desk.office.roles_by_desk["desk"] = roles
        self.hand(CommandGiven("tasks"), purposely=True)

    @invariant()
    def every_button_can_be_sent_and_read_back(self) -> None:
        for said in [*self.desk.said, self.desk.shown]:
            for one in choices(said):
                assert NAME.fullmatch(one.name)
                assert len(f"{said.question if said else ''}|{one.name}".encode()) <= 64

    @invariant()
    def the_desk_survives_a_restart(self) -> None:
        assert decode(encode(self.desk.state)) == self.desk.state

    @invariant()
    def no_step_is_taken_with_a_picture_still_on_its_way(self) -> None:
        for case in self.desk.office.cases.values():
            assert all(photo_id for step in case.taken for _, photo_id in step.photos)

    @invariant()
    def every_picture_is_fetched_only_while_it_is_held(self) -> None:
        asked = [job.ref for job in self.desk.office.jobs if isinstance(job, KeepPhoto)]
        assert set(asked) <= {f"p{at}" for at in range(6)}


AnyMember.TestCase.settings = settings(max_examples=60, stateful_step_count=40, deadline=None)
test_a_member_may_do_anything_at_any_moment = AnyMember.TestCase

"""Anything may arrive in any state: no step fails, nothing is lost, something is always asked."""

import re
from typing import Any

import pytest
from hypothesis import settings
from hypothesis import strategies as st
from hypothesis.stateful import (
    RuleBasedStateMachine,
    initialize,
    invariant,
    precondition,
    rule,
)

from handlers import doing, scenes
from handlers.answers import choices
from handlers.dialogue import event as act
from handlers.dialogue.event import Event
from handlers.dialogue.reply import Say
from handlers.drafting import has_place
from locales.catalogue import load
from tests.kit.office_directions import direct
from tests.kit.pure_stage import PureStage

CATALOGUE = load(strict=True)
NAME = re.compile(r"[a-z0-9:-]{1,40}")
TYPED = (
    *("1", "2", "3", "跳过", "skip", "返回", "取消", "重新开始", "语言", "帮助", "断开", "隐私"),
    *(
        "是",
        "不是",
        "没有",
        "发送",
        "修改",
        "就这样",
        "丢掉",
        "别的",
        "不知道",
        "谢谢",
        "你好",
        "查看",
    ),
    *("城关镇", "新集镇新集村", "村口", "33.1287,117.8943", "31.2304 121.4737", "消防", "电梯"),
    *(
        "https://surl.amap.com/x1",
        "/nothing",
        "😀",
        "   ",
        "0",
        "编码丢了",
        "补充",
        "好了",
        "查进度",
    ),
    *("38150000000000000000", "他们把两个人困在里面了", "死了一个人不让说", "report", "follow"),
)
DIRECTIONS = (
    *("the office accepts", "the office refuses no-place-or-fact", "the office asks which-unit"),
    *("the office asks: 楼上还是楼下?", "the office confirms", "the office disproves not-found"),
    *("the office closes", "the office rewards"),
)
DROPPING = {"drop", "drop-last", "drop-all"}


class PublicConversation(RuleBasedStateMachine):
    """One person who does anything, with an office that answers."""

    def __init__(self) -> None:
        super().__init__()
        self.stage = PureStage(CATALOGUE)
        self.story_count = 0
        self.alive: set[str] = set()
        """Stories that must be found somewhere."""
        self.sent: list[str] = []
        self.shown: list[Say] = []

    @initialize(far=st.sampled_from(["", "draft", "filed", "opened", "asked", "closed"]))
    def begin(self, far: str) -> None:
        """Most of the way is walked already in some runs."""
        if not far:
            return
        for text in ("楼道里停满电动车", "城关镇", "后面都跳过"):
            self.tell(act.TextSent(text, f"b{text}"))
        if far == "draft":
            return
        for text in ("发送", "跳过", "留着"):
            self.tell(act.TextSent(text))
        acts = {"asked": "the office asks which-unit", "closed": "the office closes"}
        if far in acts:
            direct(self.stage, acts[far])
        if far != "filed":
            self.tell(act.CommandGiven("status"))

    # ── what may happen ─────────────────────────────────────────────────────────────────────

    def tell(self, event: Event, *, may_drop: bool = False) -> None:
        """Hand over an event; what may be dropped by it is dropped on purpose."""
        before = len(self.stage.says)
        self.stage.tell(event)
        new = self.stage.says[before:]
        self.shown += [said for said in new if said.rows]
        if isinstance(event, act.TextSent | act.CommandGiven) and event != act.TextSent("   "):
            assert new, "a person is always answered"
        if may_drop:
            self.alive = {story for story in self.alive if story in self.kept()}

    @property
    def doing(self) -> Any:
        """What is being done."""
        return self.stage.state.doing if self.stage.state else doing.Resting()

    @rule(label=st.sampled_from(["仓库里堆着第{}桶柴油", "drum number {} stands open here"]))
    def tell_a_story(self, label: str) -> None:
        self.story_count += 1
        story = label.format(f"x{self.story_count}x")
        replaced = self._replaces()
        self.alive.add(story)
        self.tell(act.TextSent(story, f"s{self.story_count}"), may_drop=replaced)
        assert story in self.kept()

    def _replaces(self) -> bool:
        """Does a text now stand in for an older one, because the person wished so?"""
        draft = self.stage.state.draft if self.stage.state else None
        match self.doing:
            case doing.RewritingWords():
                return True
            case doing.AskingDetail("unit"):
                return bool(draft and draft.draft.unit_name)
            case doing.AwaitingPlace() | doing.SortingText() | doing.ChoosingSpot():
                return bool(draft and has_place(draft.draft))
        return False

    @rule(text=st.sampled_from(TYPED))
    def type_something(self, text: str) -> None:
        self.tell(act.TextSent(text, f"t{len(self.stage.says)}"), may_drop=True)

    @precondition(lambda self: self.shown)
    @rule(data=st.data())
    def tap(self, data: st.DataObject) -> None:
        said = data.draw(st.sampled_from(self.shown[-4:]))
        one = data.draw(st.sampled_from(list(choices(said))))
        dropping = one.name in DROPPING or isinstance(self.doing, doing.ChoosingSpot)
        self.tell(act.ChoicePressed(one.name, said.question), may_drop=dropping)

    @precondition(lambda self: self.shown)
    @rule(data=st.data())
    def tap_without_its_question(self, data: st.DataObject) -> None:
        said = data.draw(st.sampled_from(self.shown))
        one = data.draw(st.sampled_from(list(choices(said))))
        self.tell(act.ChoicePressed(one.name), may_drop=True)

    @rule(name=st.sampled_from(["start", "help", "new", "status", "language", "cancel", "privacy"]))
    def give_a_command(self, name: str) -> None:
        self.tell(act.CommandGiven(name))

    @rule()
    def stop(self) -> None:
        self.tell(act.CommandGiven("stop"), may_drop=True)
        assert self.stage.state is None

    @rule(payload=st.sampled_from(["", "mill3", "kiln7", "nobody"]))
    def open_the_door(self, payload: str) -> None:
        self.tell(act.Opened(payload))

    @rule(ref=st.integers(0, 30), album=st.sampled_from(["", "A", "B"]), caption=st.booleans())
    def send_a_photo(self, ref: int, album: str, caption: bool) -> None:
        said = "在厂门口拍的" if caption else ""
        self.tell(act.PhotoSent(f"p{ref}", album, said))

    @rule()
    def let_pictures_arrive(self) -> None:
        self.stage.settle()

    @rule(ref=st.integers(0, 30), lat=st.sampled_from([None, 33.13, 31.2]))
    def a_picture_is_ready(self, ref: int, lat: float | None) -> None:
        lon = None if lat is None else 117.9
        self.tell(act.PhotoReady(f"p{ref}", f"id{ref}", ("gps",), lat, lon))

    @rule(ref=st.integers(0, 30), reason=st.sampled_from(["broken", "too-large", "gone"]))
    def a_picture_is_refused(self, ref: int, reason: str) -> None:
        self.tell(act.PhotoRefused(f"p{ref}", reason))

    @rule(kind=st.sampled_from(["video", "voice", "document"]), ref=st.integers(0, 3))
    def send_a_recording(self, kind: str, ref: int) -> None:
        self.tell(act.EvidenceSent(f"e{ref}", kind, 3, 900))

    @rule(ref=st.integers(0, 3), kept=st.booleans())
    def a_recording_is_done(self, ref: int, kept: bool) -> None:
        done = act.EvidenceKept(f"e{ref}", "v") if kept else act.EvidenceRefused(f"e{ref}", "gone")
        self.tell(done)

    @rule(lat=st.sampled_from([33.1287, 33.14, 31.2304]), live=st.booleans(), named=st.booleans())
    def share_a_place(self, lat: float, live: bool, named: bool) -> None:
        place = act.PlaceShared(lat, 117.8943, label="老粮站" if named else "", live=live)
        self.tell(place, may_drop=isinstance(self.doing, doing.AwaitingPlace | doing.ChoosingSpot))

    @rule(kind=st.sampled_from([act.ContactShared(), act.UnreadableSent(), act.StepFailed()]))
    def send_what_cannot_be_used(self, kind: Event) -> None:
        self.tell(kind)

    @rule(number=st.integers(1, 12))
    def edit_or_delete(self, number: int) -> None:
        self.tell(act.MessageDeleted(f"s{number}"))
        self.tell(act.TextEdited("改过的话", f"s{number}"), may_drop=True)

    @rule(minutes=st.sampled_from([1, 6, 16, 20_000]))
    def time_passes(self, minutes: int) -> None:
        direct(self.stage, f"{minutes} minutes pass")

    @rule(event=st.sampled_from([act.TimePassed("ask"), act.PersonLeft(), act.PersonReturned()]))
    def something_happens(self, event: Event) -> None:
        self.tell(event)

    @precondition(lambda self: self.stage.office.cases)
    @rule(words=st.sampled_from(DIRECTIONS))
    def the_office_acts(self, words: str) -> None:
        direct(self.stage, words)

    @precondition(lambda self: self.stage.office.cases)
    @rule(data=st.data())
    def type_the_code(self, data: st.DataObject) -> None:
        case = data.draw(st.sampled_from(list(self.stage.office.cases.values())))
        self.tell(act.TextSent(case.code))

    # ── what must hold ──────────────────────────────────────────────────────────────────────

    def kept(self) -> str:
        """Everything that is held anywhere, as one text."""
        state = self.stage.state
        held = [repr(state.draft), repr(state.doing), repr(state.kept)] if state else []
        held += [repr(case.draft) + repr(case.added) for case in self.stage.office.cases.values()]
        held += [repr(one) for one in self.stage.office.performed if "Unfixed" in repr(one)]
        held += [repr(one) for one in self.stage.office.performed if "Object" in repr(one)]
        return "\n".join(held)

    @invariant()
    def nothing_said_is_lost(self) -> None:
        kept = self.kept()
        assert [story for story in self.alive if story not in kept] == []

    @invariant()
    def something_is_asked(self) -> None:
        if self.stage.state is None:
            return
        asked = scenes.question(self.stage.state, self.stage.facts())
        assert asked is not None
        for one in choices(asked):
            assert NAME.fullmatch(one.name)
            assert len(f"{asked.question}|{one.name}".encode()) <= 64
        for language in CATALOGUE.languages:
            assert CATALOGUE.say(language, asked.key, asked.args)

    @invariant()
    def no_code_is_kept_after_the_next_answer(self) -> None:
        state = self.stage.state
        for case in self.stage.office.cases.values():
            if case.code in repr(state):
                assert state is not None
                assert isinstance(state.doing, doing.NotingCode)


PublicConversation.TestCase.settings = settings(
    max_examples=30, stateful_step_count=30, deadline=None
)
TestAnythingMayArrive = PublicConversation.TestCase


@pytest.mark.long
def test_anything_may_arrive_for_long() -> None:
    from hypothesis.stateful import run_state_machine_as_test

    run_state_machine_as_test(
        PublicConversation,
        settings=settings(max_examples=2000, stateful_step_count=60, deadline=None),
    )

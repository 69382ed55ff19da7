"""What happens elsewhere in a screenplay: the clock, the server, and what the office does."""

import re
from collections.abc import Callable
from datetime import timedelta
from typing import TYPE_CHECKING

from handlers.dialogue.event import NewsCame, StepFailed
from handlers.dialogue.public_effect import OfficeQuestion

if TYPE_CHECKING:
    from tests.kit.pure_stage import PureStage

_SPAN = re.compile(r"(\d+) (minute|hour|day)s? pass")
_FIRST = "the office "


def direct(stage: "PureStage", words: str) -> None:
    """Do one direction.

    Raises:
        ValueError: no direction of that name.
    """
    span = _SPAN.fullmatch(words)
    if span:
        stage.office.now_at += timedelta(**{f"{span[2]}s": int(span[1])})
        return
    name, _, rest = words.removeprefix(_FIRST).partition(" ")
    if words.startswith(_FIRST) and name in _OFFICE:
        _OFFICE[name](stage, rest)
        return
    if words == "the server restarts":
        return  # every step is stored and read back: there is nothing else to lose
    if words not in _ELSEWHERE:
        raise ValueError(f"no such direction: {words}")
    _ELSEWHERE[words](stage)


def _news(stage: "PureStage", key: str, question_id: str = "") -> None:
    case = stage.office.newest
    stage.tell(NewsCame(key, case.alias_id, question_id))


def _accepts(stage: "PureStage", rest: str) -> None:
    case = stage.office.newest
    due_on = stage.office.now_at.date() + timedelta(days=60)
    stage.office.step(case, "step-accepted", next_key="next-assign", next_on=due_on)
    _news(stage, "news-step")


def _refuses(stage: "PureStage", rest: str) -> None:
    case = stage.office.newest
    stage.office.step(
        case,
        "step-refused",
        reason_key=f"reason-{rest}",
        next_key="next-object",
        may_object=True,
        may_add=False,
    )
    _news(stage, "news-step")


def _asks(stage: "PureStage", rest: str) -> None:
    """`asks which-unit`, or `asks: own words`; a second question stands beside the first."""
    case = stage.office.newest
    question_id = f"question-{len(case.view.questions) + len(case.added) + 1}"
    named = not rest.startswith(": ")
    one = OfficeQuestion(
        question_id, f"question-{rest}" if named else "", "" if named else rest[2:]
    )
    stage.office.change(case, questions=(*case.view.questions, one))
    _news(stage, "news-question", question_id)


def _true(stage: "PureStage", rest: str) -> None:
    case = stage.office.newest
    stage.office.step(case, "step-true", next_key="next-mend", next_on=None)
    _news(stage, "news-step")


def _untrue(stage: "PureStage", rest: str) -> None:
    case = stage.office.newest
    stage.office.step(
        case,
        "step-untrue",
        reason_key=f"reason-{rest}",
        next_key="next-object",
        next_on=stage.office.now_at.date() + timedelta(days=15),
        may_object=True,
        may_add=False,
    )
    _news(stage, "news-step")


def _closes(stage: "PureStage", rest: str) -> None:
    case = stage.office.newest
    stage.office.step(
        case,
        "step-closed",
        next_key="next-closed",
        next_on=None,
        may_say_unfixed=True,
        may_add=False,
    )
    _news(stage, "news-step")


def _rewards(stage: "PureStage", rest: str) -> None:
    """What is rewarded was closed before."""
    if not stage.office.newest.view.may_say_unfixed:
        _closes(stage, rest)
        stage.heard()
    stage.office.change(stage.office.newest, reward="approved")
    _news(stage, "news-reward")


_OFFICE: dict[str, Callable[["PureStage", str], None]] = {
    "accepts": _accepts,
    "refuses": _refuses,
    "asks": _asks,
    "asks:": lambda stage, rest: _asks(stage, f": {rest}"),
    "confirms": _true,
    "disproves": _untrue,
    "closes": _closes,
    "rewards": _rewards,
}


def _hold(stage: "PureStage") -> None:
    stage.holding = True


def _release(stage: "PureStage") -> None:
    stage.holding = False


def _over(stage: "PureStage") -> None:
    stage.office.now_at += timedelta(minutes=16)


def _declines(stage: "PureStage") -> None:
    stage.office.full = True


def _payer_key(stage: "PureStage") -> None:
    stage.office.has_payer_key = True


def _evidence_key(stage: "PureStage") -> None:
    stage.keeps_originals = True


_ELSEWHERE: dict[str, Callable[["PureStage"], None]] = {
    "pictures wait": _hold,
    "the payer has a key": _payer_key,
    "the evidence key is made": _evidence_key,
    "pictures arrive": _release,
    "the look is over": _over,
    "filing is declined": _declines,
    "a step fails": lambda stage: stage.tell(StepFailed()),
}

"""What is done in the lives of made reports, so that a case rests in each state that there is.

A life is a row of deeds, each some days after the one before. Deeds are steps of the office, by the
seat whose duty they are, and acts of the reporter. A life with `_JOIN` tells of the same hazard as
the life before it and is joined with that one, which has to be undecided or true by then.
"""

from backend.reports.handing import COUNTY_LANE

Deed = tuple[str, str, dict[str, str]]
"""(seat or `reporter`, step or act, fields)."""

CLOSE: Deed = ("inspector", "close", {"words": "已整改到位，现场复查合格"})

_ACCEPT: Deed = ("intake", "accept", {})
_TRUE: Deed = (
    "inspector",
    "verify-true",
    {"grade": "general", "words": "现场属实，已责令整改"},
)
_MAJOR: Deed = ("inspector", "verify-true", {"grade": "major", "words": "现场属实，须停用整改"})
_UNTRUE: Deed = ("inspector", "verify-untrue", {"reason": "not-found"})
_AGREE: Deed = ("reviewer", "approve-closing", {})
_BACK: Deed = ("reviewer", "return-closing", {"reason": "photo-unclear"})
_REFUSE: Deed = ("intake", "refuse", {"reason": "no-place-or-fact"})
_HAND_OVER: Deed = ("intake", "transfer", {"office": COUNTY_LANE, "reason": "higher-level"})
_JOIN: Deed = ("intake", "merge", {})
_PART: Deed = ("intake", "split", {})
_OBJECT: Deed = ("reporter", "object", {"words": "请再看看，隐患还在那里"})
_ASK: Deed = ("intake", "ask", {"question": "still-there"})
_PAY: tuple[Deed, ...] = (
    ("approver", "approve-reward", {}),
    ("second approver", "approve-reward", {}),
)

LIVES: tuple[tuple[Deed, ...], ...] = (
    (),
    (),
    (_ASK,),
    (_JOIN,),
    (_ACCEPT,),
    (_JOIN,),
    (_ACCEPT, _ASK),
    (_JOIN, _PART),
    (_ACCEPT, ("reporter", "add", {"words": "今天又看了，还是老样子"})),
    (_REFUSE,),
    (_REFUSE, _OBJECT),
    (_REFUSE, _OBJECT, ("supervisor", "reject-objection", {"reason": "nothing-new"})),
    (_HAND_OVER,),
    (_ACCEPT, _HAND_OVER),
    (_ACCEPT, _UNTRUE),
    (_ACCEPT, _UNTRUE, _OBJECT),
    (_ACCEPT, _TRUE),
    (_ACCEPT, _JOIN),
    (_ACCEPT, _MAJOR),
    (_ACCEPT, _TRUE, CLOSE),
    (_ACCEPT, _TRUE, CLOSE, _BACK),
    (_ACCEPT, _TRUE, CLOSE, _AGREE),
    (_ACCEPT, _MAJOR, CLOSE, _AGREE, *_PAY),
    (_ACCEPT, _TRUE, CLOSE, _AGREE, *_PAY, ("payer", "pay", {})),
    (_ACCEPT, _TRUE, CLOSE, _AGREE, ("reporter", "unfixed", {"words": "又堆起来了"})),
    (
        *(_ACCEPT, _TRUE, CLOSE, _AGREE),
        ("reporter", "unfixed", {"words": "还没改好"}),
        ("supervisor", "reopen", {}),
    ),
)
"""Every state that a report, its hazard and its reward can rest in, oftener where life is so."""


def joins(turn: int) -> bool:
    """Whether the life of a turn is joined with the one before it."""
    return _JOIN in LIVES[turn % len(LIVES)]

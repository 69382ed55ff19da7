"""How much of what is written a report has room for; nothing is dropped without being said."""

import re
from dataclasses import replace

from handlers.dialogue.reply import Say, say
from handlers.drafting import add_words
from handlers.talking import OpenDraft

WORDS_MAX = 19_600
"""Characters of one report's words: the office takes 20,000 with its unit and place in words."""

QUOTED_CHARS = 24
"""So many of the last characters that were kept are shown, to be found again in one's own text."""

_ENDS = re.compile(r"""[。！？；!?;…\n]+[”’」』）)"']*|\.(?=\s)""")


def keep_words(draft: OpenDraft, text: str, ref: str) -> tuple[OpenDraft, tuple[Say, ...]]:
    """The draft with as much of a text as fits, and what is to be said when that is not all.

    The same message again replaces its own.
    """
    others = (known for known in draft.draft.words if not ref or known[0] != ref)
    room = WORDS_MAX - sum(len(words) + 1 for _, words in others)
    kept = fitting(text, room)
    grown = add_words(draft, kept, ref) if kept else draft
    if kept == text:
        return grown, ()
    last = kept or grown.draft.words[-1][1]
    return grown, (say("report-words-full", last=" ".join(last[-QUOTED_CHARS:].split())),)


def keep_anew(draft: OpenDraft, text: str, ref: str) -> tuple[OpenDraft, tuple[Say, ...]]:
    """The same, in place of all words told so far."""
    return keep_words(replace(draft, draft=replace(draft.draft, words=())), text, ref)


def fitting(text: str, room: int) -> str:
    """The beginning of a text that fits into so many characters.

    It stops at the end of a sentence or a line, unless that would leave out half of what fits.
    """
    if len(text) <= room:
        return text
    head = text[: max(room, 0)]
    ends = [found.end() for found in _ENDS.finditer(head)]
    whole = ends[-1] if ends and ends[-1] * 2 >= len(head) else len(head)
    return head[:whole].rstrip()

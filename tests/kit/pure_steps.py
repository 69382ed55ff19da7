"""The pure conversation again and again, for measuring a step."""

import time
from datetime import UTC, datetime

from handlers.dialogue.event import ChoicePressed, Opened, TextSent
from handlers.dialogue.facts import Facts, PlaceFacts
from handlers.router import PUBLIC

FACTS = Facts(datetime(2026, 11, 24, 2, tzinfo=UTC), PlaceFacts("340322", "五河县"), fresh_id="f")
EVENTS = (
    Opened(),
    ChoicePressed("report", "menu"),
    TextSent("三楼过道堆满电动车", "m1"),
    TextSent("后面都跳过", "m2"),
    TextSent("返回", "m3"),
)


def steps_per_s(seconds: float) -> float:
    """How many steps a second one thread makes."""
    ends = time.perf_counter() + seconds
    count = 0
    while time.perf_counter() < ends:
        state = PUBLIC.first(FACTS)
        for event in EVENTS:
            state = PUBLIC.advance(state, event, FACTS).state
            count += 1
    return count / seconds

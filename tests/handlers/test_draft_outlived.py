"""A draft that nobody touched for its term goes with its pictures, and nothing is pushed."""

from dataclasses import replace

from handlers.dialogue.effect import DropPhotos
from handlers.dialogue.event import PhotoReady, PhotoSent, TextSent, TimePassed
from handlers.dialogue.turn import Ask
from handlers.router import PUBLIC
from tests.kit.pure_steps import FACTS


def test_an_old_draft_goes_with_its_pictures_in_silence() -> None:
    state = PUBLIC.first(FACTS)
    for event in (TextSent("三楼过道堆满电动车", "m1"), PhotoSent("p1"), PhotoReady("p1", "id1")):
        state = PUBLIC.advance(state, event, FACTS).state
    assert state.draft is not None
    turn = PUBLIC.advance(state, TimePassed("draft-old"), FACTS)
    assert turn.state.draft is None
    assert turn.say == ()
    assert turn.ask is Ask.NOT
    assert any(isinstance(one, DropPhotos) and one.photo_ids == ("id1",) for one in turn.do)
    assert turn.state.own == state.own


def test_without_a_draft_nothing_happens() -> None:
    state = replace(PUBLIC.first(FACTS), language="en")
    turn = PUBLIC.advance(state, TimePassed("draft-old"), FACTS)
    assert (turn.state, turn.say, turn.do, turn.ask) == (state, (), (), Ask.NOT)

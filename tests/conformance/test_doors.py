"""A channel is played by being there; what is left out at a door is written down."""

import importlib
import pkgutil

import bot.channels as folder
from bot.channel import Channel
from tests.conformance.casting import ANY, APART, CENTRAL, PLAYS, casts, left_out
from tests.kit.doors.register import all_doors

CHANNEL = {name for name in vars(Channel) if not name.startswith("_")}


def channel_files() -> set[str]:
    """The modules of `bot/channels` that define a channel."""
    found = set()
    for module in pkgutil.iter_modules(folder.__path__):
        made = importlib.import_module(f"{folder.__name__}.{module.name}")
        if not module.name.startswith("_") and any(
            isinstance(one, type) and one.__module__ == made.__name__ and set(dir(one)) >= CHANNEL
            for one in vars(made).values()
        ):
            found.add(module.name)
    return found


def test_a_new_channel_file_is_played_or_named_here() -> None:
    assert {"terminal", "web", "telegram_public", "telegram_staff"} <= channel_files()
    played = {name for door in all_doors().values() for name in door.channels}
    assert channel_files() - played == set(), "give it a driver in tests/kit/doors"


def test_a_driver_tries_a_channel_that_is_there() -> None:
    for door in all_doors().values():
        assert set(door.channels) <= channel_files(), door.name


def test_every_play_goes_at_a_door_or_says_why_not() -> None:
    played = {cast.play for cast in casts()}
    unplayed = {name for name in PLAYS if name not in played}
    assert unplayed == {play for play, door in APART if door == ANY}


def test_what_is_set_apart_is_there_and_has_its_reason() -> None:
    assert {play for play, _ in APART} | set(CENTRAL) <= set(PLAYS)
    assert {door for _, door in APART} <= {*all_doors(), ANY}
    assert all(left_out().values())


def test_the_whole_way_goes_at_each_door_each_time() -> None:
    each_time = {cast.door for cast in casts() if cast.play == "whole-way" and not cast.long}
    assert each_time == set(all_doors())

"""The judge of the plays: whatever is not as it is written, he says so."""

from dataclasses import replace

import pytest

from bot.channel import Button, Outbound
from locales.catalogue import load
from tests.kit.doors.contract import Seen
from tests.kit.doors.judging import Came, complaints
from tests.kit.screenplay import Expect

WORDS = load(strict=True)
NOTED, UNIT = WORDS.say("en", "place-noted-pin"), WORDS.say("en", "report-unit")
ROWS = ((Button("Skip", "unit.1|skip"), Button("Back", "unit.1|back")),)
TOLD = Outbound(
    f"{NOTED}\n\n{UNIT}", ROWS, language="en", asking=True, key="place-noted-pin report-unit"
)
EXPECTED = (
    Expect("", "place-noted-pin", (), "", 1),
    Expect("", "report-unit", ("skip", "back"), "", 2),
)
CAME = Came([TOLD], [Seen(f"{NOTED}\n\n{UNIT}")], ["Skip", "Back"], "en")


def judged(came: Came, expected: tuple[Expect, ...] = EXPECTED) -> list[str]:
    return complaints(expected, came, WORDS)


def test_what_is_as_written_is_passed() -> None:
    assert judged(CAME) == []


def test_a_text_that_a_door_cut_in_two_is_passed() -> None:
    assert judged(replace(CAME, seen=[Seen(NOTED), Seen(UNIT)])) == []


@pytest.mark.parametrize(
    "changed",
    [
        replace(CAME, told=[], seen=[]),
        replace(CAME, seen=[]),
        replace(CAME, seen=[Seen(UNIT), Seen(NOTED)]),
        replace(CAME, seen=[*CAME.seen, Seen("再来一句")]),
        replace(CAME, seen=[Seen(CAME.seen[0].text, pictures_count=1)]),
        replace(CAME, offered=["Skip"]),
        replace(CAME, language="zh-Hans"),
        replace(CAME, told=[replace(TOLD, key="place-noted-pin report-sector")]),
        replace(CAME, told=[replace(TOLD, pictures=("photo:1",))]),
        replace(CAME, told=[replace(TOLD, text="Hm.")], seen=[Seen("Hm.")]),
        replace(CAME, told=[replace(TOLD, rows=ROWS[:1] + ROWS)]),
    ],
)
def test_anything_else_is_said(changed: Came) -> None:
    assert judged(changed) != []


def test_another_button_or_wish_than_written_is_said() -> None:
    assert judged(CAME, (EXPECTED[0], replace(EXPECTED[1], choices=("skip",)))) != []
    assert judged(CAME, (EXPECTED[0], replace(EXPECTED[1], wants="place"))) != []

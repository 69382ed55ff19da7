"""Whoever works or reports in English reads the names of the place in English too."""

import re
from pathlib import Path

from handlers.dialogue.event import ChoicePressed, CommandGiven
from media.draw import draw
from tests.bot.test_whole_way import filed
from tests.kit.real_house import Person, house

CHINESE = re.compile(r"[\u4e00-\u9fff]+")


async def english(person: Person) -> Person:
    await person.write("English")
    return person


def names_in(text: str) -> set[str]:
    return set(CHINESE.findall(text)) - {"中文"}


async def test_the_greeting_after_choosing_english_is_english_to_the_last_word(
    tmp_path: Path,
) -> None:
    async with house(tmp_path) as davy:
        person = davy.somebody()
        await person.open()
        await person.do(ChoicePressed("language:en", "menu"))
        assert "Hello" in person.last
        assert names_in(person.last) == set()


async def test_staff_in_english_read_offices_and_places_in_english(tmp_path: Path) -> None:
    async with house(tmp_path) as davy:
        await filed(davy.somebody())
        intake = await english(await davy.colleague("intake", "inspector"))
        await intake.do(CommandGiven("tasks"))
        await intake.write("1")
        card = next(one.text for one in reversed(intake.said) if "Place" in one.text)
        assert "Chengguan" in card
        await intake.press("accept")
        await intake.write("E-bikes in a corridor of a block of flats")
        await intake.press("general")
        await intake.press("send")
        done = next(one.text for one in reversed(intake.said) if "goes to" in one.text)
        assert names_in(done) == set()


async def test_coordinates_typed_at_closing_are_the_place(tmp_path: Path) -> None:
    async with house(tmp_path) as davy:
        await filed(davy.somebody())
        worker = await english(await davy.colleague("intake", "inspector"))
        for steps in (("accept", "A corridor", "general"), ("verify-true", "general", "Seen")):
            await worker.do(CommandGiven("tasks"))
            await worker.write("1")
            for step in steps:
                await (worker.write(step) if step[0].isupper() else worker.press(step))
            await worker.press("send")
        await worker.write("1")
        await worker.press("close")
        await worker.photo(draw(2, 320, height_px=240))
        await worker.write("Cleared away")
        await worker.write("31.2304, 121.4737")
        assert "Wuhe" in worker.last  # elsewhere: said, and asked again
        await worker.write("33.1290, 117.8943")
        assert "from the hazard" in worker.last
        assert "33.1290" not in worker.last
        await worker.press("send")

"""What comes while somebody is speaking at a door that pulls."""

from pathlib import Path

from handlers.dialogue.event import PhotoSent
from media.draw import draw
from tests.kit.real_house import PLACE, house


async def test_what_came_while_a_page_was_speaking_is_in_its_answer(
    tmp_path: Path, database_url: str
) -> None:
    async with house(tmp_path, database_url) as real:
        person = real.somebody()
        await person.open()
        photo = draw(1, 480, height_px=360, gps=(33.1287, 117.8943))
        ref = await real.davy.inbox.keep_upload(photo, PLACE)
        await person.do(PhotoSent(ref, unpacked=True))
        await real.quiet()  # the photo is cleaned by now, and nobody has looked
        told = await person.write("三楼过道堆满电动车")
        assert "拍摄地点" in told[0].text
        assert len(told) == 2
        assert await person.news() == []

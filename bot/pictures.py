"""Pictures by name for whoever sends them: digits drawn on the spot, photos from the store."""

import asyncio
import io
from functools import lru_cache

from PIL import Image, ImageDraw, ImageFont

from backend.errors import Broken
from backend.office import Office
from backend.reports.photos import photo_to_send, read_photo

_SIZE_PX = (720, 360)
_GROUPS_A_LINE = 3


class Pictures:
    """`code:<digits>` becomes a PNG of the digits alone; `photo:<id>` the cleaned JPEG."""

    def __init__(self, office: Office) -> None:
        self._office = office

    async def read(self, name: str) -> bytes:
        """The bytes of a picture. Raises: Broken, NotFound, StoreDown."""
        kind, _, rest = name.partition(":")
        if kind == "code":
            return await asyncio.to_thread(draw_digits, rest)
        if kind == "photo":
            return await asyncio.to_thread(self._photo, rest)
        raise Broken(f"no picture of kind {kind!r}")

    def _photo(self, photo_id: str) -> bytes:
        with self._office.database.read() as conn:
            row = photo_to_send(conn, photo_id)
        return read_photo(self._office, row)


def draw_digits(digits: str) -> bytes:
    """A PNG with digits in groups of four and nothing that says what they are for."""
    picture = Image.new("L", _SIZE_PX, 255)
    draw = ImageDraw.Draw(picture)
    groups = [digits[start : start + 4] for start in range(0, len(digits), 4)]
    lines = [groups[at : at + _GROUPS_A_LINE] for at in range(0, len(groups), _GROUPS_A_LINE)]
    for row, line in enumerate(lines):
        text = "  ".join(line)
        at = (_SIZE_PX[0] // 2, _SIZE_PX[1] * (2 * row + 1) // (2 * len(lines)))
        draw.text(at, text, fill=0, font=_font(), anchor="mm")
    out = io.BytesIO()
    picture.save(out, "PNG")
    return out.getvalue()


@lru_cache(maxsize=1)
def _font() -> ImageFont.FreeTypeFont | ImageFont.ImageFont:
    # Digits only, so Pillow's own face does: no font of the system is needed.
    return ImageFont.load_default(size=72)

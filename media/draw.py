"""Test photos drawn by a program: lifelike hazards without people, with metadata on request.

For tests, the demo and the browser tests; nothing here runs at intake. The same seed and size
give the same picture.
"""

import io
import random
from collections.abc import Callable
from typing import Final, TypedDict, Unpack

from PIL import Image, ImageChops, ImageDraw, ImageFilter, PngImagePlugin

from media import plant
from media.plant import Gps

_QUALITY_PERCENT: Final = 90


class Planted(TypedDict, total=False):
    """What is hidden in a drawn photo, so that a test can look for it afterwards.

    `gps` is (lat, lon) in WGS-84 degrees; `taken_at` a wall clock or an aware moment;
    `orientation` 1-8: the pixels are stored turned and the tag says so; `icc` a profile's
    description; `trailing` bytes after the picture's end.
    """

    gps: Gps
    taken_at: plant.Taken
    orientation: int
    camera: str
    artist: str
    comment: str
    xmp: str
    iptc: str
    icc: str
    trailing: bytes


def draw(
    seed: int,
    width_px: int = 1200,
    *,
    height_px: int = 900,
    kind: str = "jpeg",
    **planted: Unpack[Planted],
) -> bytes:
    """Draw one photo and hand out its file.

    `kind` is jpeg, png, webp, avif, tiff or gif; GIF takes a comment and trailing bytes alone.
    A twelve-megapixel JPEG (4032 by 3024) weighs some four megabytes, as a phone's does.
    """
    orientation = planted.get("orientation", 1) if kind != "gif" else 1
    picture = paint(seed, width_px, height_px=height_px)
    stored = picture.transpose(_UNTURNS[orientation]) if orientation in _UNTURNS else picture
    options: dict[str, object] = {"quality": _QUALITY_PERCENT}
    exif = plant.exif_block(
        gps=planted.get("gps"),
        taken_at=planted.get("taken_at"),
        orientation=orientation,
        camera=planted.get("camera", ""),
        artist=planted.get("artist", ""),
    )
    options |= {"exif": exif} if exif and kind != "gif" else {}
    options |= {"icc_profile": plant.profile(planted["icc"])} if "icc" in planted else {}
    options |= _words(kind, planted.get("comment", ""), planted.get("xmp", ""))
    out = io.BytesIO()
    stored.save(out, kind.upper(), **options)
    data = out.getvalue()
    if "iptc" in planted:
        data = plant.with_segment(data, 0xED, plant.iptc_block(planted["iptc"]))
    return data + planted.get("trailing", b"")


def paint(seed: int, width_px: int, *, height_px: int) -> Image.Image:
    """The picture itself, upright, RGB: one of four hazards under uneven light, with noise."""
    # Not for secrets: the same seed must give the same picture.
    chance = random.Random(seed)  # noqa: S311
    wall = tuple(chance.randint(120, 210) for _ in range(3))
    picture = Image.new("RGB", (width_px, height_px), wall)
    _SCENES[seed % len(_SCENES)](_Brush(picture, chance))
    if chance.random() < 0.5:
        picture = picture.transpose(Image.Transpose.FLIP_LEFT_RIGHT)
    picture = picture.filter(ImageFilter.GaussianBlur(max(width_px, height_px) / 2500))
    # Lamps, windows and shadows: light and dark patches that run into one another.
    patches = bytes(chance.randint(110, 255) for _ in range(7 * 5))
    light = Image.frombytes("L", (7, 5), patches).resize(picture.size, Image.Resampling.BICUBIC)
    picture = ImageChops.multiply(picture, Image.merge("RGB", (light, light, light)))
    return _grained(picture, chance)


def _words(kind: str, comment: str, xmp: str) -> dict[str, object]:
    """The save options that put a comment and an XMP packet into a file of `kind`."""
    if kind == "png":
        chunks = PngImagePlugin.PngInfo()
        if comment:
            chunks.add_text("Comment", comment)
        if xmp:
            chunks.add_itxt("XML:com.adobe.xmp", xmp)
        return {"pnginfo": chunks}
    options: dict[str, object] = {"xmp": xmp.encode()} if xmp and kind != "gif" else {}
    if comment and kind == "tiff":
        options["description"] = comment
    elif comment and kind in ("jpeg", "gif"):
        options["comment"] = comment
    return options


def _grained(picture: Image.Image, chance: random.Random) -> Image.Image:
    """`picture` with a sensor's noise, the same in each colour: half as coarse as one pixel."""
    width_px, height_px = picture.size
    noise = Image.frombytes("L", picture.size, chance.randbytes(width_px * height_px))
    noise = noise.filter(ImageFilter.BoxBlur(1)).point(lambda value: value // 6)
    grain = Image.merge("RGB", (noise, noise, noise))
    return ImageChops.add(picture, grain, offset=-21)


class _Brush:
    """Draws in thousandths of the picture's sides, so that a scene fits any size."""

    def __init__(self, picture: Image.Image, chance: random.Random) -> None:
        self.chance = chance
        self._draw = ImageDraw.Draw(picture)
        self._sides_px = picture.size
        # Nobody stands in the same spot: a closer look, and off the middle.
        self._zoom = chance.uniform(1.0, 1.7)
        self._shift = tuple(chance.uniform(0, 1000 * (1 - 1 / self._zoom)) for _ in range(2))

    def shade(self, low: int, high: int) -> tuple[int, int, int]:
        """A random colour with each part between `low` and `high`."""
        red, green, blue = (self.chance.randint(low, high) for _ in range(3))
        return red, green, blue

    def _px(self, points: tuple[float, ...]) -> list[float]:
        return [
            (point - self._shift[index % 2]) * self._zoom * self._sides_px[index % 2] / 1000
            for index, point in enumerate(points)
        ]

    def box(self, *points: float, fill: tuple[int, int, int]) -> None:
        """A filled rectangle: left, top, right, bottom."""
        self._draw.rectangle(self._px(points), fill=fill)

    def round(self, *points: float, fill: tuple[int, int, int]) -> None:
        """A filled ellipse within left, top, right, bottom."""
        self._draw.ellipse(self._px(points), fill=fill)

    def line(self, *points: float, fill: tuple[int, int, int], width: float = 4) -> None:
        """A line through the points; its width in thousandths of the picture's width."""
        stroke_px = max(1, round(width * self._zoom * self._sides_px[0] / 1000))
        self._draw.line(self._px(points), fill=fill, width=stroke_px, joint="curve")

    def shape(self, *points: float, fill: tuple[int, int, int]) -> None:
        """A filled polygon."""
        self._draw.polygon(self._px(points), fill=fill)


def _stairwell(brush: _Brush) -> None:
    """Steps going up, and electric bicycles parked on the landing."""
    for step in range(9):
        shade = 60 + step * 14
        top = 760 - step * 70
        brush.box(420 + step * 40, top, 1000, top + 70, fill=(shade, shade, shade - 8))
    brush.box(0, 760, 1000, 1000, fill=brush.shade(70, 120))
    for _ in range(brush.chance.randint(2, 4)):
        left, colour = brush.chance.randint(20, 620), brush.shade(20, 200)
        for wheel in (left, left + 210):
            brush.round(wheel, 780, wheel + 110, 930, fill=(25, 25, 28))
            brush.round(wheel + 25, 815, wheel + 85, 895, fill=(140, 140, 145))
        brush.shape(left + 50, 850, left + 120, 720, left + 270, 850, fill=colour)
        brush.line(left + 60, 850, left + 30, 660, left + 90, 640, fill=(40, 40, 40), width=9)


def _cylinders(brush: _Brush) -> None:
    """Gas cylinders against a wall, with a hose lying about."""
    brush.box(0, 820, 1000, 1000, fill=brush.shade(90, 140))
    for _ in range(brush.chance.randint(3, 6)):
        left, colour = brush.chance.randint(30, 820), brush.shade(40, 220)
        brush.box(left, 430, left + 120, 880, fill=colour)
        brush.round(left, 370, left + 120, 500, fill=colour)
        brush.round(left, 830, left + 120, 920, fill=colour)
        brush.box(left + 45, 320, left + 75, 385, fill=(90, 90, 95))
        brush.line(left + 20, 460, left + 20, 870, fill=(235, 235, 235), width=5)
    points = tuple(float(brush.chance.randint(0, 1000)) for _ in range(6))
    brush.line(points[0], 900, points[2], 960, points[4], 930, fill=(30, 30, 30), width=12)


def _cracked_wall(brush: _Brush) -> None:
    """A brick wall with a crack from top to bottom."""
    for row in range(14):
        for column in range(-1, 8):
            left = column * 140 + (row % 2) * 70
            brush.box(left, row * 72, left + 132, row * 72 + 64, fill=brush.shade(130, 165))
    x, crack = float(brush.chance.randint(200, 800)), [500.0, 0.0]
    for y in range(0, 1001, 60):
        x += brush.chance.randint(-60, 60)
        crack += (x, float(y))
    brush.line(*crack[2:], fill=(28, 24, 22), width=brush.chance.randint(6, 16))


def _blocked_exit(brush: _Brush) -> None:
    """A fire door with a lit sign, and boxes piled before it."""
    brush.box(0, 850, 1000, 1000, fill=brush.shade(80, 130))
    brush.box(320, 180, 680, 860, fill=brush.shade(150, 190))
    brush.box(340, 200, 660, 850, fill=(150, 40, 36))
    brush.box(400, 70, 600, 150, fill=(20, 140, 70))
    brush.line(430, 110, 560, 110, fill=(240, 250, 240), width=10)
    for _ in range(brush.chance.randint(5, 11)):
        left, top = brush.chance.randint(180, 700), brush.chance.randint(480, 800)
        brush.box(left, top, left + 170, top + 150, fill=(176, 136, 88))
        brush.line(left, top + 60, left + 170, top + 60, fill=(214, 190, 150), width=8)


_SCENES: Final[tuple[Callable[[_Brush], None], ...]] = (
    _stairwell,
    _cylinders,
    _cracked_wall,
    _blocked_exit,
)
# What undoes each orientation: stored so, and tagged so, a picture stands upright again.
_UNTURNS: Final = {
    2: Image.Transpose.FLIP_LEFT_RIGHT,
    3: Image.Transpose.ROTATE_180,
    4: Image.Transpose.FLIP_TOP_BOTTOM,
    5: Image.Transpose.TRANSPOSE,
    6: Image.Transpose.ROTATE_90,
    7: Image.Transpose.TRANSVERSE,
    8: Image.Transpose.ROTATE_270,
}

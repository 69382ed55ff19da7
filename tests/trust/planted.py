"""The canaries of one day: values that occur nowhere else, each with the forms it is sought in."""

import random
import struct
from dataclasses import dataclass, field

from handlers.identity_words import read_part
from media.draw import draw
from media.plant import with_segment
from tests.media.exif_writer import exif_block
from tests.trust import disguises
from tests.trust.disguises import Forms

Ratio = tuple[int, int]
KEPT_DECIMALS = 4
"""A hazard's point is kept in clear to so many decimals of a degree (`reports/tables.py`)."""


@dataclass
class Planted:
    """What is planted, and what comes up during the day and is sought as well."""

    dice: random.Random
    canaries: dict[str, Forms] = field(default_factory=dict)
    files: dict[str, bytes] = field(default_factory=dict)
    """Pictures and recordings as they were sent, by name."""

    def text(self, name: str, text: str) -> str:
        """Plant a text."""
        self.canaries[name] = disguises.of_text(text)
        return text

    def number(self, name: str, number: int) -> int:
        """Plant a whole number."""
        self.canaries[name] = disguises.of_number(number)
        return number

    def code(self, name: str, code: str) -> str:
        """Plant a code, however it was grouped."""
        self.canaries[name] = disguises.of_digits("".join(code.split()))
        return code

    def card(self, name: str) -> str:
        """A number of an identity card whose check digit fits."""
        digits = "".join(self.dice.choices("123456789", k=17))
        number = next(one for one in (digits + last for last in "0123456789X") if is_card(one))
        return self.text(name, number)

    def mark(self, length: int = 10) -> str:
        """Letters that stand nowhere else."""
        return "".join(self.dice.choices("bcdfghjkmnpqrstvwxz23456789", k=length))

    def words(self, name: str) -> str:
        """A sentence as a person writes it, with something in it that nobody else writes."""
        said = f"三楼过道堆满电动车，鲸鱼缸旁边还在充电{self.mark(8)}"
        self.text(f"{name}, a part", said[10:24])
        return self.text(name, said)

    def photo(self, name: str, *, seed: int) -> bytes:
        """A phone's photo whose EXIF names its place to the centimetre and its camera's serial."""
        lat, lon = self.angle(33, 7, 430_000), self.angle(117, 53, 370_000)
        serial = self.text(f"{name}: camera serial", f"SN-{self.mark(12)}")
        for side, angle in (("latitude", lat), ("longitude", lon)):
            degrees, (_, minutes, parts) = degrees_of(angle), angle
            forms = disguises.of_degrees(degrees, 6)
            for order in "<>":
                forms[f"exif-{order}"] = struct.pack(f"{order}4I", minutes, 1, parts, 10_000)
            self.canaries[f"{name}: {side}"] = forms
        block = exif_block(
            {0x010F: "Phone", 0x013B: self.text(f"{name}: artist", f"Zhao {self.mark()}")},
            {0xA431: serial},
            {1: "N", 2: _sexagesimal(*lat), 3: "E", 4: _sexagesimal(*lon)},
        )
        return self.pieces(name, with_segment(draw(seed, 800, height_px=600), 0xE1, block))

    def angle(self, whole: int, minutes: int, least: int) -> tuple[int, int, int]:
        """Degrees, minutes, ten-thousandths of a second: none that rounding leaves as it is.

        One in 3,600 would be, and the hazard's point would then rightly lie there in clear.
        """
        while True:
            angle = (whole, minutes, self.dice.randrange(least, least + 40_000))
            if round(degrees_of(angle), 6) != round(degrees_of(angle), KEPT_DECIMALS):
                return angle

    def recording(self, name: str, head: bytes) -> bytes:
        """A recording that names its maker and its place, as phones' containers do."""
        maker = self.text(f"{name}: maker", f"Xu {self.mark()}").encode()
        degrees = 33 + (self.dice.randrange(100, 9_900) * 100 + self.dice.randrange(1, 100)) / 10**6
        self.canaries[f"{name}: place"] = disguises.of_degrees(degrees, 6)
        tags = b"\xa9nam" + maker + f"\xa9xyz+{degrees:.6f}+117.894312/".encode()
        return self.pieces(name, head + tags + self.dice.randbytes(4000))

    def pieces(self, name: str, file: bytes) -> bytes:
        """Plant a file: its bare hashes, and pieces of what is in it besides what was planted."""
        for at in (len(file) // 2, len(file) - 40):
            self.canaries[f"{name}: bytes at {at}"] = disguises.of_bytes(file[at : at + 24])
        self.canaries[f"{name}: hash"] = disguises.hashes_of(file)
        self.files[name] = file
        return file


def degrees_of(angle: tuple[int, int, int]) -> float:
    """From degrees, minutes and ten-thousandths of a second."""
    whole, minutes, parts = angle
    return whole + minutes / 60 + parts / 36_000_000


def _sexagesimal(whole: int, minutes: int, parts: int) -> tuple[Ratio, ...]:
    """Degrees, minutes, and seconds in ten-thousandths."""
    return ((whole, 1), (minutes, 1), (parts, 10_000))


def is_card(number: str) -> bool:
    """Does the check digit fit?"""
    return bool(read_part("number", number))

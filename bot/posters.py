"""A unit's poster: a sheet of A4 as SVG, with codes through which a talk about it begins.

What hangs on the wall names the unit and how to ask for help, and nothing of whoever scans it.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from html import escape

import segno

from locales.catalogue import Catalogue

_SHEET_MM = (210, 297)
_MARGIN_MM = 20
_CODE_MM = 80
_LETTER_SHARE = {True: 1.0, False: 0.55}
"""How wide a letter is, of its height: Chinese ones and others."""


@dataclass(frozen=True, slots=True)
class Way:
    """One door that a code leads to: what it is called, and the whole address."""

    key: str
    address: str


def poster(words: Catalogue, language: str, *, place: str, unit: str, ways: Sequence[Way]) -> str:
    """The sheet's SVG for one or two ways. The text is in the fonts of whoever prints it."""

    def line(key: str, **args: str) -> str:
        return words.say(language, key, args)

    parts = [
        *_text(line("poster-title", place=place), y_mm=32, size_mm=13, bold=True),
        *_text(line("poster-how"), y_mm=66, size_mm=6.5),
        *_text(unit, y_mm=91, size_mm=9, bold=True),
    ]
    width_mm = _SHEET_MM[0] / len(ways)
    for at, way in enumerate(ways):
        middle_mm = width_mm * (at + 0.5)
        parts.append(_code(way.address, x_mm=middle_mm - _CODE_MM / 2, y_mm=104))
        parts += _text(line(way.key), y_mm=193, size_mm=6, middle_mm=middle_mm)
        parts += _text(
            way.address, y_mm=200, size_mm=3, middle_mm=middle_mm, width_mm=width_mm - 10
        )
    parts += _text(line("poster-home"), y_mm=222, size_mm=6.5)
    parts += _text(line("poster-danger"), y_mm=254, size_mm=8, bold=True)
    return _sheet(parts, language)


def _sheet(parts: Sequence[str], language: str) -> str:
    width, height = _SHEET_MM
    size = f'width="{width}mm" height="{height}mm" viewBox="0 0 {width} {height}"'
    head = f'<svg xmlns="http://www.w3.org/2000/svg" {size} lang="{language}"'
    white = f'<rect width="{width}" height="{height}" fill="#fff"/>'
    return "\n".join((f'{head} font-family="sans-serif">', white, *parts, "</svg>\n"))


def _text(
    text: str,
    *,
    y_mm: float,
    size_mm: float,
    bold: bool = False,
    middle_mm: float = _SHEET_MM[0] / 2,
    width_mm: float = _SHEET_MM[0] - 2 * _MARGIN_MM,
) -> list[str]:
    """A text in the middle, its first line at `y_mm`."""
    weight = ' font-weight="bold"' if bold else ""
    return [
        f'<text x="{middle_mm:g}" y="{y_mm + at * size_mm * 1.35:g}" font-size="{size_mm:g}"'
        f'{weight} text-anchor="middle">{escape(line)}</text>'
        for at, line in enumerate(_lines(text, width_mm / size_mm))
    ]


def _lines(text: str, room: float) -> list[str]:
    """The text in lines of `room` heights: broken between words, and in Chinese anywhere."""
    lines, line, used = [], "", 0.0
    for piece in _pieces(text):
        wide = sum(_LETTER_SHARE[letter > "\u2e7f"] for letter in piece)
        if line and used + wide > room and piece not in "，。：？！、；）":
            lines.append(line.strip())
            line, used = "", 0.0
        line, used = line + piece, used + wide
    return [*lines, line.strip()]


def _pieces(text: str) -> list[str]:
    """What stays together: words with the space behind them, Chinese characters one by one."""
    pieces: list[str] = []
    for letter in text:
        joins = pieces and letter <= "\u2e7f" and pieces[-1][-1] <= "\u2e7f"
        if joins and not pieces[-1].endswith((" ", "/", "?")):
            pieces[-1] += letter
        else:
            pieces.append(letter)
    return pieces


def _code(address: str, *, x_mm: float, y_mm: float) -> str:
    # Level M bears a torn or dirty sheet: 15 % of the code may be lost.
    inner = segno.make_qr(address, error="m").svg_inline(omitsize=True)
    box = f'x="{x_mm:g}" y="{y_mm:g}" width="{_CODE_MM}" height="{_CODE_MM}"'
    return f"<svg {box}{inner.removeprefix('<svg')}"

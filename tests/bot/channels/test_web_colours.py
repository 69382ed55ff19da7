"""The colours of the web page, measured: WCAG 2.2, 1.4.3 (text) and 1.4.11 (edges and focus)."""

import re

import pytest

from bot.channels._web_answers import STATIC

STYLE = (STATIC / "chat.css").read_text("utf-8")
TEXT, EDGE = 4.5, 3.0
PAIRS = [
    ("ink", "ground", TEXT),
    ("ink", "paper", TEXT),
    ("ink", "own", TEXT),
    ("ink", "secret", TEXT),
    ("soft", "ground", TEXT),
    ("soft", "paper", TEXT),
    ("soft", "own", TEXT),
    ("deed-ink", "deed", TEXT),
    ("line", "paper", EDGE),
    ("line", "ground", EDGE),
    ("focus", "paper", EDGE),
    ("focus", "ground", EDGE),
    ("focus", "own", EDGE),
    ("deed", "ground", EDGE),
    ("wrong", "paper", EDGE),
    ("wrong", "ground", EDGE),
]


def colours(scheme: str) -> dict[str, str]:
    """Name -> #rrggbb of one scheme."""
    light, dark = re.findall(r":root \{(.*?)\}", STYLE, re.DOTALL)
    return dict(re.findall(r"--([a-z-]+): (#[0-9a-f]{6})", light if scheme == "light" else dark))


def luminance(colour: str) -> float:
    """Relative luminance, 0-1. WCAG 2.2, "relative luminance"."""
    parts = [int(colour[at : at + 2], 16) / 255 for at in (1, 3, 5)]
    linear = [one / 12.92 if one <= 0.04045 else ((one + 0.055) / 1.055) ** 2.4 for one in parts]
    return 0.2126 * linear[0] + 0.7152 * linear[1] + 0.0722 * linear[2]


def contrast(one: str, other: str) -> float:
    """1-21. WCAG 2.2, "contrast ratio"."""
    darker, lighter = sorted((luminance(one), luminance(other)))
    return (lighter + 0.05) / (darker + 0.05)


def test_the_measure_is_right() -> None:
    assert contrast("#000000", "#ffffff") == pytest.approx(21)
    assert contrast("#777777", "#ffffff") == pytest.approx(4.48, abs=0.01)


@pytest.mark.parametrize("scheme", ["light", "dark"])
@pytest.mark.parametrize(("front", "back", "least"), PAIRS)
def test_each_pair_of_colours_can_be_told_apart(
    scheme: str, front: str, back: str, least: float
) -> None:
    named = colours(scheme)
    assert contrast(named[front], named[back]) >= least


def test_both_schemes_name_the_same_colours_and_no_other_is_used() -> None:
    assert set(colours("light")) == set(colours("dark"))
    used = set(re.findall(r"var\(--([a-z-]+)\)", STYLE))
    assert used == set(colours("light"))
    rest = re.sub(r":root \{.*?\}", "", STYLE, flags=re.DOTALL)
    assert re.findall(r"#[0-9a-f]{3,8}\b(?=[;\s])", rest) == []

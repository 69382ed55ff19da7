"""Codes: written by hand, read over the phone, told from slips of the pen."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from backend.reports.codes import completed, fits, grouped, typed_digits

CODE = completed(123_456_789_012_345_678)

BODIES = st.integers(0, 10**18 - 1)


@given(BODIES)
def test_a_code_has_twenty_digits_that_fit(body: int) -> None:
    code = completed(body)
    assert len(code) == 20
    assert fits(code)
    assert grouped(code).replace(" ", "") == code


@given(BODIES, st.integers(0, 19), st.integers(1, 9))
def test_one_wrong_digit_never_fits(body: int, at: int, by: int) -> None:
    code = completed(body)
    wrong = code[:at] + str((int(code[at]) + by) % 10) + code[at + 1 :]
    assert not fits(wrong)


@given(BODIES, st.integers(0, 18))
def test_two_digits_the_wrong_way_round_never_fit(body: int, at: int) -> None:
    code = completed(body)
    swapped = code[:at] + code[at + 1] + code[at] + code[at + 2 :]
    assert swapped == code or not fits(swapped)


@pytest.mark.parametrize(
    "typed",
    [
        CODE,
        grouped(CODE),
        grouped(CODE).replace(" ", "-"),
        f"  {grouped(CODE)}。",
        f"查询码是 {grouped(CODE)}，谢谢",
        "\n".join(grouped(CODE).split()),
        CODE.translate(str.maketrans("0123456789", "０１２３４５６７８９")),
        CODE.translate(str.maketrans("0123456789", "〇一二三四五六七八九")),
        CODE.translate(str.maketrans("0123456789", "洞幺两三四五六拐八勾")),
        CODE.translate(str.maketrans("0123456789", "٠١٢٣٤٥٦٧٨٩")),
        CODE.replace("0", "O").replace("1", "l"),
        f"My code is {grouped(CODE)}",
    ],
)
def test_digits_are_found_however_they_are_typed(typed: str) -> None:
    assert typed_digits(typed) == CODE


@given(BODIES, st.sampled_from([" ", "-", "  ", "—", ".", "，", "\n"]))
def test_what_stands_between_the_digits_does_not_matter(body: int, between: str) -> None:
    code = completed(body)
    assert typed_digits(between.join(code[at : at + 4] for at in range(0, 20, 4))) == code


@pytest.mark.parametrize("typed", ["", "没有", CODE[:-1], CODE + "3", "12345", "oooo llll"])
def test_what_is_no_code_does_not_fit(typed: str) -> None:
    assert not fits(typed_digits(typed))


@given(st.text(max_size=60))
def test_anything_can_be_typed(typed: str) -> None:
    digits = typed_digits(typed)
    assert digits.isdecimal() or digits == ""
    assert digits.isascii()
    fits(digits)

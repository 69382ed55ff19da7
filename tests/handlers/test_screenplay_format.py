"""The form of screenplays: what a line can be, and what is refused with its number."""

import pytest

from tests.kit.screenplay import (
    Act,
    Beat,
    Direction,
    Expect,
    Heard,
    Note,
    complaint,
    fill,
    parse,
    pictures,
    point,
)

TEXT = """# The title
What it shows.
door: web

# a remark comes later
> (open mill3)
< greeting  [report] [language*]
< report-place  wants place
> 三楼 || third floor
inspector> /tasks new
inspector< duty-tasks
* 6 minutes pass
> [send]
> [[news]]
"""


def test_every_kind_of_line_is_read() -> None:
    script = parse("sample", TEXT)
    assert (script.title, script.about, script.door) == ("The title", "What it shows.", "web")
    assert script.items == (
        Note("a remark comes later"),
        Act("", "open", "mill3", "mill3", 6),
        Expect("", "greeting", ("report", "language*"), "", 7),
        Expect("", "report-place", (), "place", 8),
        Act("", "words", "三楼", "third floor", 9),
        Act("inspector", "command", "tasks new", "tasks new", 10),
        Expect("inspector", "duty-tasks", (), "", 11),
        Direction("6 minutes pass", 12),
        Act("", "tap", "send", "send", 13),
        Act("", "late-tap", "news", "news", 14),
    )


def test_what_is_said_belongs_to_the_deed_before_it() -> None:
    beats = list(parse("sample", TEXT).beats())
    assert [len(one.expects) for one in beats] == [2, 0, 1, 0, 0, 0]


def test_a_play_of_the_public_has_nobody_else_in_it() -> None:
    assert not parse("sample", TEXT).public
    assert parse("sample", "# T\n> (open)\n").public


def test_a_line_that_is_nothing_is_refused_with_its_number() -> None:
    with pytest.raises(ValueError, match="sample:3: cannot be read"):
        parse("sample", "# T\n> (open)\nnonsense\n")


def test_pictures_carry_their_claims_captions_and_faults() -> None:
    act = parse("s", "# T\n> (file gate.jpg at 33.13 117.9 torn saying 门口 的车)\n").items[0]
    assert isinstance(act, Act)
    (one,) = pictures(act, "zh-Hans")
    assert (one.name, one.claims, one.torn, one.caption) == (
        "gate.jpg",
        (33.13, 117.9),
        True,
        "门口 的车",
    )


def test_an_album_names_its_pictures_and_captions_the_first() -> None:
    act = parse(
        "s", "# T\n> (album A a.jpg b.jpg saying 两张) || A a.jpg b.jpg saying two\n"
    ).items[0]
    assert isinstance(act, Act)
    found = pictures(act, "en")
    assert [(one.name, one.album, one.caption) for one in found] == [
        ("a.jpg", "A", "two"),
        ("b.jpg", "A", ""),
    ]


def test_a_point_may_have_a_label_of_several_words() -> None:
    act = parse("s", "# T\n> (venue 33.1 117.8 the old store)\n").items[0]
    assert isinstance(act, Act)
    assert point(act, "en") == (33.1, 117.8, "the old store")


def test_what_was_told_can_be_typed_back() -> None:
    assert fill("{code} !", {"code": "12"}) == "12 !"


def test_other_words_other_buttons_and_other_wants_are_complained_of() -> None:
    beat = Beat(Act("", "open", "", "", 1), (Expect("", "menu", ("a", "b*"), "place", 2),))
    good = Heard("menu", "", ("a", "bc"), "place")
    assert complaint(beat, [good]) == ""
    assert "heard ['other']" in complaint(beat, [Heard("other", "")])
    assert "offered ('a',)" in complaint(beat, [Heard("menu", "", ("a",), "place")])
    assert "wants ''" in complaint(beat, [Heard("menu", "", ("a", "bc"), "")])

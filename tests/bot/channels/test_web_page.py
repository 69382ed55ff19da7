"""The pages of web chat: what stands on them, in which language, and what never does."""

import json
import re

import pytest

from bot.channel import Button, Outbound
from bot.channels._web_page import Limits, Page, Trouble, picture_ref
from bot.channels._web_said import Said
from bot.channels._web_session import Session
from bot.voice import Voice
from locales.catalogue import Catalogue, load
from tests.bot.channels.web_asking import request
from tests.kit.pseudo_languages import MADE_UP, pseudo_catalogue

SESSION = Session("A" * 32)
ASKED = Outbound(
    "Where?",
    rows=((Button("Back", "place|back"),), (Button("English", "place|language:en"),)),
    wants="place",
    asking=True,
    mark="2",
)
LATER = Outbound("The photo is here.", mark="3")


def page(catalogue: Catalogue | None = None, *, staff: bool = False) -> Page:
    """The pages of one door."""
    path = "/staff/" if staff else "/"
    voice = Voice(catalogue or load(strict=True))
    return Page(voice, path, Limits(20_000_000, 39_000_000), staff=staff)


def chat(*shown: Outbound, session: Session | None = SESSION, **more: object) -> str:
    """The chat page as text."""
    return page().chat(request(), shown, session, **more).body.decode()  # type: ignore[arg-type]


def hidden(html: str, name: str) -> str:
    """The value of a hidden field."""
    found = re.search(rf'name="{name}" value="([^"]*)"', html)
    assert found is not None
    return found[1]


def test_nothing_a_person_wrote_is_ever_markup() -> None:
    nasty = "<script>alert(1)</script>\"'&"
    html = chat(
        Outbound(nasty, rows=((Button(nasty, nasty),),), language="en"),
        said=Said(text="</textarea>" + nasty, place=nasty),
        trouble=Trouble("web-full"),
    )
    assert "<script>alert" not in html
    assert html.count("</textarea>") == 1


def test_the_open_question_keeps_its_buttons_when_news_comes_after_it() -> None:
    html = chat(ASKED, LATER)
    assert 'value="place|back"' in html
    assert 'data-wants="place"' in html
    assert hidden(html, "seen") == "3"


def test_each_language_is_named_in_its_own_words() -> None:
    assert 'value="place|language:en" lang="en"' in chat(ASKED)


def test_what_hands_a_report_in_stands_out() -> None:
    html = chat(Outbound("Send?", rows=((Button("Send", "summary.ab|send"),),)))
    assert 'value="summary.ab|send" class="deed"' in html


def test_two_pages_are_two_turns() -> None:
    assert hidden(chat(ASKED), "turn") != hidden(chat(ASKED), "turn")


def test_words_that_were_not_taken_stand_on_the_page_under_their_turn() -> None:
    said = Said(turn="turn-0001", text="一\n二", place="1 2", hint="unit-7", keep=True)
    html = chat(ASKED, said=said, trouble=Trouble("web-full"))
    assert hidden(html, "turn") == "turn-0001"
    assert hidden(html, "place") == "1 2"
    assert hidden(html, "hint") == "unit-7"
    assert ">\n一\n二</textarea>" in html
    assert 'name="keep" value="yes" checked' in html


def test_the_box_shows_what_was_chosen() -> None:
    assert "checked" not in chat(ASKED)
    assert "checked" in chat(ASKED, session=Session("A" * 32, kept=True))


def test_a_first_page_leaves_nothing_to_be_erased() -> None:
    html = chat(Outbound("Hello", mark="9"), session=None)
    assert hidden(html, "seen") == ""
    assert hidden(html, "fresh") == "yes"


def test_a_browser_without_cookies_is_told() -> None:
    told = load().say("zh-Hans", "web-cookie")
    for session, shown in ((None, told), (SESSION, "")):
        html = page().chat(request("/?said"), (ASKED,), session).body.decode()
        assert re.findall(r'role="alert">([^<]*)<', html) == [shown]


def test_a_posters_hint_waits_for_the_first_words() -> None:
    asked = request("/?unit=" + "u" * 90)
    html = page().chat(asked, (ASKED,), SESSION).body.decode()
    assert hidden(html, "hint") == "u" * 64


def test_staff_keep_no_session_beyond_the_browser() -> None:
    html = page(staff=True).chat(request(), (ASKED,), None).body.decode()
    assert 'name="keep"' not in html
    assert 'action="/staff/say"' in html


# ── pictures ────────────────────────────────────────────────────────────────────────────────────


def test_the_address_of_a_picture_names_neither_picture_nor_session() -> None:
    html = chat(Outbound("card", pictures=("photo:4711abc",)))
    assert "4711abc" not in html
    assert SESSION.secret not in html
    assert f"/picture/{picture_ref('photo:4711abc', SESSION)}" in html


def test_another_session_has_another_address_for_the_same_picture() -> None:
    other = Session("B" * 32)
    assert picture_ref("photo:1", SESSION) != picture_ref("photo:1", other)
    assert picture_ref("photo:1", SESSION) != picture_ref("photo:2", SESSION)


def test_a_drawn_code_stands_in_no_address() -> None:
    html = chat(Outbound("save it", pictures=("code:01234567890123456789",)))
    assert "01234567890123456789" not in html
    assert "data:image/png;base64," in html


# ── languages ───────────────────────────────────────────────────────────────────────────────────


@pytest.mark.parametrize("staff", [False, True])
def test_no_text_of_the_page_stands_in_code(staff: bool) -> None:
    asked = request("/?lang=xx")
    html = page(pseudo_catalogue(), staff=staff).chat(asked, (), None).body.decode()
    bare = re.sub(r"<[^>]*>", " ", html)
    assert set("".join(bare.split())) == {MADE_UP}
    named = re.findall(r'(?:aria-label|alt|title|data-(?:again|you|sending))="([^"]*)"', html)
    assert named
    assert set("".join("".join(named).split())) == {MADE_UP}


def test_a_language_from_right_to_left_turns_the_page() -> None:
    asked = request("/?lang=ar-x-pseudo")
    html = page(pseudo_catalogue()).chat(asked, (), None).body.decode()
    assert '<html lang="ar-x-pseudo" dir="rtl">' in html


def test_a_page_speaks_as_its_last_message_does() -> None:
    html = chat(Outbound("您好"), Outbound("Hello", language="en"))
    assert '<html lang="en" dir="ltr">' in html
    assert 'lang="zh-Hans" dir="ltr">' in html


def test_the_page_after_leaving_says_nothing_of_us() -> None:
    for language in ("zh-Hans", "en"):
        html = page().bye(request(f"/bye?lang={language}")).body.decode()
        said = re.sub(r"<[^>]*>", " ", html)
        for word in ("Davy", "report", "hazard", "隐患", "举报", "反映"):
            assert word not in said


# ── for the script ──────────────────────────────────────────────────────────────────────────────


def test_the_script_gets_the_same_messages() -> None:
    body = json.loads(page().as_json(request(), (ASKED,), SESSION, began=True).body)
    (message,) = body.pop("messages")
    assert body.pop("turn")
    assert body == {"began": True, "ended": False, "pass": "", "work_bits": 0}
    assert message["rows"][0] == [
        {"label": "Back", "data": "place|back", "language": "", "deed": False}
    ]
    assert (message["mark"], message["wants"], message["asking"]) == ("2", "place", True)


def test_a_problem_is_told_to_whoever_asks_in_their_way() -> None:
    told = page().told(request("/say", accept="application/json"), 429, "web-too-many")
    assert list(json.loads(told.body)) == ["problem"]
    assert b"<html" in page().told(request("/say"), 429, "web-too-many").body


def test_what_can_be_done_at_every_step_is_offered_to_reporters_also_without_scripts() -> None:
    for name in ("back", "cancel", "new", "language", "help"):
        assert f'<button name="choice" value="{name}">' in chat(ASKED)
    staff = page(staff=True).chat(request(), (ASKED,), SESSION).body.decode()
    assert 'id="ways"' not in staff

"""Whether everybody can use the page: WCAG 2.2 AA, small screens, old browsers, slow lines."""

from importlib import resources
from typing import Any

import pytest
from playwright.sync_api import Route

from tests.browser.conftest import Phones
from tests.browser.phone import Phone

AXE = (resources.files("axe_playwright_python") / "axe.min.js").read_text("utf-8")
RULES = ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa", "best-practice"]
PAGE_MAX_BYTES = 40_000
TARGET_PX = 44
# WCAG 2.2, 1.4.12: nothing may be lost with these.
SPACED = """* { line-height: 1.5 !important; letter-spacing: .12em !important;
    word-spacing: .16em !important; } p { margin-bottom: 2em !important; }"""


def faults(phone: Phone) -> list[str]:
    """What axe-core finds wrong with the page as it stands."""
    phone.page.evaluate(AXE)
    found: Any = phone.page.evaluate(
        "rules => axe.run({ runOnly: { type: 'tag', values: rules } })", RULES
    )
    return [
        f"{one['id']}: {node['html'][:120]} {node['failureSummary'][:200]}"
        for one in found["violations"]
        for node in one["nodes"]
    ]


def told(phone: Phone) -> None:
    """A report told to its receipt."""
    phone.open()
    phone.write("大桥护栏断了")
    phone.write("城关镇")
    phone.press("skip-rest")
    phone.press("send")


@pytest.mark.parametrize("scheme", ["light", "dark"])
@pytest.mark.parametrize("language", ["zh-Hans", "en"])
def test_axe_finds_nothing_wrong_from_the_greeting_to_the_receipt(
    phones: Phones, language: str, scheme: str
) -> None:
    phone = phones(language=language, color_scheme=scheme, reduced_motion="reduce", bypass_csp=True)
    phone.open()
    assert faults(phone) == []
    for closed in phone.page.locator("summary").all():
        closed.click()
    phone.write("电线掉在路上")
    assert faults(phone) == []
    phone.write("城关镇")
    phone.press("skip")
    assert faults(phone) == []
    phone.press("skip-rest")
    phone.press("send")
    assert faults(phone) == []


@pytest.mark.parametrize("path", ["/", "/staff", "/bye", "/nowhere"])
def test_axe_finds_nothing_wrong_with_the_pages_around(phones: Phones, path: str) -> None:
    phone = phones(bypass_csp=True)
    phone.open(path)
    assert faults(phone) == []


@pytest.mark.parametrize("scripts", [True, False])
def test_everything_stands_on_320_pixels_and_at_four_times_the_size(
    phones: Phones, scripts: bool
) -> None:
    phone = phones(scripts=scripts, viewport={"width": 320, "height": 256})
    phone.open()
    phone.shoot("zoomed-greeting")
    phone.write("大桥护栏断了" + "长" * 200 + "https://example.invalid/" + "x" * 200)
    phone.write("城关镇")
    phone.press("skip-rest")
    phone.press("send")
    phone.shoot("zoomed-receipt", whole=True)
    widest = max(
        (box["x"] + box["width"])
        for one in phone.page.locator("body *:visible").all()
        if (box := one.bounding_box())
    )
    assert widest <= 320


def test_wide_spacing_of_letters_and_lines_loses_nothing(phones: Phones) -> None:
    phone = phones(viewport={"width": 320, "height": 640}, bypass_csp=True)
    told(phone)
    phone.page.add_style_tag(content=SPACED)
    assert phone.overflow_px == 0
    cut = phone.page.evaluate(
        """() => [...document.querySelectorAll("button:not([hidden]), .bubble, label, summary")]
            .filter((one) => one.scrollWidth > one.clientWidth + 1
                || one.scrollHeight > one.clientHeight + 1)
            .map((one) => one.outerHTML)"""
    )
    assert cut == []


def test_the_page_turns_for_a_language_from_right_to_left(phones: Phones) -> None:
    phone = phones()
    phone.open()
    phone.page.evaluate("document.documentElement.dir = 'rtl'")
    phone.write("大桥护栏断了")
    phone.shoot("right-to-left")
    own = phone.page.locator(".own").bounding_box()
    leave = phone.page.locator("#away button").bounding_box()
    send = phone.page.locator("#send").bounding_box()
    assert own
    assert leave
    assert send
    assert own["x"] < 20
    assert leave["x"] < 20
    assert send["x"] < 20
    assert phone.overflow_px == 0


def test_what_is_pressed_is_large_enough_for_a_thumb(phones: Phones) -> None:
    phone = phones()
    told(phone)
    pressed = phone.page.locator("button:visible, .file:visible, summary:visible, .keep:visible")
    small = [
        one.inner_text()
        for one in pressed.all()
        if (box := one.bounding_box()) and min(box["width"], box["height"]) < TARGET_PX
    ]
    assert small == []


@pytest.mark.parametrize("scripts", [True, False])
def test_the_keyboard_goes_through_in_order_and_one_sees_where_it_is(
    phones: Phones, scripts: bool
) -> None:
    phone = phones(has_touch=False)
    phone.open()
    seen = []
    for _ in range(9):
        phone.page.keyboard.press("Tab")
        seen.append(
            phone.page.evaluate(
                """() => {
                    const one = document.activeElement;
                    const shown = one.id === "files" && one.offsetWidth < 3 ? one.parentNode : one;
                    const style = getComputedStyle(shown);
                    const box = shown.getBoundingClientRect();
                    const under = document.elementFromPoint(box.x + 8, box.y + box.height / 2);
                    return [
                        one.value || one.id || one.name || one.tagName,
                        style.outlineStyle !== "none" && parseFloat(style.outlineWidth) >= 2,
                        shown.contains(under) || under.contains(shown),
                    ];
                }"""
            )
        )
    names = [name for name, _, _ in seen]
    assert names == [
        *("BUTTON", "menu|report", "menu|follow", "menu|language:en"),
        *("text", "send", "files", "yes", "SUMMARY"),
    ]
    assert [name for name, outlined, _ in seen if not outlined] == []
    assert [name for name, _, uncovered in seen if not uncovered] == []


def test_an_answer_is_announced_and_the_keyboard_stays_near_it(phones: Phones) -> None:
    phone = phones(has_touch=False)
    phone.open()
    log = phone.page.get_by_role("log")
    assert log.count() == 1
    phone.button("report").focus()
    phone.page.keyboard.press("Enter")
    phone.settled()
    assert log.locator("article").last.evaluate("one => one === document.activeElement")
    phone.page.keyboard.press("Tab")
    assert phone.page.evaluate("document.activeElement.name") == "choice"
    assert phone.page.get_by_role("group", name="可以直接点的回答").count() == 1
    assert phone.page.get_by_label("写在这里").count() == 1


@pytest.mark.parametrize("lost", ["chat.css", "chat.js", "page.js"])
def test_a_file_that_never_comes_stops_nobody(phones: Phones, lost: str) -> None:
    phone = phones()
    phone.scripts = lost == "chat.css"
    phone.page.route(f"**/static/{lost}", lambda route: route.abort())
    told(phone)
    assert phone.code


def test_who_wants_stillness_gets_it(phones: Phones) -> None:
    phone = phones(reduced_motion="reduce")
    phone.open()
    phone.write("大桥护栏断了")
    moving = phone.page.evaluate("document.getAnimations().length")
    named = phone.page.locator(".late").first.evaluate("one => getComputedStyle(one).animationName")
    assert (moving, named) == (0, "none")


def test_with_the_systems_own_colours_both_sides_can_be_told_apart(phones: Phones) -> None:
    phone = phones(forced_colors="active")
    phone.open()
    phone.write("大桥护栏断了")
    phone.shoot("forced-colours")
    style = "one => getComputedStyle(one).borderTopStyle"
    assert phone.page.locator(".own").first.evaluate(style) == "dashed"
    assert phone.page.locator(".bubble").first.evaluate(style) == "solid"


def test_a_first_page_is_small_enough_for_a_slow_line_and_asks_nobody_else(phones: Phones) -> None:
    phone = phones()
    weights: dict[str, int] = {}

    def weigh(route: Route) -> None:
        answer = route.fetch()
        weights[route.request.url] = len(answer.body())
        route.fulfill(response=answer)

    phone.page.route("**/*", weigh)
    phone.open()
    phone.page.wait_for_function("document.documentElement.classList.contains('scripted')")
    assert len(weights) == 7
    assert sum(weights.values()) < PAGE_MAX_BYTES
    assert phone.page.evaluate(
        "performance.getEntriesByType('resource').every((one) => one.name.startsWith(origin))"
    )

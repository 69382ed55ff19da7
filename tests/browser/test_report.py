"""A whole report on a phone, with and without scripts, in both languages, and following it."""

import re
from pathlib import Path

import pytest
from sqlalchemy import select

from backend.reports.tables import photo as photo_table
from backend.reports.tables import report as report_table
from tests.browser.conftest import Phones
from tests.browser.phone import SPOT, Phone
from tests.kit.served_house import Served

WORDS = {
    "zh-Hans": "三楼过道堆满电动车，电线拉得乱七八糟",
    "en": "E-bikes fill the third-floor corridor, cables everywhere",
}
THERE = {"zh-Hans": "隐患就在那儿吗", "en": "Is that where the hazard is"}
SENT = {"zh-Hans": "编号", "en": "Report number"}
MODES = [
    pytest.param(True, "zh-Hans", "light", id="scripts-zh-light"),
    pytest.param(True, "en", "dark", id="scripts-en-dark"),
    pytest.param(False, "zh-Hans", "dark", id="plain-zh-dark"),
    pytest.param(False, "en", "light", id="plain-en-light"),
]


def reports_count(house: Served) -> int:
    """How many reports there are."""
    with house.davy.office.database.read() as conn:
        return len(conn.execute(select(report_table.c.report_id)).all())


@pytest.mark.parametrize(("scripts", "language", "scheme"), MODES)
def test_a_report_is_told_on_a_phone(
    phones: Phones, house: Served, photo: Path, scripts: bool, language: str, scheme: str
) -> None:
    name = f"{language}-{'scripts' if scripts else 'plain'}"
    before = reports_count(house)
    phone = phones(scripts=scripts, language=language, color_scheme=scheme)
    phone.open()
    phone.shoot(f"{name}-1-greeting")
    phone.page.locator("#text").fill(WORDS[language])
    phone.choose_files(photo)
    phone.shoot(f"{name}-2-words-and-photo")
    phone.send()
    if not scripts:
        look_until(phone, THERE[language])
    phone.hears(THERE[language])
    phone.shoot(f"{name}-3-place-of-the-photo")
    phone.press("yes")
    phone.press("skip")
    phone.shoot(f"{name}-4-sector")
    phone.press("sector")
    phone.press("skip-rest")
    assert WORDS[language] in phone.last
    phone.shoot(f"{name}-5-summary")
    phone.press("send")
    assert SENT[language] in phone.bubbles.all_inner_texts()[-3]
    phone.shoot(f"{name}-6-receipt")
    phone.shoot(f"{name}-6-receipt-whole", whole=True)
    code = phone.code
    phone.press("picture")
    picture = phone.page.locator(".bubble img[src^='data:']").last
    assert picture.evaluate("image => image.complete && image.naturalWidth") == 720
    phone.write(code)
    assert reports_count(house) == before + 1
    follow(phones, code, name, scripts=scripts, language=language)


def look_until(phone: Phone, words: str) -> None:
    """Without scripts one looks again by a link."""
    for _ in range(40):
        if words in phone.last:
            return
        phone.page.locator("a.look").click()
        phone.page.wait_for_timeout(100)


def follow(phones: Phones, code: str, name: str, *, scripts: bool, language: str) -> None:
    """Open the report by its code on another phone."""
    other = phones(scripts=scripts, language=language)
    other.open()
    other.press("follow")
    other.write(code.replace(" ", ""))
    assert re.search(r"\d{4}-\d{4}-\d{4}", other.last)
    assert WORDS[language] not in other.page.content()
    other.shoot(f"{name}-7-case")


def test_a_photo_that_was_cleaned_is_one_with_its_report(
    phones: Phones, house: Served, photo: Path
) -> None:
    phone = phones()
    phone.open()
    phone.choose_files(photo)
    phone.write("灭火器过期了")
    phone.hears(THERE["zh-Hans"])
    phone.press("yes")
    phone.press("skip-rest")
    phone.press("send")
    number = re.findall(r"\d{4}-\d{4}-\d{4}", phone.page.locator("#talk").inner_text())[-1]
    with house.davy.office.database.read() as conn:
        report_id: str = conn.execute(
            select(report_table.c.report_id).where(report_table.c.number == number)
        ).scalar_one()
        owners = conn.execute(
            select(photo_table.c.owner_kind).where(photo_table.c.owner_id == report_id)
        ).all()
    assert [one.owner_kind for one in owners] == ["report"]


def test_where_one_stands_is_told_by_a_button(phones: Phones) -> None:
    lat, lon = SPOT
    phone = phones(
        geolocation={"latitude": lat, "longitude": lon, "accuracy": 12},
        permissions=["geolocation"],
    )
    phone.open()
    assert not phone.page.locator("#here").is_visible()
    phone.write("桥栏杆断了")
    phone.page.locator("#here").click()
    phone.settled()
    phone.hears("城关镇")
    assert not phone.page.locator("#here").is_visible()


def test_a_place_that_a_browser_will_not_tell_is_written(phones: Phones) -> None:
    phone = phones(permissions=[])
    phone.open()
    phone.write("桥栏杆断了")
    phone.page.locator("#here").click()
    phone.page.locator("#state", has_text="没拿到位置").wait_for()
    phone.write("城关镇")
    phone.hears("城关镇")


def test_a_poster_fills_in_what_it_knows_before_the_first_words(phones: Phones) -> None:
    phone = phones()
    phone.open("/?unit=unknown-poster-1")
    phone.write("电线掉了")
    assert "unit=" not in phone.page.url
    assert phone.page.locator('input[name="hint"]').input_value() == ""


def test_the_language_is_changed_with_one_press(phones: Phones) -> None:
    phone = phones()
    phone.open()
    phone.press("language:en")
    phone.hears("Hello, this is")
    phone.page.wait_for_selector('html[lang="en"]')
    assert phone.page.title() == "Report a hazard"
    phone.press("language:zh-hans")
    phone.page.wait_for_selector('html[lang="zh-Hans"]')


@pytest.mark.parametrize("scripts", [True, False])
def test_back_and_cancel_are_at_hand_at_every_step(phones: Phones, scripts: bool) -> None:
    phone = phones(scripts=scripts)
    phone.open()
    phone.write("三号楼的电梯门关不上")
    for name, heard in (("back", "还有要补充的吗"), ("cancel", "前面说的都丢掉吗")):
        phone.page.locator("#ways summary").click()
        phone.shoot(f"at-every-step-{name}-{'scripts' if scripts else 'plain'}")
        phone.page.locator(f'#ways button[value="{name}"]').click()
        phone.settled()
        phone.hears(heard)
        assert not phone.page.locator("#ways").evaluate("one => one.open")
        assert phone.overflow_px == 0

"""Sending on a bad line, twice, in a hurry, and while something else arrives."""

from collections.abc import Callable
from pathlib import Path

import pytest
from playwright.sync_api import Route, expect
from sqlalchemy import select

from backend.reports.tables import report as report_table
from media.draw import draw
from tests.browser.conftest import Phones
from tests.browser.phone import Phone
from tests.kit.served_house import Served

MOST_BYTES = 20 * 1024 * 1024


def reports_count(house: Served) -> int:
    """How many reports there are."""
    with house.davy.office.database.read() as conn:
        return len(conn.execute(select(report_table.c.report_id)).all())


def held_back(phone: Phone) -> Callable[[], None]:
    """Hold back what comes by itself until the function is called."""
    held: list[Route] = []
    free: list[bool] = []

    def hold(route: Route) -> None:
        if free:
            route.continue_()
        else:
            held.append(route)

    def let_go() -> None:
        free.append(True)
        for route in held:
            route.continue_()

    phone.page.route("**/wait", hold)
    return let_go


def told(phone: Phone) -> Phone:
    """A report told as far as its summary."""
    phone.open()
    phone.write("大桥护栏断了")
    phone.write("城关镇")
    phone.press("skip-rest")
    return phone


@pytest.mark.parametrize("scripts", [True, False])
def test_a_double_click_on_send_files_one_report(
    phones: Phones, house: Served, scripts: bool
) -> None:
    phone = told(phones(scripts=scripts))
    before = reports_count(house)
    phone.button("send").dblclick()
    phone.settled()
    expect(phone.page.locator(".secret")).to_have_count(1)
    assert reports_count(house) == before + 1


def test_a_report_sent_while_offline_goes_by_itself_later(
    phones: Phones, house: Served, photo: Path
) -> None:
    phone = phones()
    phone.open()
    phone.context.set_offline(True)
    phone.page.locator("#text").fill("电线掉在路上")
    phone.choose_files(photo)
    phone.page.locator("#send").click()
    unsent = phone.page.locator(".own .state", has_text="还没发出去")
    unsent.wait_for()
    assert phone.page.locator(".own img").count() == 1
    assert phone.page.locator(".own", has_text="电线掉在路上").is_visible()
    phone.page.locator("#text").fill("是东大街")
    phone.shoot("offline")
    phone.context.set_offline(False)
    phone.settled()
    phone.hears("隐患就在那儿吗")
    assert phone.page.locator("#text").input_value() == "是东大街"


def test_an_answer_that_was_lost_is_asked_for_again_and_nothing_is_taken_twice(
    phones: Phones, house: Served
) -> None:
    phone = told(phones())
    before = reports_count(house)
    lost: list[str] = []

    def lose(route: Route) -> None:
        if lost:
            route.continue_()
            return
        lost.append(route.fetch().text())
        route.abort()

    phone.page.route("**/say", lose)
    phone.button("send").click()
    phone.page.locator(".own .state button").click()
    phone.settled()
    assert phone.code in "".join(lost)
    assert reports_count(house) == before + 1


def test_one_may_write_on_while_something_is_being_sent(phones: Phones) -> None:
    phone = phones()
    phone.open()
    held: list[Route] = []

    def hold(route: Route) -> None:
        if held:
            route.continue_()
        else:
            held.append(route)

    phone.page.route("**/say", hold)
    phone.page.locator("#text").fill("一楼")
    phone.page.locator("#send").click()
    phone.page.locator("#text").fill("二楼")
    phone.page.locator("#send").click()
    phone.page.locator("#text").fill("三楼还没写完")
    expect(phone.page.locator(".own .state")).to_have_count(2)
    assert len(held) == 1
    held[0].continue_()
    phone.settled()
    assert phone.page.locator("#text").input_value() == "三楼还没写完"
    phone.write("城关镇")
    phone.press("skip-rest")
    assert "一楼" in phone.last
    assert "二楼" in phone.last


def test_what_arrives_meanwhile_disturbs_nobody_who_writes(phones: Phones, photo: Path) -> None:
    phone = phones()
    phone.open()
    news = held_back(phone)
    phone.choose_files(photo)
    phone.send()
    text = phone.page.locator("#text")
    text.fill("我还在写")
    text.focus()
    news()
    phone.hears("隐患就在那儿吗")
    assert text.input_value() == "我还在写"
    expect(text).to_be_focused()
    expect(text).to_be_in_viewport()


def test_one_who_reads_further_up_is_told_of_news_and_left_there(
    phones: Phones, photo: Path
) -> None:
    phone = phones(viewport={"width": 360, "height": 420})
    phone.open()
    news = held_back(phone)
    phone.choose_files(photo)
    phone.send()
    phone.page.evaluate("scrollTo(0, 0)")
    news()
    phone.page.locator("#new").wait_for()
    assert phone.page.evaluate("scrollY") == 0
    phone.shoot("news-below")
    phone.page.locator("#new").click()
    expect(phone.bubbles.last).to_be_in_viewport()
    assert not phone.page.locator("#new").is_visible()


def test_an_answer_is_read_from_its_beginning(phones: Phones) -> None:
    phone = phones(viewport={"width": 360, "height": 420})
    phone.open()
    phone.write("学校门口货车乱停")
    phone.write("城关镇")
    phone.press("skip")
    box = phone.page.locator(".bubble:not(.own)").last.bounding_box()
    header = phone.page.locator("header").bounding_box()
    assert box
    assert header
    assert 0 <= box["y"] - header["height"] < 40


def test_enter_sends_where_there_is_a_keyboard_and_shift_enter_is_a_line(phones: Phones) -> None:
    phone = phones(has_touch=False, viewport={"width": 1280, "height": 800})
    phone.open()
    text = phone.page.locator("#text")
    text.click()
    phone.page.keyboard.type("大桥")
    phone.page.keyboard.press("Shift+Enter")
    phone.page.keyboard.type("护栏断了")
    phone.page.keyboard.press("Enter")
    phone.settled()
    assert phone.page.locator(".own > p").nth(1).inner_text() == "大桥\n护栏断了"
    phone.page.keyboard.press("Enter")
    assert phone.page.locator(".own").count() == 1


def test_a_file_that_is_too_large_is_told_before_it_is_sent(
    phones: Phones, tmp_path: Path, photo: Path
) -> None:
    film = tmp_path / "film.mp4"
    with film.open("wb") as file:
        file.truncate(MOST_BYTES + 1)
    phone = phones()
    phone.open()
    phone.choose_files(film, photo)
    problem = phone.page.locator("#problem")
    assert "film.mp4" in problem.inner_text()
    assert "20 MB" in problem.inner_text()
    phone.shoot("too-large")
    assert phone.page.locator("#chosen li").count() == 1
    phone.page.locator("#chosen button").click()
    assert phone.page.locator("#chosen li").count() == 0
    phone.write("没有照片也能报")
    assert problem.inner_text() == ""


def test_many_photos_go_in_portions_that_one_request_may_carry(
    phones: Phones, tmp_path: Path
) -> None:
    phone = phones()
    phone.open()
    phone.page.evaluate("document.getElementById('words').dataset.formMax = '300000'")
    paths = []
    for number in range(3):
        path = tmp_path / f"{number}.jpg"
        path.write_bytes(draw(number, 1200, height_px=900))
        paths.append(path)
    assert sum(path.stat().st_size for path in paths) > 300_000
    phone.choose_files(*paths)
    phone.write("三张照片")
    assert phone.page.locator(".own").count() > 1
    assert phone.page.locator(".own img").count() == 3
    phone.write("城关镇")
    phone.press("skip-rest")
    assert "照片：3 张" in phone.last


def test_what_the_server_declines_goes_back_to_where_it_was_written(
    phones: Phones, photo: Path
) -> None:
    phone = phones()
    phone.open()
    phone.page.route("**/say", lambda route: route.fulfill(status=413, body="<html>proxy</html>"))
    phone.page.locator("#text").fill("楼道堆满了")
    phone.choose_files(photo)
    phone.page.locator("#send").click()
    expect(phone.page.locator("#problem")).not_to_be_empty()
    assert phone.page.locator("#text").input_value() == "楼道堆满了"
    assert phone.page.locator("#chosen li").count() == 1
    assert phone.page.locator(".own").count() == 0
    phone.page.unroute("**/say")
    phone.send()
    phone.hears("隐患就在那儿吗")


def test_long_words_and_every_script_come_back_as_they_were(phones: Phones) -> None:
    words = "👷🏽‍♀️ <b>不是</b> &amp; שלום 一二三" + "很长" * 1500 + "\n末行"
    phone = phones()
    phone.open()
    phone.write(words)
    assert phone.page.locator(".own > p").nth(1).inner_text() == words
    assert phone.overflow_px == 0
    phone.write("城关镇")
    phone.press("skip-rest")
    assert "👷🏽‍♀️ <b>不是</b> &amp; שלום 一二三" in phone.last


def test_a_browser_that_keeps_no_cookie_is_told_so(phones: Phones) -> None:
    phone = phones()
    phone.open()
    phone.write("一")
    phone.context.clear_cookies()
    phone.write("二")
    assert "Cookie" in phone.page.locator("#problem").inner_text()

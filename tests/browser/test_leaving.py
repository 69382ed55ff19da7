"""Leaving in a hurry, keeping a draft, and what a browser holds afterwards."""

import time
from pathlib import Path

import pytest
from playwright.sync_api import expect
from sqlalchemy import func, select

from backend.conversations.tables import conversation
from tests.browser.conftest import Phones
from tests.browser.phone import Phone
from tests.kit.served_house import Served

DAYS_30_S = 30 * 24 * 3600


def conversations_count(house: Served) -> int:
    """How many conversations are kept."""
    with house.davy.office.database.read() as conn:
        return int(conn.execute(select(func.count()).select_from(conversation)).scalar_one())


def rest(house: Served) -> None:
    """Wait until no picture is in work any more."""
    until = time.monotonic() + 10
    while time.monotonic() < until:
        with house.davy.office.database.read() as conn:
            query = "select (select count(*) from job) + (select count(*) from inbox_event)"
            if conn.exec_driver_sql(query).scalar_one() == 0:
                return
        time.sleep(0.02)


def leave(phone: Phone) -> None:
    """Press the button that leaves quickly."""
    phone.page.locator("#away button").click()
    phone.page.wait_for_url("**/bye")


@pytest.mark.parametrize("scripts", [True, False])
def test_leaving_quickly_leaves_nothing(
    phones: Phones, house: Served, photo: Path, scripts: bool
) -> None:
    before = conversations_count(house)
    phone = phones(scripts=scripts)
    phone.open()
    phone.choose_files(photo)
    phone.write("三楼过道堆满电动车")
    assert conversations_count(house) == before + 1
    leave(phone)
    assert phone.page.title() == "天气"
    assert "电动车" not in phone.page.content()
    assert phone.context.cookies() == []
    rest(house)
    assert conversations_count(house) == before
    phone.shoot(f"bye-{'scripts' if scripts else 'plain'}")
    phone.page.go_back()
    assert "电动车" not in phone.page.content()
    phone.open()
    expect(phone.bubbles.first).to_contain_text("您好")


def test_leaving_is_instant_without_a_connection(phones: Phones) -> None:
    phone = phones()
    phone.open()
    phone.write("三楼过道堆满电动车")
    phone.page.route("**/leave", lambda _: None)
    phone.page.locator("#away button").click()
    assert phone.page.title() == "天气"
    assert phone.page.locator("body").inner_text().strip() == "今天多云，出门记得带伞。"


def test_every_open_page_of_the_browser_leaves_with_it(phones: Phones) -> None:
    phone = phones()
    phone.open()
    phone.write("三楼过道堆满电动车")
    second = phone.context.new_page()
    phone.watch(second)
    second.goto(phone.address + "/")
    assert "在什么地方" in second.content()
    leave(phone)
    second.wait_for_url("**/bye")
    assert "在什么地方" not in second.content()


def test_a_page_left_open_notices_that_its_session_is_gone(phones: Phones) -> None:
    phone = phones()
    phone.open()
    phone.write("三楼过道堆满电动车")
    phone.context.clear_cookies()
    phone.page.reload()
    expect(phone.bubbles.first).to_contain_text("您好")
    assert "电动车" not in phone.page.content()


@pytest.mark.parametrize("scripts", [True, False])
def test_a_draft_is_kept_on_this_phone_only_if_that_is_wished(
    phones: Phones, scripts: bool
) -> None:
    phone = phones(scripts=scripts)
    phone.open()
    phone.write("三楼过道堆满电动车")
    (cookie,) = phone.context.cookies()
    assert cookie["expires"] == -1
    assert cookie["httpOnly"]
    assert cookie["sameSite"] == "Strict"
    phone.page.locator('input[name="keep"]').check()
    phone.write("城关镇")
    (cookie,) = phone.context.cookies()
    assert abs(cookie["expires"] - time.time() - DAYS_30_S) < 3600
    later = phones(scripts=scripts, storage_state=phone.context.storage_state())
    later.open()
    later.hears("哪家单位")
    assert later.page.locator('input[name="keep"]').is_checked()
    later.page.locator('input[name="keep"]').uncheck()
    later.press("skip")
    (cookie,) = later.context.cookies()
    assert cookie["expires"] == -1


def test_a_browser_stores_nothing_beside_the_cookie(phones: Phones, photo: Path) -> None:
    phone = phones()
    phone.open()
    phone.choose_files(photo)
    phone.write("三楼过道堆满电动车")
    kept = phone.page.evaluate(
        """async () => ({
            local: localStorage.length, session: sessionStorage.length,
            caches: (await caches.keys()).length,
            workers: (await navigator.serviceWorker.getRegistrations()).length,
            databases: (await indexedDB.databases()).length,
            cookie: document.cookie,
        })"""
    )
    assert kept == {
        "local": 0,
        "session": 0,
        "caches": 0,
        "workers": 0,
        "databases": 0,
        "cookie": "",
    }


def test_whoever_leaves_while_the_first_words_are_on_their_way_leaves_nothing(
    phones: Phones, house: Served
) -> None:
    before = conversations_count(house)
    phone = phones()
    phone.open()
    phone.page.route("**/say", lambda _: None)
    phone.page.locator("#text").fill("三楼过道堆满电动车")
    phone.page.locator("#send").click()
    leave(phone)
    rest(house)
    assert phone.context.cookies() == []
    assert conversations_count(house) == before

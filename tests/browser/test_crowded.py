"""Many write from the same network: with scripts nobody notices, without them nothing is lost."""

from collections.abc import Iterator
from contextlib import contextmanager

from playwright.sync_api import expect
from sqlalchemy import func, select

from backend.api.sources import SHARED
from backend.api.tables import spent_pass
from tests.browser.conftest import Phones
from tests.kit.served_house import Served


@contextmanager
def crowded(house: Served) -> Iterator[None]:
    """The lane of all whose address is not known is more than half full."""
    lanes = house.davy.held_back.keeper.lanes
    count = lanes.most_shared_count // 2 + 1
    assert all(lanes.enter(SHARED) for _ in range(count))
    try:
        yield
    finally:
        for _ in range(count):
            lanes.leave(SHARED)


def passes_count(house: Served) -> int:
    """How many passes were shown so far."""
    with house.davy.office.database.read() as conn:
        return int(conn.execute(select(func.count()).select_from(spent_pass)).scalar_one())


def test_the_page_works_for_its_pass_while_one_types(phones: Phones, house: Served) -> None:
    phone = phones()
    before = passes_count(house)
    with crowded(house):
        phone.open()
        phone.write("电线掉在路上")
        phone.write("城关镇")
    phone.press("skip-rest")
    assert "电线掉在路上" in phone.last
    assert passes_count(house) == before + 2
    expect(phone.page.locator("#problem")).to_be_empty()


def test_a_network_that_becomes_busy_meanwhile_is_not_noticed(
    phones: Phones, house: Served
) -> None:
    phone = phones(language="en")
    phone.open()
    before = passes_count(house)
    with crowded(house):
        phone.write("a wire lies on the road")
    assert passes_count(house) == before + 1
    expect(phone.page.locator("#problem")).to_be_empty()
    expect(phone.page.locator(".own .state")).to_have_count(0)


def test_without_scripts_the_words_stay_and_go_a_little_later(
    phones: Phones, house: Served
) -> None:
    phone = phones(scripts=False)
    phone.open()
    with crowded(house):
        phone.write("电线掉在路上")
        assert phone.page.locator("#text").input_value() == "电线掉在路上"
        expect(phone.page.locator("#problem")).to_contain_text("秒再点一次“发送”")
        phone.shoot("crowded")
    phone.send()
    assert phone.page.locator("#text").input_value() == ""

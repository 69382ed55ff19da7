"""The staff's page: joining by a link, a case's card with its picture, and who sees it."""

from collections.abc import Callable, Iterator
from contextlib import ExitStack
from pathlib import Path

import pytest
from playwright.sync_api import Browser, expect

from backend.staff.service import invite
from tests.browser.phone import Phone, a_phone, shots_folder
from tests.kit.real_house import PLACE
from tests.kit.served_house import Served, served

Phones = Callable[..., Phone]


@pytest.fixture
def own_house(tmp_path: Path) -> Iterator[Served]:
    """A Davy in which nothing has happened yet."""
    with served(tmp_path / "own") as made:
        yield made


@pytest.fixture
def phones(chromium: Browser, own_house: Served, tmp_path: Path) -> Iterator[Phones]:
    """Phones that look at it."""
    with ExitStack() as stack:
        yield lambda **wishes: stack.enter_context(
            a_phone(chromium, own_house.address, shots_folder(tmp_path), **wishes)
        )


def invitation(house: Served, *roles: str) -> str:
    """A one-use invitation."""
    office = house.davy.office
    with office.database.write() as conn:
        return invite(conn, office, place=PLACE, roles=roles)


def file_report(phone: Phone, photo: Path) -> None:
    """Report with a photo, to the receipt."""
    phone.open()
    phone.choose_files(photo)
    phone.write("三楼过道堆满电动车，电线拉得乱七八糟")
    phone.hears("隐患就在那儿吗")
    phone.press("yes")
    phone.press("skip-rest")
    phone.press("send")


@pytest.mark.parametrize("language", ["zh-Hans", "en"])
def test_a_case_is_accepted_at_a_page_opened_by_a_link(
    phones: Phones, own_house: Served, photo: Path, language: str
) -> None:
    file_report(phones(), photo)
    token = invitation(own_house, "intake")
    staff = phones(language=language)
    staff.open(f"/staff#join={token}")
    staff.settled()
    staff.page.locator("#choices button").first.wait_for()
    assert staff.page.url == staff.address + "/staff/"
    assert token not in staff.page.content()
    assert token not in "".join(staff.asked)
    staff.shoot(f"staff-{language}-1-welcome")
    staff.write("1")
    picture = staff.page.locator(".bubble img").last
    expect(picture).to_be_visible()
    assert picture.evaluate("image => image.decode().then(() => image.naturalWidth)") > 100
    link = staff.page.locator(".bubble a").last
    assert str(link.get_attribute("href")).startswith("https://uri.amap.com/marker?position=117.")
    assert link.get_attribute("rel") == "noopener noreferrer"
    staff.shoot(f"staff-{language}-2-card", whole=True)
    stranger = phones()
    answer = stranger.context.request.get(
        staff.address + str(picture.get_attribute("src")), max_redirects=0
    )
    assert answer.status == 404
    staff.press("accept")
    staff.write("城关镇一居民楼三层过道停放电动车")
    staff.shoot(f"staff-{language}-3-accepting")
    (cookie,) = staff.context.cookies()
    assert (cookie["name"], cookie["path"]) == ("davy-staff", "/staff/")


def test_a_link_that_was_used_opens_nothing_again(phones: Phones, own_house: Served) -> None:
    token = invitation(own_house, "inspector")
    first, second = phones(), phones()
    for phone in (first, second):
        phone.open(f"/staff#join={token}")
        phone.settled()
    expect(second.bubbles.last).to_contain_text("只对受邀请的人开放")
    expect(first.bubbles.last).not_to_contain_text("只对受邀请的人开放")


def test_without_scripts_an_invitation_is_pasted(phones: Phones, own_house: Served) -> None:
    phone = phones(scripts=False)
    phone.open("/staff")
    phone.hears("有邀请码的话")
    phone.write(invitation(own_house, "inspector"))
    assert "只对受邀请的人开放" not in phone.last
    phone.write("/tasks")
    phone.shoot("staff-plain")


def test_leaving_the_desk_closes_it(phones: Phones, own_house: Served) -> None:
    phone = phones()
    phone.open(f"/staff#join={invitation(own_house, 'inspector')}")
    phone.hears("欢迎加入")
    phone.page.locator("#away button").click()
    phone.page.wait_for_url("**/staff/bye")
    phone.open("/staff/")
    phone.hears("只对受邀请的人开放")

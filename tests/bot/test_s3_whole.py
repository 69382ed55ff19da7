"""A report with a photo, its files on a real S3 server: kept, seen, and gone after its time."""

import io
import json
from collections.abc import Iterator
from datetime import date
from pathlib import Path
from typing import Any

import httpx2
import pytest
from PIL import Image

from backend.clock import StoppedClock
from bot.purge import purge_all
from media.draw import draw
from media.stores.s3 import S3Settings, S3Store
from tests.backend.api.calling import REPORT
from tests.backend.staff.offices import hire, token_of
from tests.kit.real_house import A_WORKING_MORNING, PLACE, house
from tests.kit.served_house import Served, served
from tests.media.stores.conftest import s3_settings

__all__ = ["s3_settings"]

pytestmark = pytest.mark.xdist_group("s3")
LATER = date(2999, 1, 1)


def on(bucket: S3Settings) -> dict[str, Any]:
    """Davy's settings for a bucket."""
    return {
        "file_store": "s3",
        "s3_url": bucket.endpoint,
        "s3_bucket": bucket.bucket,
        "s3_key": bucket.access_key,
        "s3_secret": bucket.secret_key,
    }


def held(bucket: S3Settings) -> list[bytes]:
    """Everything that lies in the bucket."""
    store = S3Store(bucket)
    return [store.get(name) for name in store.stored_before(LATER)]


@pytest.fixture
def davy(
    s3_settings: S3Settings, tmp_path: Path, database_url: str
) -> Iterator[tuple[Served, StoppedClock]]:
    """Davy, served, with its files in the bucket."""
    clock = StoppedClock(A_WORKING_MORNING)
    more = {"database_url": database_url, **on(s3_settings)}
    with served(tmp_path, clock=clock, **more) as found:
        yield found, clock


def test_a_photo_of_a_report_is_seen_by_the_officer_and_purged_in_its_time(
    davy: tuple[Served, StoppedClock], s3_settings: S3Settings
) -> None:
    (found, clock), bucket = davy, s3_settings
    office = found.davy.office
    token = token_of(office, hire(office, "intake", place=PLACE))
    staff = {"authorization": f"Bearer {token}"}
    with httpx2.Client(base_url=f"{found.address}/api/v1", timeout=30) as client:
        sent = draw(7, 800, height_px=600, camera="Canary Cam")
        parts: list[Any] = [
            ("report", (None, json.dumps(REPORT), "application/json")),
            ("photos", ("one.jpg", sent, "image/jpeg")),
        ]
        filed = client.post("/reports", files=parts)
        assert (filed.status_code, filed.json()["photos"][0]["kept"]) == (201, True)
        lying = held(bucket)
        assert len(lying) == 2  # the picture and its preview
        assert not any(b"Canary" in one or one.startswith(b"\xff\xd8") for one in lying)

        (line,) = client.get("/tasks?filter=accept", headers=staff).json()["lines"]
        case_id = line["case_id"]
        (photo_id,) = client.get(f"/cases/{case_id}", headers=staff).json()["photo_ids"]
        shown = client.get(f"/photos/{photo_id}", headers=staff)
        assert shown.status_code == 200
        with Image.open(io.BytesIO(shown.content)) as picture:
            assert (picture.format, picture.size) == ("JPEG", (800, 600))

        refused = client.post(
            f"/cases/{case_id}/steps/refuse", json={"reason": "before-court"}, headers=staff
        )
        assert refused.status_code == 200
        days = office.place(PLACE).retention.photos_days
        clock.forward(days=days - 1)
        purge_all(office)
        assert len(held(bucket)) == 2
        clock.forward(days=2)
        purge_all(office)
        assert held(bucket) == []


async def test_what_a_chat_uploads_leaves_only_the_clean_picture(
    s3_settings: S3Settings, tmp_path: Path, database_url: str
) -> None:
    async with house(tmp_path, database_url, **on(s3_settings)) as real:
        reporter = real.somebody()
        await reporter.open()
        await reporter.write("三楼过道堆满电动车")
        await reporter.photo(draw(1, height_px=900, camera="Canary Cam"))
        lying = held(s3_settings)
        assert len(lying) == 2
        await reporter.write("取消")
        await reporter.write("丢掉")
        await real.quiet()
        assert held(s3_settings) == []

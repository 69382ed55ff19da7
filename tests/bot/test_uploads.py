"""Files on their way in: few at a time, so that the words have room."""

import asyncio
import threading
from pathlib import Path

import pytest

from backend.office import Office
from bot.uploads import Uploads
from tests.backend.staff.offices import HERE, build_office


async def test_few_are_sealed_and_stored_at_one_time(
    sqlite_url: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    office: Office = build_office(sqlite_url, tmp_path / "keys")
    uploads, put = Uploads(office), office.files.put
    counting, at_work, most = threading.Lock(), 0, 0
    both = threading.Barrier(2, timeout=10)

    def slowly(name: str, data: bytes) -> bool:
        nonlocal at_work, most
        with counting:
            at_work += 1
            most = max(most, at_work)
        both.wait()
        with counting:
            at_work -= 1
        return put(name, data)

    monkeypatch.setattr(office.files, "put", slowly)
    refs = await asyncio.gather(*(uploads.keep(bytes([n]) * 100, HERE) for n in range(8)))
    assert most == 2
    assert [await uploads.fetch(ref) for ref in refs] == [bytes([n]) * 100 for n in range(8)]
    office.database.close()

"""A form is read into memory and nowhere else, whole or not at all."""

import asyncio
import tempfile
from collections.abc import AsyncIterator
from contextlib import suppress
from pathlib import Path

import pytest
from hypothesis import assume, given
from hypothesis import strategies as st

from backend.api.problems import Unfit
from backend.api.terms import ApiTerms
from backend.api.uploads import Memory, Part, boundary_of, read_parts
from backend.errors import TooMany
from backend.office import Office
from media.draw import draw
from tests.backend.api.calling import opened
from tests.backend.staff.offices import HERE

BOUNDARY = b"----davy"
TYPE = "multipart/form-data; boundary=----davy"


def form(*parts: tuple[str, bytes]) -> bytes:
    pieces = [
        b'--%s\r\nContent-Disposition: form-data; name="%s"; filename="a.jpg"\r\n\r\n%s\r\n'
        % (BOUNDARY, name.encode(), body)
        for name, body in parts
    ]
    return b"".join(pieces) + b"--%s--\r\n" % BOUNDARY


async def chunks(data: bytes, size: int) -> AsyncIterator[bytes]:
    for at in range(0, len(data), size):
        yield data[at : at + size]


async def read(
    data: bytes, size: int = 1000, most_bytes: int = 10_000, most: int = 3
) -> list[Part]:
    return await read_parts(chunks(data, size), BOUNDARY, most_bytes=most_bytes, most_parts=most)


@given(st.lists(st.binary(max_size=60), max_size=3), st.integers(1, 70))
async def test_parts_come_out_as_they_went_in_however_they_are_cut(
    bodies: list[bytes], size: int
) -> None:
    assume(not any(BOUNDARY in body for body in bodies))
    parts = await read(form(*((f"p{n}", body) for n, body in enumerate(bodies))), size)
    assert [part.body for part in parts] == bodies
    assert [part.name for part in parts] == [f"p{n}" for n in range(len(bodies))]


@pytest.mark.parametrize("cut", range(3, 60, 7))
async def test_a_form_that_breaks_off_is_refused(cut: int) -> None:
    with pytest.raises(Unfit, match="problem-multipart"):
        await read(form(("photos", b"x" * 40))[:-cut])


async def test_a_form_that_is_too_large_or_too_many_is_refused() -> None:
    with pytest.raises(Unfit, match="problem-too-large") as large:
        await read(form(("photos", b"x" * 20_000)))
    with pytest.raises(Unfit, match="problem-too-many-parts") as many:
        await read(form(*[("photos", b"x")] * 4))
    assert large.value.status == many.value.status == 413


@pytest.mark.parametrize("name", ["照片 1.jpg", "O'Neil;=.jpg", '"quoted".jpg', "", "ß" * 300])
async def test_a_file_may_have_any_name(name: str) -> None:
    head = f'Content-Disposition: form-data; name="photos"; filename="{name}"'.encode()
    data = b"--%s\r\n%s\r\n\r\npicture\r\n--%s--\r\n" % (BOUNDARY, head, BOUNDARY)
    (part,) = await read(data)
    assert (part.name, part.is_file, part.body) == ("photos", True, b"picture")


@given(st.binary(max_size=120))
async def test_whatever_a_part_says_of_itself_is_read_or_refused(head: bytes) -> None:
    data = b"--%s\r\nContent-Disposition: %s\r\n\r\nx\r\n--%s--\r\n" % (BOUNDARY, head, BOUNDARY)
    with suppress(Unfit):
        assert all(part.body == b"x" for part in await read(data) if part.name == "photos")


@given(st.binary(max_size=200))
async def test_whatever_comes_is_read_or_refused(data: bytes) -> None:
    try:
        parts = await read(data)
    except Unfit:
        return
    assert all(isinstance(part.body, bytes) for part in parts)


def test_only_a_form_with_a_boundary_is_a_form() -> None:
    assert boundary_of(TYPE) == BOUNDARY
    assert boundary_of("application/json") is None
    for wrong in ("multipart/form-data", f"multipart/form-data; boundary={'x' * 71}"):
        with pytest.raises(Unfit):
            boundary_of(wrong)


def test_memory_is_held_within_its_bound_and_given_back() -> None:
    memory = Memory(most_bytes=100)
    with memory.hold(60):
        with pytest.raises(TooMany), memory.hold(60):
            pass
        with memory.hold(40):
            assert memory.held_bytes == 100
    assert memory.held_bytes == 0


async def test_words_pass_between_the_pieces_of_many_bodies() -> None:
    memory, order = Memory(), ""

    async def body() -> AsyncIterator[bytes]:
        for _ in range(20):
            yield b"a piece that is there already"

    async def read() -> None:
        nonlocal order
        async for _ in memory.one_by_one(body()):
            order += "p"

    async def write() -> None:
        nonlocal order
        for _ in range(30):
            await asyncio.sleep(0)
            order += "w"

    await asyncio.gather(*(read() for _ in range(8)), write())
    assert order.count("p") == 160
    assert "ppp" not in order[: order.rindex("w")]


async def test_who_sends_slowly_holds_no_other_body_up() -> None:
    memory, comes = Memory(), asyncio.Event()

    async def slow() -> AsyncIterator[bytes]:
        yield b"begun"
        await comes.wait()
        yield b"ended"

    async def read(pieces: AsyncIterator[bytes]) -> bytes:
        return b"".join([chunk async for chunk in memory.one_by_one(pieces)])

    waiting = asyncio.create_task(read(slow()))
    await asyncio.sleep(0)
    assert await asyncio.wait_for(read(chunks(b"whole", 2)), 5) == b"whole"
    comes.set()
    assert await waiting == b"begunended"


async def test_who_broke_off_in_the_middle_holds_no_other_body_up() -> None:
    memory = Memory()
    broken = memory.one_by_one(chunks(b"broken", 2))
    assert await anext(broken) == b"br"  # its reader found a fault, and stays where it was
    whole = [chunk async for chunk in memory.one_by_one(chunks(b"whole", 2))]
    assert b"".join(whole) == b"whole"


async def test_a_flood_of_photos_is_asked_to_wait_and_words_still_pass(office: Office) -> None:
    async with opened(office, terms=ApiTerms(HERE, uploads_most_bytes=10_000)) as api:
        files = [("photos", draw(1, 800, height_px=600))]
        held = await api.client.post("/reports", files=files)
        assert (held.status_code, held.json()["key"]) == (429, "refused-uploads-busy")
        await api.filed()


async def test_no_upload_touches_a_disk_unsealed(
    office: Office, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    nowhere = tmp_path / "nowhere"
    monkeypatch.setattr(tempfile, "tempdir", str(nowhere))  # a spool file would fail to open
    picture = draw(1, 800, height_px=600, trailing=bytes(1_200_000))
    assert len(picture) > 1024 * 1024  # the framework's own parser spools from here on
    async with opened(office) as api:
        spot = ("report", (None, b'{"spot":{"lat":33.1287,"lon":117.8943}}', "application/json"))
        answer = await api.client.post("/reports", files=[spot, ("photos", picture)])
    assert answer.status_code == 201
    assert answer.json()["photos"][0]["kept"]

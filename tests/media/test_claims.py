"""Time and place in the metadata as claims, and nonsense as none."""

from datetime import UTC, datetime

import pytest
from hypothesis import given
from hypothesis import strategies as st

from media import plant
from media.claims import Claims, read_claims
from media.draw import draw
from media.exif import read_exif
from media.scrub import clean
from tests.media.exif_writer import Field, Ratio, exif_block
from tests.media.photos import BEIJING, HEIC

NORTH: tuple[Ratio, ...] = ((33, 1), (7, 1), (4332, 100))
EAST: tuple[Ratio, ...] = ((117, 1), (53, 1), (3948, 100))


def _claims(gps: dict[int, Field] | None = None, camera: dict[int, Field] | None = None) -> Claims:
    return read_claims(read_exif(exif_block(gps=gps, camera=camera)))


def _place(gps: dict[int, Field]) -> tuple[float | None, float | None]:
    claims = _claims(gps)
    return claims.lat, claims.lon


@pytest.mark.parametrize(
    ("lat", "lon"), [(33.1287, 117.8943), (-33.8568, 151.2153), (40.7484, -73.9857), (0.5, -0.25)]
)
def test_the_place_is_read_to_a_metre(lat: float, lon: float) -> None:
    claims = clean(draw(1, 64, height_px=48, gps=(lat, lon))).claims
    assert claims.lat == pytest.approx(lat, abs=1e-6)
    assert claims.lon == pytest.approx(lon, abs=1e-6)


def test_a_moment_with_its_offset_is_known_in_utc() -> None:
    taken_at = datetime(2026, 5, 1, 0, 30, 15, tzinfo=BEIJING)
    claims = clean(draw(1, 64, height_px=48, taken_at=taken_at)).claims
    assert claims.taken_at == datetime(2026, 4, 30, 16, 30, 15, tzinfo=UTC)
    assert claims.taken_local == datetime(2026, 5, 1, 0, 30, 15)  # noqa: DTZ001


def test_a_wall_clock_without_an_offset_is_read_in_the_places_zone() -> None:
    claims = clean(draw(1, 64, height_px=48, taken_at=datetime(2026, 5, 1, 8, 0))).claims  # noqa: DTZ001
    assert claims.taken_at is None
    assert claims.taken_in(BEIJING) == datetime(2026, 5, 1, 0, 0, tzinfo=UTC)
    assert Claims().taken_in(BEIJING) is None


def test_the_satellites_time_is_utc() -> None:
    claims = _claims({7: ((4, 1), (30, 1), (15, 1)), 29: "2026:05:01"})
    assert claims.taken_at == datetime(2026, 5, 1, 4, 30, 15, tzinfo=UTC)


@pytest.mark.parametrize("kind", ["png", "webp", "avif", "tiff"])
def test_other_formats_claim_too(kind: str) -> None:
    taken_at = datetime(2026, 5, 1, 12, 30, tzinfo=BEIJING)
    data = draw(1, 64, height_px=48, kind=kind, gps=(33.1287, 117.8943), taken_at=taken_at)
    claims = clean(data).claims
    assert (claims.lat, claims.lon) == (33.1287, 117.8943)
    assert claims.taken_at == taken_at


def test_an_iphones_photo_claims_too() -> None:
    claims = clean((HEIC / "turned.heic").read_bytes()).claims
    assert (claims.lat, claims.lon) == (33.1287, 117.8943)
    assert claims.taken_at == datetime(2026, 5, 1, 4, 30, tzinfo=UTC)


def test_a_photo_without_metadata_claims_nothing() -> None:
    assert clean(draw(1, 64, height_px=48)).claims == Claims()


@pytest.mark.parametrize("order", ["<", ">"])
def test_both_byte_orders_are_read(order: str) -> None:
    block = exif_block(gps={1: "N", 2: NORTH, 3: "E", 4: EAST}, order=order)
    claims = read_claims(read_exif(block))
    assert claims.lat == pytest.approx(33.1287)
    assert claims.lon == pytest.approx(117.8943)


@pytest.mark.parametrize(
    "gps",
    [
        {1: "N", 2: ((0, 0), (0, 0), (0, 0)), 3: "E", 4: EAST},
        {1: "N", 2: ((33, 0), (7, 1), (4, 1)), 3: "E", 4: EAST},
        {1: "N", 2: ((0, 1), (0, 1), (0, 1)), 3: "E", 4: ((0, 1), (0, 1), (0, 1))},
        {1: "N", 2: ((91, 1), (0, 1), (0, 1)), 3: "E", 4: EAST},
        {1: "N", 2: NORTH, 3: "E", 4: ((181, 1), (0, 1), (0, 1))},
        {1: "N", 2: ((33, 1), (75, 1), (0, 1)), 3: "E", 4: EAST},
        {1: "N", 2: NORTH},
        {3: "E", 4: EAST},
        {2: NORTH, 4: EAST},
        {1: "X", 2: NORTH, 3: "Y", 4: EAST},
        {1: "N", 2: "33 7 43", 3: "E", 4: EAST},
        {1: "N", 2: 33, 3: "E", 4: 117},
        {1: "N", 2: (), 3: "E", 4: ()},
        {1: "N", 2: NORTH, 3: "E", 4: EAST, 9: "V"},
        {1: "N", 2: NORTH, 3: "E", 4: EAST, 18: "TOKYO"},
        {1: "N", 2: NORTH, 3: "E", 4: EAST, 18: "GCJ-02"},
    ],
)
def test_a_doubtful_place_is_no_place(gps: dict[int, Field]) -> None:
    assert _place(gps) == (None, None)


@pytest.mark.parametrize(
    "gps",
    [
        {1: "N", 2: NORTH, 3: "E", 4: EAST, 9: "A", 18: "WGS-84"},
        {1: "n", 2: ((331287, 10000),), 3: "e", 4: ((1178943, 10000),)},
        {1: "N", 2: ((33, 1), (7722, 1000), (0, 0)), 3: "E", 4: ((117, 1), (53658, 1000))},
    ],
)
def test_the_common_ways_to_write_a_place_are_read(gps: dict[int, Field]) -> None:
    assert _place(gps) == pytest.approx((33.1287, 117.8943), abs=1e-4)


@pytest.mark.parametrize(
    "camera",
    [
        {0x9003: "0000:00:00 00:00:00"},
        {0x9003: "1970:01:01 00:00:00"},
        {0x9003: "2026:13:41 25:61:61"},
        {0x9003: "    :  :     :  :  "},
        {0x9003: "yesterday"},
        {0x9003: ""},
        {0x9003: 20260501},
        {0x9003: ((2026, 1),)},
    ],
)
def test_a_doubtful_time_is_no_time(camera: dict[int, Field]) -> None:
    assert _claims(camera=camera) == Claims()


@pytest.mark.parametrize("offset", ["+99:00", "8", "", "+08:0", "Z"])
def test_a_doubtful_offset_leaves_the_wall_clock(offset: str) -> None:
    claims = _claims(camera={0x9003: "2026:05:01 12:30:00", 0x9011: offset})
    assert claims.taken_at is None
    assert claims.taken_local == datetime(2026, 5, 1, 12, 30)  # noqa: DTZ001


def test_the_time_of_digitising_stands_in_for_the_time_of_taking() -> None:
    claims = _claims(camera={0x9003: "nonsense", 0x9004: "2026:05:01 12:30:00", 0x9012: "+08:00"})
    assert claims.taken_at == datetime(2026, 5, 1, 4, 30, tzinfo=UTC)


@given(st.binary(max_size=400))
def test_any_block_is_read_without_an_error(block: bytes) -> None:
    for data in (block, b"Exif\0\0II*\0\x08\0\0\0" + block, b"MM\0*\0\0\0\x08" + block):
        claims = read_claims(read_exif(data))
        assert (claims.lat is None) == (claims.lon is None)


@given(
    st.lists(st.tuples(st.integers(0, 2**32 - 1), st.integers(0, 2**32 - 1)), max_size=5),
    st.lists(st.tuples(st.integers(0, 2**32 - 1), st.integers(0, 2**32 - 1)), max_size=5),
)
def test_any_numbers_give_a_place_on_earth_or_none(lat: list[Ratio], lon: list[Ratio]) -> None:
    found = _place({1: "S", 2: tuple(lat), 3: "W", 4: tuple(lon)})
    assert found == (None, None) or (
        found[0] is not None and -90 <= found[0] <= 0 and found[1] is not None
        and -180 <= found[1] <= 0
    )  # fmt: skip


def test_directories_that_point_at_themselves_end() -> None:
    block = bytearray(exif_block({0x0112: 6}))
    block[-4:] = b"\x08\0\0\0"
    assert read_exif(bytes(block)).orientation == 6
    assert plant.exif_block() == b""

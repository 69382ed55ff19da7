"""A flood from one source is held, others pass, and nobody is locked out."""

import logging

import pytest
from starlette.datastructures import Headers

from backend.api.limits import BELL, HOUSE, RATES, Bell, Lanes, Limiter, Rate
from backend.api.room import Room
from backend.api.sources import SHARED, Sources
from backend.api.terms import ApiTerms
from backend.clock import StoppedClock
from backend.errors import TooMany
from backend.office import Office
from tests.backend.api.calling import REPORT, opened
from tests.backend.staff.offices import HERE, MONDAY

FLOODER, NEIGHBOUR = "20.30.40.9", "20.30.40.10"
TIGHT = ApiTerms(HERE, rates={**RATES, "file": Rate(burst=3, every_s=60)})
UNKNOWN = {"code": "0000 0000 0000 0000 0098"}


async def test_a_flood_from_one_address_is_held_and_its_neighbour_passes(office: Office) -> None:
    async with opened(office, terms=TIGHT, peer=FLOODER) as api:
        statuses = [(await api.post("/reports", REPORT)).status_code for _ in range(5)]
        assert statuses == [201, 201, 201, 429, 429]
        held = await api.post("/reports", REPORT)
        assert 0 < int(held.headers["retry-after"]) <= 61
    async with opened(office, terms=TIGHT, peer=NEIGHBOUR) as api:
        assert (await api.post("/reports", REPORT)).status_code == 201


async def test_the_shared_lane_has_no_limit_by_address(office: Office) -> None:
    async with opened(office, terms=TIGHT, peer="127.0.0.1") as api:
        statuses = {(await api.post("/reports", REPORT)).status_code for _ in range(6)}
    assert statuses == {201}


async def test_wrong_codes_have_a_budget_and_the_right_one_opens_elsewhere(office: Office) -> None:
    async with opened(office, peer=FLOODER) as api:
        receipt = await api.filed()
        tries = [(await api.post("/cases/open", UNKNOWN)).status_code for _ in range(12)]
        assert tries == [404] * 10 + [429] * 2
        own = {"code": receipt["code"]}
        assert (await api.post("/cases/open", own)).status_code == 429
    async with opened(office, peer=NEIGHBOUR) as api:
        assert (await api.post("/cases/open", own)).status_code == 200


async def test_a_slip_of_the_pen_costs_nothing(office: Office) -> None:
    async with opened(office, peer=FLOODER) as api:
        for _ in range(15):
            slip = await api.post("/cases/open", {"code": "1234 5678 9012 3456 7890"})
            assert (slip.status_code, slip.json()["key"]) == (422, "refused-code-mistyped")


async def test_wrong_tokens_have_a_budget(office: Office) -> None:
    async with opened(office, peer=FLOODER) as api:
        tries = [(await api.get("/tasks", "guess")).status_code for _ in range(22)]
    assert tries == [401] * 20 + [429] * 2


async def test_when_all_places_are_taken_the_next_is_asked_to_wait(office: Office) -> None:
    async with opened(office, terms=ApiTerms(HERE, shared_count=0)) as api:
        busy = await api.post("/reports", REPORT)
        assert (busy.status_code, busy.json()["key"]) == (503, "problem-busy")
        assert busy.headers["retry-after"] == "1"
    async with opened(office, terms=ApiTerms(HERE, shared_count=0), peer=FLOODER) as api:
        assert (await api.post("/reports", REPORT)).status_code == 201


async def test_a_full_disk_takes_words_before_photos_and_promises_nothing(office: Office) -> None:
    from media.draw import draw

    told = b'{"spot":{"lat":33.1287,"lon":117.8943}}'
    picture = {"photos": draw(1, 300, height_px=200), "report": told}
    async with opened(office, room=Room(lambda: 10_000, 1_000_000, 1_000)) as api:
        assert (await api.post("/reports", REPORT)).status_code == 201
        photos = await api.client.post("/reports", files=picture)
        assert (photos.status_code, photos.json()["key"]) == (503, "problem-no-room-photos")
    async with opened(office, room=Room(lambda: 10, 1_000_000, 1_000)) as api:
        words = await api.post("/reports", REPORT)
        assert (words.status_code, words.json()["key"]) == (503, "problem-no-room")


def sources(*trusted: str) -> Sources:
    return Sources(StoppedClock(MONDAY), trusted)


def forwarded(*hops: str) -> Headers:
    return Headers({"x-forwarded-for": ", ".join(hops)})


def test_a_forwarded_address_counts_only_from_a_known_proxy() -> None:
    plain = sources()
    assert plain.name(FLOODER, forwarded("1.2.3.4")) == plain.name(FLOODER, Headers())
    behind = sources("10.0.0.0/8")
    assert behind.name("10.1.1.1", forwarded("1.2.3.4")) == behind.name("1.2.3.4", Headers())


def test_what_stands_left_of_the_first_outside_hop_is_not_believed() -> None:
    behind = sources("10.0.0.0/8")
    made_up = behind.name("10.1.1.1", forwarded("9.9.9.9", FLOODER, "10.2.2.2"))
    assert made_up == behind.name(FLOODER, Headers())


@pytest.mark.parametrize(
    "peer", [None, "127.0.0.1", "::1", "192.168.1.5", "10.3.3.3", "unix", "fe80::1"]
)
def test_addresses_that_many_share_have_the_shared_lane(peer: str | None) -> None:
    assert sources().name(peer, Headers()) == SHARED


def test_a_known_proxy_that_forwards_nothing_is_the_shared_lane() -> None:
    assert sources("10.0.0.0/8").name("10.1.1.1", Headers()) == SHARED
    assert sources("10.0.0.0/8").name("10.1.1.1", forwarded("nonsense")) == SHARED


def test_a_household_of_ipv6_is_one_source() -> None:
    of = sources()
    assert of.name("2a00:db8:1:2::1", Headers()) == of.name("2a00:db8:1:2:ffff::9", Headers())
    assert of.name("2a00:db8:1:2::1", Headers()) != of.name("2a00:db8:1:3::1", Headers())


def test_an_address_has_another_name_each_day_and_is_never_its_name() -> None:
    clock = StoppedClock(MONDAY)
    of = Sources(clock)
    first = of.name(FLOODER, Headers())
    assert of.name(FLOODER, Headers()) == first
    clock.forward(days=1)
    assert of.name(FLOODER, Headers()) != first
    assert bytes(map(int, FLOODER.split("."))) not in first


class Time:
    """Seconds that are moved by hand."""

    def __init__(self) -> None:
        self.s = 1000.0

    def __call__(self) -> float:
        return self.s


def test_a_budget_comes_back_drop_by_drop() -> None:
    time = Time()
    limiter = Limiter({"x": Rate(burst=2, every_s=10)}, time)
    limiter.spend("x", b"a")
    limiter.spend("x", b"a")
    with pytest.raises(TooMany) as held:
        limiter.spend("x", b"a")
    assert held.value.wait_s == 11
    limiter.spend("x", b"b")
    time.s += 10
    limiter.spend("x", b"a")
    with pytest.raises(TooMany):
        limiter.check("x", b"a")
    time.s += 1000
    limiter.spend("x", b"a", 2)


def test_looking_takes_nothing() -> None:
    limiter = Limiter({"x": Rate(burst=1, every_s=10)}, Time())
    for _ in range(5):
        limiter.check("x", b"a")
    limiter.spend("x", b"a")


def test_lanes_count_the_shared_ones_within_the_whole() -> None:
    lanes = Lanes(most_count=3, most_shared_count=1)
    assert [lanes.enter(SHARED), lanes.enter(SHARED), lanes.enter(b"a"), lanes.enter(b"b")] == [
        True,
        False,
        True,
        True,
    ]
    assert not lanes.enter(b"c")
    lanes.leave(SHARED)
    assert lanes.enter(SHARED)


def test_guessing_rings_a_bell_once() -> None:
    time, rung = Time(), []
    limiter = Limiter({"bell": Rate(burst=5, every_s=12)}, time)
    bell = Bell(lambda: rung.append(time.s), limiter)
    for _ in range(5):
        bell.miss()
    time.s += 61
    for _ in range(5):
        bell.miss()
    assert rung == []
    for _ in range(3):
        bell.miss()
    assert len(rung) == 1


def test_the_bell_hears_what_was_guessed_in_other_processes() -> None:
    time, rung = Time(), []
    limiter = Limiter(monotonic_s=time)
    limiter.meet(BELL, HOUSE, RATES[BELL].burst * RATES[BELL].every_s)
    Bell(lambda: rung.append(time.s), limiter).miss()
    assert len(rung) == 1


async def test_the_log_says_nothing_of_who_or_what(
    office: Office, caplog: pytest.LogCaptureFixture, capsys: pytest.CaptureFixture[str]
) -> None:
    with caplog.at_level(logging.DEBUG):
        async with opened(office, peer=FLOODER) as api:
            receipt = await api.filed()
            await api.post("/cases/open", {"code": receipt["code"]})
            await api.post("/cases/open", UNKNOWN)
            await api.get("/tasks", "a-wrong-token")
    said = caplog.text + "".join(capsys.readouterr())
    for secret in (FLOODER, receipt["code"], receipt["number"], "电动车", "a-wrong-token"):
        assert secret not in said

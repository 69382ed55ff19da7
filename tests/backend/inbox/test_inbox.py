"""The inbox: once under each key, in order, set aside after five tries, erased when handled."""

import random
from datetime import timedelta

import pytest
from sqlalchemy import select

from backend.errors import KeyGone
from backend.inbox.service import (
    EVENT,
    TRIES,
    Arrival,
    Due,
    aside_count,
    due_events,
    erase_aside,
    erase_keys,
    keep_many,
    lay_down,
    open_payload,
    reseal_inbox,
    set_back,
)
from backend.inbox.tables import inbox_event, inbox_key
from backend.inbox.waiting import waiting_tags
from backend.keys.days import KEPT_DAYS
from backend.office import Office
from tests.backend.staff.offices import HERE, clock_of

TAG, OTHER = "a" * 40, "b" * 40
BOT = "telegram-public-340322"


def arrival(
    *keys: str, tag: str = TAG, said: bytes = b"said", bot: str = BOT, after_s: float = 0.0
) -> Arrival:
    return Arrival(HERE, bot, tag, keys, EVENT + said, after_s)


def keep(office: Office, *arrivals: Arrival) -> None:
    with office.database.write() as conn:
        keep_many(conn, office, arrivals)


def due(office: Office, *tags: str) -> list[Due]:
    with office.database.read() as conn:
        return due_events(conn, tags or (TAG,), office.clock.now())


def heard(office: Office, *tags: str) -> list[bytes]:
    """What the due events say, in their order."""
    return [open_payload(office, row)[1:] for row in due(office, *tags)]


def fail(office: Office, tag: str = TAG) -> Due | None:
    """A turn of this conversation failed."""
    with office.database.write() as conn:
        return set_back(conn, office, tag)


# ── once under each key ─────────────────────────────────────────────────────────────────────────


def test_an_event_comes_once_however_often_it_is_delivered(office: Office) -> None:
    for _ in range(5):
        keep(office, arrival("u/1", "m/7/3"))
    assert heard(office) == [b"said"]


@pytest.mark.parametrize("again", [("u/1", "m/7/9"), ("u/2", "m/7/3"), ("u/1",), ("m/7/3",)])
def test_a_repeat_under_either_key_falls_away(office: Office, again: tuple[str, ...]) -> None:
    keep(office, arrival("u/1", "m/7/3"))
    keep(office, arrival(*again, said=b"again"))
    assert heard(office) == [b"said"]


def test_a_repeat_within_one_batch_falls_away(office: Office) -> None:
    keep(office, arrival("u/1", "m/1"), arrival("u/2", "m/1"), arrival("u/1"), arrival("u/3"))
    assert len(heard(office)) == 2


@pytest.mark.parametrize("seed", range(12))
def test_any_batches_obey_one_rule_on_both_databases(office: Office, seed: int) -> None:
    """Known and new keys side by side, repeats within a batch: who brings any old key is not heard.

    The keys of what falls away are known from then on too.
    """
    dice = random.Random(seed)
    known: set[str] = set()
    expected: list[bytes] = []
    for batch in range(8):
        some = []
        for n in range(dice.randint(1, 9)):
            keys = tuple(f"k/{dice.randrange(40)}" for _ in range(dice.randint(1, 2)))
            said = f"{batch}.{n}".encode()
            some.append(arrival(*keys, said=said))
            if known.isdisjoint(keys):
                expected.append(said)
            known.update(keys)
        keep(office, *some)
        assert heard(office) == expected


def test_a_repeat_of_what_was_handled_falls_away_for_72_hours(office: Office) -> None:
    keep(office, arrival("u/1"))
    with office.database.write() as conn:
        lay_down(conn, [row.position for row in due(office)])
    clock_of(office).forward(hours=71)
    with office.database.write() as conn:
        erase_keys(conn, office, older_than_days=KEPT_DAYS)
    keep(office, arrival("u/1"))
    assert heard(office) == []
    clock_of(office).forward(days=2)
    with office.database.write() as conn:
        assert erase_keys(conn, office, older_than_days=KEPT_DAYS) == 1
    keep(office, arrival("u/1"))
    assert heard(office) == [b"said"]


def test_keys_tell_nothing_of_a_moment_or_a_chat(office: Office) -> None:
    keep(office, arrival("u/1", "m/7301995512/3"))
    with office.database.read() as conn:
        rows = conn.execute(select(inbox_key)).all()
    assert {len(row.key_hash) for row in rows} == {20}
    assert set(inbox_key.c.keys()) == {"key_hash", "place", "arrived_on"}


# ── order ───────────────────────────────────────────────────────────────────────────────────────


def test_events_of_a_conversation_keep_their_order(office: Office) -> None:
    for number in range(3):
        some = [arrival(f"u/{number}/{n}", said=f"{number}{n}".encode()) for n in range(5)]
        keep(office, *some)
    assert heard(office) == sorted(heard(office))


def test_another_conversation_is_not_touched(office: Office) -> None:
    keep(office, arrival("u/1"), arrival("u/2", tag=OTHER, said=b"other"))
    assert heard(office, OTHER) == [b"other"]
    with office.database.write() as conn:
        lay_down(conn, [row.position for row in due(office, TAG)])
    assert heard(office, TAG) == []
    assert heard(office, OTHER) == [b"other"]


def test_what_was_ordered_for_later_comes_then_and_holds_up_nothing(office: Office) -> None:
    keep(office, arrival("wake", said=b"later", after_s=90))
    keep(office, arrival("u/1", said=b"now"))
    assert heard(office) == [b"now"]
    clock_of(office).forward(seconds=91)
    assert set(heard(office)) == {b"later", b"now"}


def test_what_a_dead_process_left_is_found_by_those_that_serve_its_bot(office: Office) -> None:
    keep(office, arrival("u/1"), arrival("u/2", tag=OTHER, bot="elsewhere"))
    with office.database.read() as conn:
        now_at = office.clock.now()
        assert waiting_tags(conn, now_at, older_than_s=1, bots=[BOT]) == []
        later_at = now_at + timedelta(seconds=2)
        assert waiting_tags(conn, later_at, older_than_s=1, bots=[BOT]) == [TAG]


# ── what fails ──────────────────────────────────────────────────────────────────────────────────


def test_what_fails_is_tried_five_times_with_growing_pauses_and_then_set_aside(
    office: Office,
) -> None:
    keep(office, arrival("u/1", said=b"bad"), arrival("u/2", said=b"good"))
    fail(office)  # nobody knows yet which of the two it was
    pauses: list[int] = []
    seen = 0
    while fail_when_due(office, pauses) is None:
        seen += 1
        assert seen < 40
    assert pauses == sorted(pauses)
    assert due(office)[0].tries < TRIES
    assert heard(office)[:1] == [b"good"]
    with office.database.read() as conn:
        assert aside_count(conn) == 1


def fail_when_due(office: Office, pauses: list[int]) -> Due | None:
    """Wait until something is due, and let it fail."""
    waited_s = 0
    while not due(office):
        clock_of(office).forward(seconds=1)
        waited_s += 1
    pauses.append(waited_s)
    return fail(office)


def test_followers_wait_behind_one_that_fails(office: Office) -> None:
    keep(office, arrival("u/1", said=b"bad"))
    fail(office)
    keep(office, arrival("u/2", said=b"next"))
    assert heard(office) == []
    clock_of(office).forward(seconds=2)
    assert heard(office) == [b"bad"]


def test_other_conversations_go_on_beside_one_that_fails(office: Office) -> None:
    keep(office, arrival("u/1"), arrival("u/2", tag=OTHER, said=b"other"))
    fail(office)
    assert heard(office, TAG, OTHER) == [b"other"]


def test_what_was_set_aside_is_kept_sealed_until_its_chat_is_cut_off(office: Office) -> None:
    keep(office, arrival("u/1", said=b"bad"))
    while not (due(office) and fail(office)):
        clock_of(office).forward(seconds=1)
    with office.database.write() as conn:
        (row,) = conn.execute(select(inbox_event)).all()
        assert open_payload(office, row) == EVENT + b"bad"
        erase_aside(conn, OTHER)
        assert aside_count(conn) == 1
        erase_aside(conn, TAG)
        assert conn.execute(select(inbox_event)).all() == []


# ── keys of the day ─────────────────────────────────────────────────────────────────────────────


def test_what_waits_longer_is_sealed_anew_and_outlives_its_first_key(office: Office) -> None:
    keep(office, arrival("wake", said=b"later", after_s=6 * 86_400))
    for _ in range(5):
        clock_of(office).forward(days=1)
        today = office.clock.now().date()
        with office.database.write() as conn:
            reseal_inbox(conn, office, before_on=today - timedelta(days=1))
        office.keys.days.destroy_before(today - timedelta(days=KEPT_DAYS - 1))
    clock_of(office).forward(days=2)
    assert heard(office) == [b"later"]


def test_a_copy_from_before_opens_no_more_when_the_key_of_its_day_is_gone(office: Office) -> None:
    keep(office, arrival("u/1"))
    (old,) = due(office)
    clock_of(office).forward(days=KEPT_DAYS)
    gone = office.keys.days.destroy_before(office.clock.now().date())
    assert gone == 1
    assert list(office.keys.days.folder.glob("*.key")) == []
    with pytest.raises(KeyGone):
        open_payload(office, old)


def test_what_nobody_can_read_any_more_is_set_aside_and_holds_up_nothing(office: Office) -> None:
    keep(office, arrival("u/1"))
    clock_of(office).forward(days=KEPT_DAYS + 1)
    today = office.clock.now().date()
    office.keys.days.destroy_before(today)
    keep(office, arrival("u/2", said=b"next"))
    with office.database.write() as conn:
        reseal_inbox(conn, office, before_on=today)
        assert aside_count(conn) == 1
    assert heard(office) == [b"next"]

"""Messages on their way: in order, by lanes, parked and resumed, secrets gone after a day."""

from datetime import timedelta

import pytest
from sqlalchemy import select

from backend.aliases.ids import fresh_alias
from backend.errors import KeyGone
from backend.keys.days import KEPT_DAYS
from backend.office import Office
from backend.outbox.service import (
    ANSWERS,
    MASS,
    NEWS,
    PAUSES_S,
    Message,
    Waiting,
    erase_all,
    erase_seen,
    finish_messages,
    for_showing,
    heads,
    keep_unsendable,
    note_secret,
    park,
    put_off,
    queue_messages,
    resume,
    secret_refs,
)
from backend.outbox.tables import outbox_message, sent_secret
from backend.outbox.upkeep import expire_secrets, kept_count, reseal_messages
from tests.backend.staff.offices import HERE, clock_of

BOT = "telegram-public-340322"
TAG, OTHER = "a" * 40, "b" * 40


def message(
    said: str, tag: str = TAG, *, lane: int = ANSWERS, secret: bool = False, bot: str = BOT
) -> Message:
    return Message(HERE, bot, tag, f"chat-of-{tag[0]}", said.encode(), lane, secret)


def queue(office: Office, *messages: Message) -> None:
    with office.database.write() as conn:
        queue_messages(conn, office, messages)


def ready(office: Office, *busy: str, bot: str = BOT) -> list[Waiting]:
    with office.database.read() as conn:
        return heads(conn, office, bot, busy)


def said(waiting: list[Waiting]) -> list[str]:
    return [one.body.decode() for one in waiting]


def finish(office: Office, one: Waiting) -> None:
    with office.database.write() as conn:
        finish_messages(conn, [one.message_id])


# ── order ───────────────────────────────────────────────────────────────────────────────────────


def test_messages_to_one_conversation_go_one_after_another(office: Office) -> None:
    queue(office, message("1"), message("2"), message("3"))
    gone = []
    while found := ready(office):
        assert len(found) == 1
        gone += said(found)
        finish(office, found[0])
    assert gone == ["1", "2", "3"]


def test_conversations_go_side_by_side_and_one_in_flight_is_left_alone(office: Office) -> None:
    queue(office, message("1"), message("2", OTHER))
    assert set(said(ready(office))) == {"1", "2"}
    assert said(ready(office, TAG)) == ["2"]


def test_another_bots_messages_are_not_ours(office: Office) -> None:
    queue(office, message("1", bot="telegram-staff-340322"))
    assert ready(office) == []
    assert said(ready(office, bot="telegram-staff-340322")) == ["1"]


def test_answers_overtake_news_and_news_overtake_mass_messages(office: Office) -> None:
    tags = {lane: f"{lane:040x}" for lane in (MASS, NEWS, ANSWERS)}
    for lane, tag in tags.items():
        queue(office, message(str(lane), tag, lane=lane))
    assert said(ready(office)) == [str(ANSWERS), str(NEWS), str(MASS)]


def test_a_message_opens_with_its_chat_and_the_alias_it_is_for(office: Office) -> None:
    alias_id = fresh_alias()
    queue(office, Message(HERE, BOT, TAG, "聊天/7", b"{}", NEWS, alias_id=alias_id))
    (one,) = ready(office)
    assert (one.chat_ref, one.body, one.alias_id) == ("聊天/7", b"{}", alias_id)


def test_no_column_shows_the_chat_or_the_alias_beside_the_conversation(office: Office) -> None:
    alias_id = fresh_alias()
    queue(office, Message(HERE, BOT, TAG, "7301995512", b"words", NEWS, alias_id=alias_id))
    with office.database.read() as conn:
        row = conn.execute(select(outbox_message)).one()
    shown = repr(tuple(row)).encode() + row.payload_sealed
    assert alias_id.encode() not in shown
    assert b"7301995512" not in shown


# ── what goes wrong ─────────────────────────────────────────────────────────────────────────────


def test_a_message_that_waits_for_its_retry_holds_back_its_followers_alone(
    office: Office,
) -> None:
    queue(office, message("1"), message("2"), message("3", OTHER))
    with office.database.write() as conn:
        put_off(conn, office, next(one for one in ready(office) if one.tag == TAG))
    assert said(ready(office)) == ["3"]
    clock_of(office).forward(seconds=PAUSES_S[0])
    assert set(said(ready(office))) == {"1", "3"}


def test_pauses_grow_and_what_the_platform_asks_for_is_not_counted(office: Office) -> None:
    queue(office, message("1"))
    waited = []
    for _ in range(len(PAUSES_S) + 2):
        (one,) = ready(office)
        with office.database.write() as conn:
            put_off(conn, office, one)
        pause_s = PAUSES_S[min(one.tries, len(PAUSES_S) - 1)]
        clock_of(office).forward(seconds=pause_s - 0.01)
        assert ready(office) == []
        clock_of(office).forward(seconds=0.01)
        waited.append(pause_s)
    assert waited == sorted(waited)
    (one,) = ready(office)
    with office.database.write() as conn:
        put_off(conn, office, one, after_s=17)
    clock_of(office).forward(seconds=17)
    assert ready(office)[0].tries == one.tries


def test_a_person_who_cannot_be_reached_is_parked_until_they_return(office: Office) -> None:
    queue(office, message("1"), message("2"), message("3", OTHER))
    with office.database.write() as conn:
        park(conn, TAG)
    assert said(ready(office)) == ["3"]
    clock_of(office).forward(days=30)
    assert said(ready(office)) == ["3"]
    with office.database.write() as conn:
        resume(conn, office, [TAG])
    assert set(said(ready(office))) == {"1", "3"}


def test_what_can_never_go_is_kept_with_its_reason_and_followers_go_on(office: Office) -> None:
    queue(office, message("1"), message("2"))
    with office.database.write() as conn:
        keep_unsendable(conn, ready(office)[0], "too-long")
    assert said(ready(office)) == ["2"]
    with office.database.read() as conn:
        assert kept_count(conn) == 1
        kept = conn.execute(select(outbox_message).where(outbox_message.c.state == "kept")).one()
    assert kept.reason == "too-long"
    assert kept.payload_sealed is not None


# ── secrets ─────────────────────────────────────────────────────────────────────────────────────


def test_a_secret_that_can_never_go_is_erased_at_once(office: Office) -> None:
    queue(office, message("4821 0937", secret=True))
    with office.database.write() as conn:
        keep_unsendable(conn, ready(office)[0], "refused")
        row = conn.execute(select(outbox_message)).one()
    assert (row.state, row.payload_sealed) == ("kept", None)


def test_a_secret_is_erased_after_24_hours_undelivered_and_nothing_else_is(
    office: Office,
) -> None:
    queue(office, message("4821 0937", secret=True), message("next"), message("3", OTHER))
    clock_of(office).forward(hours=23, minutes=59)
    with office.database.write() as conn:
        assert expire_secrets(conn, office) == 0
    clock_of(office).forward(minutes=2)
    with office.database.write() as conn:
        assert expire_secrets(conn, office) == 1
        assert expire_secrets(conn, office) == 0
        gone = conn.execute(select(outbox_message).where(outbox_message.c.state == "kept")).one()
    assert (gone.reason, gone.payload_sealed) == ("expired", None)
    assert set(said(ready(office))) == {"next", "3"}


def test_a_parked_secret_is_erased_after_24_hours_too(office: Office) -> None:
    queue(office, message("4821 0937", secret=True))
    with office.database.write() as conn:
        park(conn, TAG)
    clock_of(office).forward(hours=25)
    with office.database.write() as conn:
        assert (expire_secrets(conn, office), kept_count(conn)) == (1, 0)  # nothing to be mended
        resume(conn, office, [TAG])
    assert ready(office) == []


def test_the_newest_message_with_a_code_can_be_found_to_be_deleted(office: Office) -> None:
    with office.database.write() as conn:
        note_secret(conn, office, place=HERE, tag=TAG, refs=("11",))
        note_secret(conn, office, place=HERE, tag=TAG, refs=("1200021", "1300031"))
        assert secret_refs(conn, office, TAG) == ("1200021", "1300031")
        assert secret_refs(conn, office, OTHER) == ()
    with office.database.read() as conn:
        assert b"1200021" not in conn.execute(select(sent_secret.c.refs_sealed)).scalar_one()


# ── a channel that pulls ────────────────────────────────────────────────────────────────────────


def test_what_a_page_was_shown_is_erased_and_what_came_since_stays(office: Office) -> None:
    queue(office, message("1"), message("2"), message("3", OTHER))
    with office.database.read() as conn:
        shown = for_showing(conn, office, TAG)
    queue(office, message("4"))
    with office.database.write() as conn:
        marks = {TAG: shown[-1].position, OTHER: "0", "c" * 40: "0"}
        assert erase_seen(conn, marks) == {TAG, OTHER}
        assert said(for_showing(conn, office, TAG)) == ["4"]
        assert said(for_showing(conn, office, OTHER)) == ["3"]
        assert erase_seen(conn, {TAG: "z"}) == set()


def test_leaving_erases_everything_of_one_conversation_alone(office: Office) -> None:
    queue(office, message("1"), message("4821", secret=True), message("3", OTHER))
    with office.database.write() as conn:
        note_secret(conn, office, place=HERE, tag=TAG, refs=("11",))
        note_secret(conn, office, place=HERE, tag=OTHER, refs=("12",))
        erase_all(conn, TAG)
        left = [row.tag for row in conn.execute(select(outbox_message))]
        assert secret_refs(conn, office, TAG) == ()
        assert secret_refs(conn, office, OTHER) == ("12",)
    assert left == [OTHER]


# ── keys of the day ─────────────────────────────────────────────────────────────────────────────


def nightly(office: Office) -> None:
    """What the purge does with messages and keys."""
    today = office.clock.now().date()
    with office.database.write() as conn:
        reseal_messages(conn, office, before_on=today - timedelta(days=1))
    office.keys.days.destroy_before(today - timedelta(days=KEPT_DAYS - 1))


def test_a_parked_message_outlives_the_key_of_its_day(office: Office) -> None:
    queue(office, message("1"))
    with office.database.write() as conn:
        park(conn, TAG)
    for _ in range(10):
        clock_of(office).forward(days=1)
        nightly(office)
    with office.database.write() as conn:
        resume(conn, office, [TAG])
    assert said(ready(office)) == ["1"]


def test_what_was_sent_opens_in_no_copy_after_72_hours(office: Office) -> None:
    queue(office, message("1"))
    with office.database.read() as conn:
        old = conn.execute(select(outbox_message)).one()
    finish(office, ready(office)[0])
    for _ in range(KEPT_DAYS):
        clock_of(office).forward(days=1)
        nightly(office)
    with pytest.raises(KeyGone):
        office.keys.days.open(old.payload_sealed, f"outbox/{old.message_id}")


def test_what_nobody_can_read_any_more_is_kept_and_holds_up_no_other(office: Office) -> None:
    queue(office, message("1"))
    clock_of(office).forward(days=KEPT_DAYS + 1)
    office.keys.days.destroy_before(office.clock.now().date())
    queue(office, message("2"))
    nightly(office)
    assert said(ready(office)) == ["2"]
    with office.database.read() as conn:
        assert kept_count(conn) == 1


def test_where_codes_stand_in_a_chat_is_forgotten_after_two_days(office: Office) -> None:
    with office.database.write() as conn:
        note_secret(conn, office, place=HERE, tag=TAG, refs=("11",))
    clock_of(office).forward(days=3)
    nightly(office)
    with office.database.read() as conn:
        assert secret_refs(conn, office, TAG) == ()

"""Coming to a duty and leaving it again."""

from concurrent.futures import ThreadPoolExecutor

import pytest
from sqlalchemy import select

from backend.aliases.service import Address
from backend.conversations.ids import tag_of
from backend.errors import NotFound, Refused
from backend.office import Office
from backend.staff import service as staff
from backend.staff.member import Member
from backend.staff.tables import desk, staff_token, ticket
from backend.staff.tables import member as member_table
from tests.backend.staff.offices import ELSEWHERE, HERE, clock_of, hire, token_of

CHAT = Address("staff-bot", "5550101")


def invited(office: Office, *roles: str, place: str = HERE, office_id: str = "") -> str:
    with office.database.write() as conn:
        return staff.invite(conn, office, place=place, roles=roles, office_id=office_id)


def joined(office: Office, token: str, address: Address = CHAT, hours: int | None = None) -> Member:
    with office.database.write() as conn:
        tag = tag_of(office.keys, address)
        return staff.join(conn, office, token=token, tag=tag, address=address, hours=hours)


def at_desk(office: Office, address: Address = CHAT) -> Member | None:
    with office.database.read() as conn:
        return staff.member_of_desk(conn, office, tag_of(office.keys, address))


def test_an_invitation_makes_a_chat_a_desk_with_its_duties(office: Office) -> None:
    member = joined(office, invited(office, "intake", "inspector", office_id="emergency"))
    assert member.roles == {"intake", "inspector"}
    assert (member.place, member.office_id) == (HERE, "emergency")
    assert at_desk(office) == member


def test_used_ended_and_never_made_invitations_are_answered_alike(office: Office) -> None:
    used, ended = invited(office, "intake"), invited(office, "intake")
    joined(office, used)
    clock_of(office).forward(days=8)
    told = set()
    for token in (used, ended, "n" * 32, ""):
        with pytest.raises(NotFound) as refused:
            joined(office, token, Address("staff-bot", "5550199"))
        told.add((refused.value.key, str(refused.value), tuple(refused.value.args_by_name)))
    assert len(told) == 1
    assert at_desk(office, Address("staff-bot", "5550199")) is None


def test_of_two_people_with_one_invitation_one_joins(office: Office) -> None:
    token = invited(office, "inspector")

    def take(chat: str) -> bool:
        try:
            joined(office, token, Address("staff-bot", chat))
        except NotFound:
            return False
        return True

    with ThreadPoolExecutor(4) as crowd:
        assert sorted(crowd.map(take, ("1", "2", "3", "4"))) == [False, False, False, True]


def test_a_payer_holds_no_other_duty(office: Office) -> None:
    for roles in (("payer", "inspector"), ("payer", "administrator"), ("payer", "approver")):
        with pytest.raises(Refused, match="refused-payer-alone"):
            invited(office, *roles)


def test_a_desk_that_pays_cannot_take_up_another_duty(office: Office) -> None:
    payer = joined(office, invited(office, "payer"))
    with pytest.raises(Refused, match="refused-payer-alone"):
        joined(office, invited(office, "inspector"))
    assert at_desk(office) == payer


def test_a_second_invitation_at_one_desk_adds_its_duties(office: Office) -> None:
    first = joined(office, invited(office, "inspector"))
    both = joined(office, invited(office, "reviewer"))
    assert both == Member(first.member_id, HERE, "", frozenset({"inspector", "reviewer"}))
    with office.database.read() as conn:
        assert staff.members_of(conn, HERE) == [both]


def test_a_desk_belongs_to_one_place_and_office(office: Office) -> None:
    joined(office, invited(office, "inspector", office_id="emergency"))
    for token in (invited(office, "intake", place=ELSEWHERE), invited(office, "intake")):
        with pytest.raises(Refused, match="refused-desk-taken"):
            joined(office, token)


def test_an_unknown_role_or_office_is_refused(office: Office) -> None:
    with pytest.raises(Refused, match="refused-role-unknown"):
        invited(office, "boss")
    with pytest.raises(Refused, match="refused-role-unknown"):
        invited(office)
    with pytest.raises(Refused, match="refused-office-unknown"):
        invited(office, "intake", office_id="ministry")


def test_a_browser_is_a_desk_for_twelve_hours_and_a_link_opens_it_again(office: Office) -> None:
    member = joined(office, invited(office, "intake"))
    browser = Address("web-staff", "session-1")
    with office.database.write() as conn:
        link = staff.make_link(conn, office, member.member_id)
    assert joined(office, link, browser, hours=staff.SESSION_HOURS) == member
    assert at_desk(office, browser) == member
    clock_of(office).forward(hours=12, seconds=1)
    assert at_desk(office, browser) is None
    assert at_desk(office) == member


def test_a_link_is_good_once_and_for_a_quarter_of_an_hour(office: Office) -> None:
    member = joined(office, invited(office, "intake"))
    with office.database.write() as conn:
        used, late = (staff.make_link(conn, office, member.member_id) for _ in range(2))
    joined(office, used, Address("web-staff", "a"), hours=12)
    clock_of(office).forward(minutes=16)
    for link in (used, late):
        with pytest.raises(NotFound, match="refused-invitation-unknown"):
            joined(office, link, Address("web-staff", "b"), hours=12)


def test_leaving_unbinds_the_chat_and_nothing_else(office: Office) -> None:
    member = hire(office, "inspector")
    joined(office, invited(office, "intake"))
    with office.database.write() as conn:
        assert staff.leave(conn, tag_of(office.keys, CHAT))
        assert not staff.leave(conn, tag_of(office.keys, CHAT))
    assert at_desk(office) is None
    with office.database.read() as conn:
        assert staff.desks_of(conn, office, member.member_id) != []


def test_revoking_ends_desks_tokens_and_tickets_at_once(office: Office) -> None:
    member = joined(office, invited(office, "inspector"))
    token = token_of(office, member)
    with office.database.write() as conn:
        link = staff.make_link(conn, office, member.member_id)
        staff.revoke(conn, office, member.member_id)
    assert at_desk(office) is None
    with office.database.read() as conn:
        assert staff.member_of_token(conn, office, token) is None
        assert staff.desks_of(conn, office, member.member_id) == []
        assert staff.members_with(conn, HERE, "report-verify") == []
        for table in (desk, ticket, staff_token):
            assert conn.execute(select(table)).all() == []
    with pytest.raises(NotFound):
        joined(office, link)


def test_a_token_acts_as_its_member_until_it_ends(office: Office) -> None:
    member = hire(office, "supervisor")
    token = token_of(office, member)
    with office.database.read() as conn:
        assert staff.member_of_token(conn, office, token) == member
        assert staff.member_of_token(conn, office, token + "x") is None
        clock_of(office).forward(days=31)
        assert staff.member_of_token(conn, office, token) is None


def test_what_ended_is_erased_and_what_holds_stays(office: Office) -> None:
    member = joined(office, invited(office, "inspector"))
    invited(office, "reviewer")
    token_of(office, member)
    clock_of(office).forward(days=8)
    fresh = invited(office, "approver")
    with office.database.write() as conn:
        assert staff.purge(conn, office) == 2
        assert [line.state for line in staff.roll(conn, office, HERE)].count("invited") == 1
    assert joined(office, fresh, Address("staff-bot", "5550111")).roles == {"approver"}
    assert at_desk(office) == member


def test_no_chat_token_or_label_stands_in_the_tables_in_clear(office: Office) -> None:
    token = invited(office, "inspector")
    with office.database.write() as conn:
        staff.label_invited(conn, office, token, "Inspector Lin")
    member = joined(office, token)
    bearer = token_of(office, member)
    with office.database.read() as conn:
        assert [(line.label, line.desk_count) for line in staff.roll(conn, office, HERE)] == [
            ("Inspector Lin", 1)
        ]
        rows = [
            repr(conn.execute(select(table)).all()).encode()
            for table in (staff_token, desk, ticket, member_table)
        ]
    for secret in (b"5550101", b"Inspector Lin", token.encode(), bearer.encode()):
        assert all(secret not in row for row in rows)

"""A name beside a reward: sealed as it is told, opened by the payer alone, deleted in time."""

from pathlib import Path

import pytest
from sqlalchemy import func, select

from backend.aliases.identities import PARTS, unpacked
from backend.aliases.tables import identity
from backend.db.columns import metadata
from backend.errors import Conflict, NotFound, Refused
from backend.keys.pairs import make_pair
from backend.keys.unboxing import private_half
from backend.office import Office
from backend.reports.circumstances import Circumstances
from backend.rewards.claims import Shown, look_up, name_for_payer, pay, show
from backend.rewards.naming import finish, purge, take_part, withdraw
from backend.rewards.proposing import ClosedCase
from backend.rewards.running_out import forfeit_claims
from tests.backend.reports.cases import file
from tests.backend.rewards.cases import approved, closed_case
from tests.backend.staff.offices import ELSEWHERE, HERE, clock_of, hire

TOLD = {"name": "欧阳小明", "number": "11010519491231002X", "account": "6222020012345678"}
SAID = "correct horse battery"


@pytest.fixture
def private(office: Office, tmp_path: Path) -> Path:
    """The payer's private half; the public one lies with the office's keys."""
    path = tmp_path / "payer.pem"
    make_pair(office.keys.folder / "payer.pub", path, SAID)
    return path


def named_case(office: Office, naming: str = "named") -> ClosedCase:
    filed = file(office, told=Circumstances(naming=naming, reward="yes"))
    return closed_case(report_id=filed.report_id, anonymous=naming != "named")


def shown(office: Office, case: ClosedCase) -> Shown:
    with office.database.write() as conn:
        found = show(conn, office, case.report_id)
    assert isinstance(found, Shown)
    return found


def tell(office: Office, case: ClosedCase, **parts: str) -> None:
    for part, text in parts.items():
        with office.database.write() as conn:
            take_part(conn, office, case.report_id, part, text)


def named(office: Office, case: ClosedCase) -> str:
    """A whole name given with an approved reward; gives the claim code."""
    approved(office, case)
    code = shown(office, case).code
    tell(office, case, **TOLD)
    with office.database.write() as conn:
        finish(conn, office, case.report_id)
    return code


def opened(office: Office, code: str, private: Path) -> dict[str, str]:
    with office.database.write() as conn:
        sealed = name_for_payer(conn, office, HERE, code)
    return unpacked(sealed, private_half(private, SAID).open)


def purged(office: Office) -> int:
    with office.database.write() as conn:
        return purge(conn, office)


def rows_count(office: Office) -> int:
    with office.database.read() as conn:
        return int(conn.execute(select(func.count()).select_from(identity)).scalar_one())


def test_only_who_may_give_a_name_is_asked_and_only_where_it_can_be_sealed(
    office: Office, tmp_path: Path
) -> None:
    willing, unknown = named_case(office), named_case(office, "unknown")
    approved(office, willing)
    approved(office, unknown)
    assert (shown(office, willing).naming, shown(office, unknown).naming) == ("no-key", "")
    make_pair(office.keys.folder / "payer.pub", tmp_path / "payer.pem", SAID)
    assert (shown(office, willing).naming, shown(office, unknown).naming) == ("ask", "")


def test_the_payers_own_key_opens_what_was_told_with_any_code_that_was_shown(
    office: Office, private: Path
) -> None:
    case = named_case(office)
    first = named(office, case)
    again = shown(office, case)
    assert again.naming == "given"
    assert opened(office, first, private) == opened(office, again.code, private) == TOLD


def test_the_payer_is_given_the_sealed_name_with_the_claim(office: Office, private: Path) -> None:
    code, payer = named(office, named_case(office)), hire(office, "payer")
    with office.database.write() as conn:
        found = look_up(conn, office, payer, code)
    assert found.good
    assert unpacked(found.sealed_name, private_half(private, SAID).open) == TOLD


def test_the_office_and_its_keys_open_nothing(office: Office, private: Path) -> None:
    named(office, named_case(office))
    with office.database.read() as conn:
        rows = [row for table in metadata.sorted_tables for row in conn.execute(select(table))]
        (kept,) = conn.execute(select(identity)).all()
    for told in TOLD.values():
        assert not any(told in repr(row) or told.encode() in b"".join(raw(row)) for row in rows)
    for part in PARTS:
        box = getattr(kept, f"{part}_sealed")
        for name in ("addresses", "words", "queues", "hashes", "codes"):
            with pytest.raises(Exception, match="does not open"):
                office.keys.open(name, box, f"identity.{part}/{kept.identity_id}")
    assert len({len(getattr(kept, f"{part}_sealed")) for part in PARTS}) == 1


def raw(row: object) -> list[bytes]:
    return [bytes(one) for one in row if isinstance(one, bytes)]  # type: ignore[attr-defined]


def test_what_is_not_told_whole_is_given_to_nobody_and_gone_the_next_day(
    office: Office, private: Path
) -> None:
    case = named_case(office)
    approved(office, case)
    code = shown(office, case).code
    tell(office, case, name=TOLD["name"])
    with office.database.write() as conn, pytest.raises(Conflict):
        finish(conn, office, case.report_id)
    with pytest.raises(NotFound, match="refused-no-sealed-name"):
        opened(office, code, private)
    assert (purged(office), rows_count(office)) == (0, 1)
    clock_of(office).forward(days=1)
    assert (purged(office), rows_count(office)) == (1, 0)
    assert shown(office, case).naming == "ask"


def test_a_name_that_is_taken_back_is_gone_and_the_code_stays_good(
    office: Office, private: Path
) -> None:
    case = named_case(office)
    code = named(office, case)
    for _ in range(2):
        with office.database.write() as conn:
            withdraw(conn, case.report_id)
    assert rows_count(office) == 0
    payer = hire(office, "payer")
    with office.database.write() as conn:
        assert look_up(conn, office, payer, code).good
    with pytest.raises(NotFound):
        opened(office, code, private)


def test_told_once_more_it_replaces_what_stood_there(office: Office, private: Path) -> None:
    case = named_case(office)
    code = named(office, case)
    tell(office, case, name="王芳")
    with pytest.raises(NotFound):
        opened(office, code, private)  # half of it is new: nothing is mixed
    tell(office, case, number=TOLD["number"], account="99988877766")
    with office.database.write() as conn:
        finish(conn, office, case.report_id)
    assert opened(office, code, private) == {**TOLD, "name": "王芳", "account": "99988877766"}
    assert rows_count(office) == 1


def test_after_payment_and_the_audits_time_the_name_is_deleted(
    office: Office, private: Path
) -> None:
    case = named_case(office)
    code = named(office, case)
    payer = hire(office, "payer")
    with office.database.write() as conn:
        pay(conn, office, payer, look_up(conn, office, payer, code).handle)
    with office.database.write() as conn:
        withdraw(conn, case.report_id)  # what the audit needs is not taken back
    clock_of(office).forward(days=office.place(HERE).retention.identity_days)
    assert (purged(office), opened(office, code, private)) == (0, TOLD)
    clock_of(office).forward(days=1)
    assert (purged(office), rows_count(office)) == (1, 0)
    with pytest.raises(Conflict):
        tell(office, case, name="late")


def test_a_reward_that_nobody_claimed_takes_its_name_along(office: Office, private: Path) -> None:
    named(office, named_case(office))
    clock_of(office).forward(days=office.place(HERE).limits.claim_days + 15)
    with office.database.write() as conn:
        assert forfeit_claims(conn, office, HERE) == 1
    assert (purged(office), rows_count(office)) == (1, 0)


def test_a_code_opens_no_name_elsewhere_and_no_code_opens_none(
    office: Office, private: Path
) -> None:
    code = named(office, named_case(office))
    for place, typed in ((ELSEWHERE, code), (HERE, "12"), (HERE, "00000000000000000098")):
        with office.database.write() as conn, pytest.raises(NotFound):
            name_for_payer(conn, office, place, typed)


@pytest.mark.parametrize("text", ["", "{}", "[]", '{"id":"1","name":"%%"}', '{"id":1,"name":2}'])
def test_what_is_no_sealed_name_is_refused(text: str) -> None:
    with pytest.raises(Refused, match="refused-no-sealed-name"):
        unpacked(text, lambda box, _bound: box)

"""Whoever has the keys too reads what is kept, as the conversation says, and no code of anybody."""

import re
from pathlib import Path

from backend.reports.draws import draw
from bot.purge import purge_all
from handlers.dialogue.event import ChoicePressed, CommandGiven, PlaceShared, TextSent
from tests.bot.test_whole_way import CODE, accepted, decided, verified_and_closed
from tests.kit.real_house import PLACE, Person, RealHouse, house
from tests.trust.disguises import of_digits
from tests.trust.keyholder import NOBODYS, QUEUES, Opened, opened, tokens

WORDS = "三楼过道堆满电动车"
_KEY = re.compile("[0-9a-f]{32}")


def look(real: RealHouse) -> Opened:
    return opened(real.davy.office.database, real.davy.office)


def told(real: RealHouse, found: Opened, code: str) -> set[str]:
    """Where a code stands, or a draft's key from which it could be drawn."""
    forms = of_digits("".join(code.split())).values()
    places = {name for name, plain in found.plain if any(form in plain for form in forms)}
    return places | {
        name
        for name, plain in found.plain
        for key in tokens(plain[max(plain.find(b"{"), 0) :])
        if _KEY.fullmatch(key) and _spaced(real, key) == code
    }


def _spaced(real: RealHouse, key: str) -> str:
    digits = draw(real.davy.office.keys, PLACE, key, year=2026).code
    return " ".join(digits[at : at + 4] for at in range(0, 20, 4))


async def filed(person: Person) -> str:
    await person.do(CommandGiven("new"))
    await person.do(TextSent(WORDS, "m1"), PlaceShared(33.1287, 117.8943))
    for choice in ("skip", "sector:fire", "skip-rest", "send"):
        await person.press(choice)
    return str(CODE.findall("\n".join(one.text for one in person.said))[-1])


async def test_a_code_that_was_typed_back_is_kept_nowhere(
    tmp_path: Path, database_url: str
) -> None:
    async with house(tmp_path, database_url) as real:
        person = real.somebody()
        code = await filed(person)
        assert told(real, look(real), code) == {
            "conversation.state_sealed",
            "outbox_message.payload_sealed",
        }
        await person.write(code)
        await person.do(CommandGiven("help"))
        found = look(real)
        assert told(real, found, code) == set()
        assert found.where(WORDS) == {"report_words.body_sealed"}


async def test_a_code_that_nobody_typed_back_is_gone_after_two_days(
    tmp_path: Path, database_url: str
) -> None:
    async with house(tmp_path, database_url) as real:
        code = await filed(real.somebody())
        real.clock.forward(days=2)
        purge_all(real.davy.office)
        assert told(real, look(real), code) == set()


async def test_the_key_from_which_a_draft_draws_its_code_goes_with_the_draft(
    tmp_path: Path, database_url: str
) -> None:
    async with house(tmp_path, database_url) as real:
        person = real.somebody()
        await person.do(CommandGiven("new"))
        await person.do(TextSent(WORDS, "m1"), PlaceShared(33.1287, 117.8943))
        before = look(real)
        await person.do(ChoicePressed("skip-rest"), ChoicePressed("send"))
        code = CODE.findall("\n".join(one.text for one in person.said))[-1]
        await person.write(code)
        await person.do(CommandGiven("help"))
        assert told(real, before, code) == {
            "conversation.state_sealed"
        }  # with the keys, while it is told
        assert told(real, look(real), code) == set()


async def test_a_claim_code_is_kept_nowhere_once_it_was_seen(
    tmp_path: Path, database_url: str
) -> None:
    async with house(tmp_path, database_url) as real:
        reporter = real.somebody()
        await filed(reporter)
        await reporter.do(ChoicePressed("skip"))
        await accepted(await real.colleague("intake"))
        await verified_and_closed(await real.colleague("inspector"))
        await decided(await real.colleague("reviewer"), "approve-closing")
        for _ in range(2):
            await decided(await real.colleague("approver"), "approve-reward")
        await reporter.do(CommandGiven("status"))
        await reporter.press("reward")
        claim = CODE.findall("\n".join(one.text for one in reporter.said[-3:]))[-1]
        payer = await real.colleague("payer")
        await payer.write(claim)
        await payer.press("paid")
        await reporter.do(CommandGiven("help"))
        assert told(real, look(real), claim) == set()


async def test_every_sealed_column_is_looked_at(tmp_path: Path, database_url: str) -> None:
    async with house(tmp_path, database_url) as real:
        await filed(real.somebody())
        await accepted(await real.colleague("intake"))
        found = look(real)
        assert found.shut == {}
        assert {name for name, _ in found.plain} >= {
            *("alias.address_sealed", "conversation.state_sealed", "desk.address_sealed"),
            *("report.circumstances_sealed", "report.line_sealed", "report_words.body_sealed"),
            *("audit_text.body_sealed", "news.payload_sealed", "outbox_message.payload_sealed"),
        }
        assert QUEUES
        assert NOBODYS

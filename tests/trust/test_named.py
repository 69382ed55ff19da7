"""A name given for a reward: from chat to payer, and found on the way by nobody with any key."""

import re
from pathlib import Path

from backend.keys.pairs import make_pair
from media.draw import draw
from tests.bot.test_whole_way import CODE, accepted, decided, opened_news, verified_and_closed
from tests.kit.davy_command import davy
from tests.kit.real_house import Person, RealHouse, house
from tests.trust.keyholder import opened

SAID = "correct horse battery"
TOLD = ("欧阳小明", "11010519491231002X", "6222020012345678")


async def filed_by_somebody_who_may_give_a_name(person: Person) -> None:
    await person.open()
    await person.write("三楼过道堆满电动车")
    await person.photo(draw(1, height_px=900, gps=(33.1287, 117.8943)))
    await person.press("yes")
    for button in ("skip", "sector:fire", "skip", "skip", "skip", "named", "skip-rest", "send"):
        await person.press(button)


async def rewarded(real: RealHouse) -> Person:
    """Somebody who has just opened a reward."""
    reporter = real.somebody()
    await filed_by_somebody_who_may_give_a_name(reporter)
    await accepted(await real.colleague("intake"))
    await verified_and_closed(await real.colleague("inspector"))
    await decided(await real.colleague("reviewer"), "approve-closing")
    for _ in range(2):
        await decided(await real.colleague("approver"), "approve-reward")
    await opened_news(real, reporter)
    await reporter.press("reward")
    return reporter


def nobody_reads_it(real: RealHouse) -> bool:
    """Whether all keys of the house together open nothing that was told."""
    found = opened(real.davy.office.database, real.davy.office)
    return not any(found.where(told) for told in TOLD)


async def test_a_name_reaches_the_payer_and_nobody_else(tmp_path: Path, database_url: str) -> None:
    private = tmp_path / "payer.pem"
    async with house(tmp_path, database_url) as real:
        make_pair(tmp_path / "keys" / "payer.pub", private, SAID)
        reporter = await rewarded(real)
        claim = CODE.findall("\n".join(one.text for one in reporter.said[-4:]))[-1]
        for told in TOLD:
            await reporter.write(told)
            assert nobody_reads_it(real)
        assert re.search(r"欧\*\*.*\*\*\*\*002X.*\*\*\*\*5678", reporter.last, re.DOTALL)
        await reporter.press("identity-right")
        payer = await real.colleague("payer")
        assert "davy identity open" in "\n".join(one.text for one in await payer.write(claim))
        assert nobody_reads_it(real)
        assert not any(told in one.text for one in payer.said for told in TOLD)
    where = {
        "DAVY_DATA_DIR": str(tmp_path / "data"),
        "DAVY_KEY_DIR": str(tmp_path / "keys"),
        "DAVY_DATABASE_URL": database_url,
    }
    typed = f"{SAID}\n{claim}\n"
    shown = davy(tmp_path, "identity", "open", str(private), said=typed, **where)
    assert shown.returncode == 0, shown.stderr
    assert all(told in shown.stdout for told in TOLD)
    wrong = davy(tmp_path, "identity", "open", str(private), said=f"wrong\n{claim}\n", **where)
    assert (wrong.returncode, "passphrase" in wrong.stderr) == (2, True)

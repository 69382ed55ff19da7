"""The clock's own work: what failed or was cut off is done again, what was done is not."""

from pathlib import Path

import pytest

from backend.office import Office
from bot import rounds
from bot.rounds import Rounds
from tests.bot.loop_kit import loop_in


async def test_a_purge_that_was_cut_off_is_done_by_the_next_round_and_then_not_again(
    tmp_path: Path, sqlite_url: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    troubles = [KeyboardInterrupt(), OSError("odd")]
    begun: list[bool] = []

    def purge(_office: Office) -> list[str]:
        begun.append(bool(troubles))
        if troubles:
            raise troubles.pop()
        return ["tag"]

    monkeypatch.setattr(rounds, "purge_all", purge)
    monkeypatch.setattr(rounds, "_AGAIN_AFTER_S", 0.0)
    async with loop_in(tmp_path, sqlite_url) as loop:
        told: list[str] = []
        Rounds(loop.office, told.append, {}).once()
        with pytest.raises(KeyboardInterrupt):
            Rounds(loop.office, told.append, {}).once()
        for _ in range(2):
            Rounds(loop.office, told.append, {}).once()
        assert begun == [True, True, False]
        assert told == ["tag"]

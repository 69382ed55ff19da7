"""What a bot registers with its messenger: known commands, told in each language."""

import pytest

from bot.roster import COMMANDS, LANGUAGES, _words
from bot.voice import Voice
from handlers.commands import COMMANDS as KNOWN
from locales.catalogue import load


def test_a_reporter_is_offered_back_and_cancel_at_every_step() -> None:
    assert {"back", "cancel", "new", "language"} <= set(COMMANDS["public"])
    assert set(COMMANDS["public"]) <= set(KNOWN)


@pytest.mark.parametrize("whose", ["public", "staff"])
def test_every_command_is_told_in_each_language(whose: str) -> None:
    words = _words(Voice(load(strict=True)), whose)
    assert [one.language for one in words.languages] == list(LANGUAGES)
    for one in words.languages:
        assert [name for name, _ in one.commands] == list(COMMANDS[whose])
        assert all(text and not text.startswith("command-") for _, text in one.commands)

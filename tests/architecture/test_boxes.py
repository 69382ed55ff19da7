"""What opens a box is out of reach of whatever serves and works."""

from bot.__main__ import GROUPS
from tests.architecture.tree import modules, reaches

OPENERS = {"bot.commands.identity", "bot.commands.evidence"}
"""Commands that a person starts for one thing, with a private key of their own."""


def test_only_a_persons_own_command_opens_a_box() -> None:
    wrong = {
        module.name
        for room in ("bot", "backend", "handlers", "media", "locales")
        for module in modules(room)
        if any(reaches(name, "backend.keys.unboxing") for name in module.imports)
    }
    assert wrong == OPENERS


def test_nobody_uses_the_commands_that_open_but_the_command_line() -> None:
    users = {
        module.name
        for module in modules("bot")
        if any(reaches(name, opener) for name in module.imports for opener in OPENERS)
    }
    assert users == set()
    assert {f"bot.commands.{module}" for module in GROUPS.values()} >= OPENERS

"""What the tests of the doors share."""

from tests.kit.davy_command import used, used_once

__all__ = ["used", "used_once"]

"""A fake of the Telegram Bot API: a loopback server, people with phones, troubles on demand."""

from tests.kit.fake_bot_api.account import Call, FakeBot
from tests.kit.fake_bot_api.chats import Shown, ShownButton
from tests.kit.fake_bot_api.person import Person
from tests.kit.fake_bot_api.pushing import Push
from tests.kit.fake_bot_api.sending_files import Album
from tests.kit.fake_bot_api.server import FakeBotApi

__all__ = ["Album", "Call", "FakeBot", "FakeBotApi", "Person", "Push", "Shown", "ShownButton"]

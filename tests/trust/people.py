"""People of a day at real doors: a hand on Telegram, a browser without scripts, an API client."""

import re
import secrets
from dataclasses import dataclass, field
from typing import Any

import httpx2

from tests.kit.fake_bot_api import FakeBot, shapes
from tests.kit.fake_bot_api.chats import ChatRoom, Shown
from tests.kit.fake_bot_api.person import Person
from tests.trust.planted import Planted

CODE = re.compile(r"\d{4} \d{4} \d{4} \d{4} \d{4}")
_WITHIN_S = 20.0


@dataclass
class Thumb:
    """Somebody on Telegram who taps what is offered since they last did something."""

    person: Person
    seen_count: int = 0

    async def says(self, text: str) -> None:
        """Type."""
        self.look()
        self.person.says(text)

    async def tap(self, name: str) -> None:
        """Wait until a choice of this name is offered, and tap it."""
        shown, data = await self._offered(name)
        self.look()
        self.person.presses(data, shown)

    async def told(self, pattern: str, *, ever: bool = False) -> str:
        """Wait until something like this was said since, or `ever`; gives the last match."""
        found: list[str] = []

        def heard() -> bool:
            shown = self.person.room.shown if ever else self._fresh()
            text = "\n".join(one.text for one in shown)
            found[:] = re.findall(pattern, text)
            return bool(found)

        await self.person.watches(heard, timeout_s=_WITHIN_S)
        return found[-1]

    async def offered(self, name: str) -> None:
        """Wait until a choice is offered."""
        await self._offered(name)

    def look(self) -> None:
        """From here on only what is said anew counts."""
        self.seen_count = len(self.person.room.shown)

    def _fresh(self) -> list[Shown]:
        return self.person.room.shown[self.seen_count :]

    async def _offered(self, name: str) -> tuple[Shown, str]:
        found: list[tuple[Shown, str]] = []

        def offered() -> bool:
            found[:] = [
                (shown, button.data)
                for shown in self._fresh()
                for row in shown.rows
                for button in row
                if button.data.partition("|")[2] == name
            ]
            return bool(found)

        await self.person.watches(offered, timeout_s=_WITHIN_S)
        return found[-1]


def somebody(bot: FakeBot, chat_id: int, name: str, username: str) -> Person:
    """A person of a given id and name."""
    user = shapes.person_user(chat_id, name, "zh-hans") | {"username": username}
    room = ChatRoom(shapes.private_chat(user))
    bot.rooms[room.chat_id] = room
    return Person(bot, room, user)


async def gives_a_name(thumb: Thumb, plant: Planted) -> tuple[str, ...]:
    """The true name, for the payer alone."""
    letters = "".join(plant.dice.choices("bcdfghjkmnpqrstvwxz", k=10))
    name = plant.text("true name", f"Ouyang {letters}")
    card = plant.card("identity card")
    digits = "".join(plant.dice.choices("123456789", k=19))
    account = plant.code("account", digits)
    for told, answer in ((name, "证件号"), (card, "账号"), (account, r"\*{4}")):
        await thumb.says(told)
        await thumb.told(answer)
    await thumb.tap("identity-right")
    await thumb.tap("keep")
    return name, card, account


@dataclass
class Browser:
    """Web chat as a page's script uses it."""

    client: httpx2.AsyncClient
    path: str = "/"
    seen: str = ""
    said: list[dict[str, Any]] = field(default_factory=list)

    async def say(self, *files: bytes, **fields: str) -> list[dict[str, Any]]:
        """Send a form; gives the messages that answer it."""
        form = {"turn": secrets.token_urlsafe(12), "seen": self.seen, **fields}
        answer = await self.client.post(
            f"{self.path}say",
            data=form,
            files=[("files", ("a.jpg", one, "image/jpeg")) for one in files] or None,
            headers={"accept": "application/json"},
            timeout=20,
        )
        answer.raise_for_status()
        return self._hear(answer.json()["messages"])

    async def press(self, name: str) -> list[dict[str, Any]]:
        """Press the newest button of this name."""
        for message in reversed(self.said):
            for button in (one for row in message["rows"] for one in row):
                if button["data"].partition("|")[2] == name:
                    return await self.say(choice=button["data"])
        raise AssertionError(f"no button {name!r} in {[one['rows'] for one in self.said[-3:]]}")

    async def wait(self) -> list[dict[str, Any]]:
        """What comes of itself."""
        answer = await self.client.get(
            f"{self.path}wait", headers={"davy-seen": self.seen}, timeout=40
        )
        return self._hear(answer.json()["messages"])

    @property
    def code(self) -> str:
        """The newest code that was told."""
        return str(CODE.findall("\n".join(one["text"] for one in self.said))[-1])

    def _hear(self, messages: list[dict[str, Any]]) -> list[dict[str, Any]]:
        self.said += messages
        self.seen = max((self.seen, *(one["mark"] for one in messages)))
        return messages


@dataclass
class Desk:
    """Staff with a token of the JSON API."""

    client: httpx2.AsyncClient
    token: str

    async def ask(self, method: str, path: str, **more: Any) -> Any:
        """One call that must succeed."""
        answer = await self.client.request(
            method,
            f"/api/v1{path}",
            headers={"authorization": f"Bearer {self.token}", **more.pop("headers", {})},
            timeout=20,
            **more,
        )
        assert answer.status_code < 300, (path, answer.status_code, answer.text)
        return answer.json()

    async def step(self, case_id: str, step: str, **fields: Any) -> Any:
        """Take a step."""
        return await self.ask("POST", f"/cases/{case_id}/steps/{step}", json=fields)

    async def task(self, step: str, number: str = "") -> str:
        """The case of a task of this kind, of one number when several wait."""
        lines = (await self.ask("GET", f"/tasks?filter={step}"))["lines"]
        return next(str(one["case_id"]) for one in lines if number in ("", one["number"]))

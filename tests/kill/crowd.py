"""A crowd that reports hazards at one place, on Telegram and on web chat, wave after wave."""

import asyncio
import random
from collections.abc import Callable
from dataclasses import dataclass, field
from itertools import pairwise

from media.draw import draw
from tests.kill.told import CODE, NUMBER, words_of
from tests.kill.visitor import Visitor
from tests.kill.ways import Way
from tests.kit.fake_bot_api import FakeBot
from tests.kit.fake_bot_api.person import Person
from tests.kit.fake_bot_api.pictures import renditions

CAMERA = "Canary Cam"
"""Stands in each photo as it was taken, and nowhere else."""
_WAVE_S = 1.6


@dataclass
class Messenger:
    """Somebody on Telegram; sends each step once, without waiting for answers."""

    person: Person
    mark: str
    spot: tuple[float, float]
    dice: random.Random
    picture: bytes

    async def report(self) -> None:
        """Everything that a report needs, with human pauses between."""
        acts: list[Callable[[], object]] = [
            lambda: self.person.start(),
            lambda: self.person.says(words_of(self.mark)),
            lambda: self.person.pins(*self.spot),
            lambda: self.person.says("后面都跳过"),
            lambda: self.person.says("发送"),
        ]
        if self.picture:
            acts.insert(self.dice.randint(2, 3), lambda: self.person.sends_photo(self.picture))
        for act in acts:
            await asyncio.sleep(self.dice.uniform(0.02, 0.4))
            act()

    @property
    def photo(self) -> bytes:
        """What Davy fetches: the largest of the sizes that Telegram makes; empty without one."""
        return renditions(self.picture)[-1].data if self.picture else b""

    @property
    def told(self) -> list[str]:
        """What stands in the chat."""
        return [one.text for one in self.person.seen]

    @property
    def doubled_count(self) -> int:
        """Messages that came twice in a row, word for word."""
        texts = [(one.text, tuple(one.labels)) for one in self.person.seen]
        return sum(1 for before, after in pairwise(texts) if before == after)


Reporter = Messenger | Visitor


@dataclass(frozen=True)
class Size:
    """How many there are of each; every second one sends a photo with the report."""

    messengers: int
    visitors: int
    """Half of them use the page's script, half its plain form."""


@dataclass
class Crowd:
    """All reporters of one place in one run."""

    way: Way
    bot: FakeBot
    url: str
    size: Size
    dice: random.Random
    messengers: list[Messenger] = field(default_factory=list)
    visitors: list[Visitor] = field(default_factory=list)

    def __post_init__(self) -> None:
        spot = self.way.spot
        for number in range(self.size.messengers):
            picture = self._picture() if number % 2 else b""
            person, own = self.bot.person(), self._own_dice()
            self.messengers.append(Messenger(person, f"{number:04d}", spot, own, picture))
        for number in range(self.size.visitors):
            picture = self._picture() if number % 4 < 2 else b""
            mark, own = f"{number:04d}w", self._own_dice()
            made = Visitor(self.url + self.way.front, mark, spot, own, picture, number % 2 == 0)
            self.visitors.append(made)

    @property
    def reporters(self) -> list[Reporter]:
        """Everybody."""
        return [*self.messengers, *self.visitors]

    @property
    def doubled_count(self) -> int:
        """How many messages came to somebody's phone twice."""
        return sum(one.doubled_count for one in self.messengers)

    @property
    def heard_count(self) -> int:
        """How many messages came to anybody here."""
        return sum(len(one.person.seen) for one in self.messengers)

    @property
    def photos_going_count(self) -> int:
        """How many photos were fetched by the server, or are on their way to it from a page."""
        fetched = len(self.bot.called("getFile"))
        return fetched + sum(one.photos_going_count for one in self.visitors)

    async def report(self, wave: int, waves: int) -> None:
        """Those of one wave report, nearly at once; who sits at a page waits for the receipt."""

        async def one(reporter: Reporter) -> None:
            await asyncio.sleep(reporter.dice.uniform(0, _WAVE_S))
            await reporter.report()

        some: list[Reporter] = [*self.messengers[wave::waves], *self.visitors[wave::waves]]
        await asyncio.gather(*(one(reporter) for reporter in some))

    async def all_told(self) -> None:
        """Wait until everybody holds a code."""
        while not all(codes_of(one) for one in self.reporters):  # noqa: ASYNC110 - many rooms
            await asyncio.sleep(0.1)

    async def look_again(self) -> None:
        """Whoever sits at a page says the last thing once more, and looks at what stands there."""
        await asyncio.gather(*(one.look_again() for one in self.visitors))

    def _own_dice(self) -> random.Random:
        return random.Random(self.dice.random())

    def _picture(self) -> bytes:
        """Somebody's own photo: small, and real."""
        seed = self.dice.randrange(10**9)
        return draw(seed, 320, height_px=240, camera=f"{CAMERA} {seed}")


def codes_of(reporter: Reporter) -> set[str]:
    """Different codes this person was told."""
    return set(CODE.findall("\n".join(reporter.told)))


def numbers_of(reporter: Reporter) -> set[str]:
    """Different report numbers this person was told."""
    return set(NUMBER.findall("\n".join(reporter.told)))

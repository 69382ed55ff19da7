"""A crowd that reports hazards through Telegram while the server is being killed."""

import asyncio
import random
import re
from collections import Counter
from collections.abc import Callable
from dataclasses import dataclass, field
from itertools import pairwise

from tests.kit.fake_bot_api import FakeBot
from tests.kit.fake_bot_api.person import Person

CODE = re.compile(r"\d{4} \d{4} \d{4} \d{4} \d{4}")
NUMBER = re.compile(r"20\d\d-\d{4}-\d{4}")
STEPS = ("words", "place", "skip", "send")


@dataclass
class Reporter:
    """One person with one report; sends each step once, without waiting for answers."""

    person: Person
    mark: str
    dice: random.Random

    async def report(self) -> None:
        """Everything that a report needs, with human pauses between."""
        acts: tuple[Callable[[], object], ...] = (
            lambda: self.person.start(),
            lambda: self.person.says(f"三楼过道堆满电动车，现场标记{self.mark}，晚上还在充电"),
            lambda: self.person.pins(33.1287, 117.8943),
            lambda: self.person.says("后面都跳过"),
            lambda: self.person.says("发送"),
        )
        for act in acts:
            await asyncio.sleep(self.dice.uniform(0.02, 0.4))
            act()

    @property
    def codes(self) -> Counter[str]:
        """Codes this person was told."""
        return Counter(CODE.findall("\n".join(one.text for one in self.person.seen)))

    @property
    def numbers(self) -> set[str]:
        """Report numbers this person was told."""
        return set(NUMBER.findall("\n".join(one.text for one in self.person.seen)))

    @property
    def doubled_count(self) -> int:
        """Messages that came twice in a row, word for word."""
        texts = [(one.text, tuple(one.labels)) for one in self.person.seen]
        return sum(1 for before, after in pairwise(texts) if before == after)


@dataclass
class Crowd:
    """All reporters of one run."""

    bot: FakeBot
    count: int
    seed: int
    reporters: list[Reporter] = field(default_factory=list)

    def __post_init__(self) -> None:
        dice = random.Random(self.seed)
        self.reporters = [
            Reporter(self.bot.person(), f"{number:04d}", random.Random(dice.random()))
            for number in range(self.count)
        ]

    async def report(self, spread_s: float) -> None:
        """Everybody reports, spread over a while."""

        async def one(reporter: Reporter) -> None:
            await asyncio.sleep(reporter.dice.uniform(0, spread_s))
            await reporter.report()

        await asyncio.gather(*(one(reporter) for reporter in self.reporters))

    async def all_told(self, timeout_s: float) -> None:
        """Wait until everybody holds a code.

        Raises:
            TimeoutError: somebody does not.
        """
        async with asyncio.timeout(timeout_s):
            while not all(one.codes for one in self.reporters):  # noqa: ASYNC110 - 150 rooms
                await asyncio.sleep(0.1)

"""Messages that a kill caught between leaving and being laid down: they are sent once more."""

from dataclasses import dataclass, field

from backend.office import Office
from backend.outbox.service import heads
from bot.wire import unpack
from tests.kill.crowd import Crowd


@dataclass
class Caught:
    """Counts them at each kill, while nothing runs.

    A bot sends one message at a time where the platform answers before the next is due, and one is
    caught at most; on a busy machine the answers come late, and more are on their way.
    """

    office: Office
    ids: set[str] = field(default_factory=set)
    """A message that two kills find there was caught once."""

    @property
    def count(self) -> int:
        """How many messages were caught."""
        return len(self.ids)

    def look(self, crowd: Crowd) -> None:
        """Add those that stand in their chat already, and are still to be sent."""
        with self.office.database.look() as conn:
            waiting = heads(conn, self.office, crowd.way.bot, (), 1000)
        newest = {
            one.person.chat_ref: one.person.seen[-1].text
            for one in crowd.messengers
            if one.person.seen
        }
        for one in waiting:
            text = newest.get(one.chat_ref, "")
            if text and _bare(text) in _bare(unpack(one.body).text):
                self.ids.add(one.message_id)


def _bare(text: str) -> str:
    return "".join(text.split())

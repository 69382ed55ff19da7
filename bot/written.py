"""What a batch of turns writes, each table once; keys are destroyed last."""

from dataclasses import dataclass, field

from sqlalchemy import Connection

from backend.conversations.service import Kept, save_many
from backend.inbox.service import Arrival, keep_many, lay_down
from backend.jobs.service import Job, queue_jobs
from backend.office import Office
from backend.outbox.service import NEWS, Message, erase_told, queue_messages, resume


@dataclass(slots=True)
class Written:
    """What the whole batch writes, laid together so that each table is written once."""

    states: list[Kept] = field(default_factory=list)
    done: list[str] = field(default_factory=list)
    messages: list[Message] = field(default_factory=list)
    jobs: list[Job] = field(default_factory=list)
    arrivals: list[Arrival] = field(default_factory=list)
    returned: list[str] = field(default_factory=list)
    slots: list[bytes] = field(default_factory=list)
    """Keys of the vault to destroy: last of all, since no rollback brings them back."""

    def write(self, conn: Connection, office: Office) -> None:
        """Write it all in the transaction of `conn`."""
        save_many(conn, office, self.states)
        lay_down(conn, self.done)
        if self.returned:
            resume(conn, office, self.returned)
        for tag, alias_id in {(one.tag, one.alias_id) for one in self.messages if one.lane == NEWS}:
            if alias_id:
                erase_told(conn, office, tag, alias_id)
        queue_messages(conn, office, self.messages)
        queue_jobs(conn, office, self.jobs)
        if self.arrivals:
            keep_many(conn, office, self.arrivals)
        office.keys.vault.destroy(self.slots)

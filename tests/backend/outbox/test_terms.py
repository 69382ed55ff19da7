"""What a place's file says of messages that wait."""

from backend.office import Office
from backend.outbox.service import Message, queue_messages
from backend.outbox.upkeep import expire_secrets
from tests.backend.staff.offices import HERE, clock_of


def test_a_place_may_keep_an_undelivered_secret_for_a_shorter_time(office: Office) -> None:
    here = office.place(HERE)
    shorter = here.retention.model_copy(update={"undelivered_code_hours": 2})
    office.places[HERE] = here.model_copy(update={"retention": shorter})  # type: ignore[index]
    secret = Message(HERE, "telegram-public-340322", "a" * 40, "chat", b"4821 0937", secret=True)
    with office.database.write() as conn:
        queue_messages(conn, office, [secret])
    clock_of(office).forward(hours=1, minutes=59)
    with office.database.write() as conn:
        assert expire_secrets(conn, office) == 0
    clock_of(office).forward(minutes=2)
    with office.database.write() as conn:
        assert expire_secrets(conn, office) == 1

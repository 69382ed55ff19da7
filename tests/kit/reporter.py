"""A person with reports that were sent already, and an office that acts on them: for tests."""

from handlers.answers import choices
from tests.kit.office_directions import direct
from tests.kit.person import PLACE, Person


def reported(*, times: int = 1) -> Person:
    person = Person().sent_a_report()
    for number in range(1, times):
        person.types("我要反映")
        for text in (f"第{number}处也有同样的事", PLACE, "后面都跳过", "发送", "跳过", "留着"):
            person.types(text)
    return person


def office(person: Person, *words: str) -> list[str]:
    """The office acts; what is pushed meanwhile."""
    for one in words:
        direct(person, f"the office {one}")
    return [one.key for one in person.heard()]


def names(person: Person) -> list[str]:
    """The buttons of the last question."""
    return [one.name for one in choices(person.last)]

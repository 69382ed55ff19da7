"""What the office says of its own accord: the morning round, tasks, alarms."""

import json

import pytest

from handlers.dialogue.event import ChoicePressed, NewsCame
from handlers.dialogue.reply import Say
from handlers.reminder import NEWS
from locales.catalogue import load
from tests.kit.staff_desk import seated


def test_the_morning_round_counts_what_is_there_and_leads_to_the_list() -> None:
    counts = (("due", "2"), ("overdue", "1"), ("fresh", "0"), ("returned", "0"))
    desk = seated("inspector").tell(NewsCame("digest-morning", args=counts))
    (told,) = desk.said
    assert told.key == "reminder-digest"
    lines = dict(told.args)["lines"]
    assert isinstance(lines, tuple)
    assert [one.key for one in lines if isinstance(one, Say)] == [
        "reminder-count-overdue",
        "reminder-count-due",
    ]
    desk.tell(ChoicePressed("tasks", told.question))
    assert desk.keys() == ["duty-tasks-none"]


def test_each_task_of_the_morning_round_has_its_line_and_its_button_as_domain_6_asks() -> None:
    desk = seated("supervisor", "intake")
    desk.office.add("case-1", "4711", line="过道受阻")
    task = {"case_id": "case-1", "kind": "report", "number": "4711", "step": "verify"}
    task |= {"line": "过道受阻", "due_on": "2026-11-24"}
    desk.tell(NewsCame("digest-morning", args=(("due", "1"), ("tasks", json.dumps([task])))))
    (told,) = desk.said
    assert "过道受阻" in load(strict=True).say("zh-Hans", told.key, told.args)
    assert [one.name for (one,) in told.rows] == ["t:case-1", "tasks"]
    desk.tell(ChoicePressed(told.rows[0][0].name, told.question))
    assert desk.keys() == ["duty-card", "duty-card-what"]


@pytest.mark.parametrize("odd", ["", "x", "{}", "[1]", '[{"case": 1}]', '[{"due_on": "soon"}]'])
def test_tasks_that_cannot_be_read_leave_the_counts(odd: str) -> None:
    desk = seated("inspector")
    desk.tell(NewsCame("digest-morning", args=(("due", "1"), ("tasks", odd))))
    (told,) = desk.said
    assert [one.name for (one,) in told.rows] == ["tasks"]


def test_a_morning_without_anything_says_so() -> None:
    desk = seated("inspector").tell(NewsCame("digest-morning"))
    assert desk.keys() == ["reminder-digest-none"]


@pytest.mark.parametrize("name", NEWS)
def test_each_piece_of_news_has_a_line_and_a_button(name: str) -> None:
    desk = seated("supervisor", "intake")
    desk.office.add("case-1", "4711", line="过道受阻")
    desk.tell(NewsCame(name, args=(("case_id", "case-1"), ("number", "4711"))))
    (told,) = desk.said
    assert told.key == f"reminder-{name}"
    assert desk.asked is None
    desk.tell(ChoicePressed(told.rows[0][0].name, told.question))
    assert desk.keys() == ["duty-card", "duty-card-what"]


def test_news_that_this_version_does_not_know_is_told_all_the_same() -> None:
    desk = seated("inspector").tell(NewsCame("something-of-next-year"))
    assert desk.keys() == ["reminder-other"]


def test_a_task_from_an_old_message_that_is_done_is_answered_kindly() -> None:
    desk = seated("inspector").tell(ChoicePressed("t:long-gone", "news"))
    assert desk.keys() == ["duty-task-gone", "duty-tasks-none"]


def test_news_with_an_odd_count_never_fails() -> None:
    desk = seated("inspector").tell(NewsCame("digest-morning", args=(("due", "many"),)))
    assert desk.keys() == ["reminder-digest-none"]

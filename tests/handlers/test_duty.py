"""Joining, the list, the card, and what can be asked for at any time."""

from dataclasses import replace

import pytest

from bot.codec import decode, encode
from handlers.desk import Resting
from handlers.dialogue.effect import DropPhotos
from handlers.dialogue.event import (
    ChoicePressed,
    CommandGiven,
    Event,
    NewsCame,
    Opened,
    PhotoRefused,
    PhotoSent,
    PlaceShared,
    TextSent,
    UnreadableSent,
)
from handlers.dialogue.reply import Say
from handlers.dialogue.staff_effect import LeaveStaff, StaffJoined, TaskCard, TaskShown
from handlers.place_said import after_place
from handlers.tasks import card_lines
from locales.catalogue import load
from tests.kit.person import CATALOGUE
from tests.kit.pretend_staff import TODAY, PretendStaff
from tests.kit.staff_desk import Desk, seated

TOKEN = "q7Xw2mVb-9ZkLr_T4sYd8NcAhJ5uPe1G"


def inviting(*roles: str) -> Desk:
    return Desk(PretendStaff(invitations={TOKEN: roles}))


def with_tasks(*roles: str, count: int = 1) -> Desk:
    desk = seated(*roles)
    for at in range(count):
        desk.office.add(
            f"case-{at}", f"1{at:02}", "accepted", line=f"三楼过道堵塞{at}", due_on=TODAY
        )
    return desk


@pytest.mark.parametrize(
    "event",
    [
        Opened(),
        Opened("not-a-token"),
        TextSent("你好"),
        TextSent("1234 5678 9012 3456 7890"),
        TextSent("AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA"),
        CommandGiven("tasks"),
        CommandGiven("join", "BBBBBBBBBBBBBBBBBBBBBBBBBBBBBBBB"),
        ChoicePressed("t:case-0"),
        PhotoSent("p1"),
        PlaceShared(33.1, 117.9),
        UnreadableSent(),
    ],
)
def test_a_stranger_gets_one_and_the_same_answer_to_everything(event: Event) -> None:
    desk = Desk().tell(event)
    assert desk.said == [Say("duty-stranger")]
    assert desk.asked is None
    assert desk.office.jobs == []


def test_a_stranger_is_never_told_news() -> None:
    desk = Desk().tell(NewsCame("task-new", args=(("case_id", "case-0"),)))
    assert desk.keys() == []


@pytest.mark.parametrize(
    "event",
    [Opened(TOKEN), TextSent(TOKEN), TextSent(f" {TOKEN}\n"), CommandGiven("join", TOKEN)],
)
def test_an_invitation_is_taken_by_link_by_command_and_typed(event: Event) -> None:
    desk = inviting("inspector").tell(event)
    assert desk.keys() == ["duty-welcome-office", "duty-next-inspector", "duty-tasks-none"]


@pytest.mark.parametrize(
    ("place", "office", "said"),
    [
        ("五河县", "县公安局", "公安局"),
        ("五河县", "市交通综合执法大队", "市交通综合执法大队"),
        ("五河县", "应急办", "应急办"),
        ("Wuhe County", "youth office", "youth office"),
        ("", "县公安局", "县公安局"),
    ],
)
def test_a_place_and_its_office_are_named_in_one_breath(place: str, office: str, said: str) -> None:
    assert after_place(place, office) == said


def test_whoever_joins_is_welcomed_with_one_county_and_not_two() -> None:
    desk = inviting("inspector").tell(StaffJoined("member", ("inspector",), "县公安局"))
    (welcome,) = [one for one in desk.said if one.key == "duty-welcome-office"]
    known = dict(welcome.args)
    assert (known["place"], known["office"]) == ("五河县", "公安局")


def test_an_invitation_fits_once() -> None:
    office = PretendStaff(invitations={TOKEN: ("inspector",)})
    Desk(office, "first").type(TOKEN)
    assert Desk(office, "second").type(TOKEN).keys() == ["duty-stranger"]


def test_a_payer_is_asked_for_a_code_and_sees_no_list() -> None:
    desk = inviting("payer").type(TOKEN)
    assert desk.keys() == ["duty-welcome-office", "duty-next-payer", "payment-code"]
    assert desk.tell(CommandGiven("tasks")).keys() == ["payment-code"]


def test_whoever_lost_their_duties_finds_an_empty_desk() -> None:
    desk = with_tasks("inspector").tell(CommandGiven("tasks")).press("t:case-0")
    desk.office.roles_by_desk.clear()
    assert desk.type("在吗").keys() == ["duty-stranger"]
    assert "case-0" not in repr(desk.state)


def test_a_picture_that_is_ready_after_the_duties_ended_is_deleted() -> None:
    desk = with_tasks("inspector").tell(CommandGiven("tasks")).press("t:case-0")
    desk.press("verify-true").photo("p1", ready=False)
    desk.office.roles_by_desk.clear()
    desk.prepare("p1")
    assert desk.office.jobs[-1] == DropPhotos(("stored-p1",))
    assert (desk.keys(), desk.state.now) == ([], Resting())


def test_a_picture_that_is_refused_after_the_duties_ended_is_not_spoken_of() -> None:
    desk = with_tasks("inspector").tell(CommandGiven("tasks")).press("t:case-0")
    desk.press("verify-true").photo("p1", ready=False)
    desk.office.roles_by_desk.clear()
    desk.tell(PhotoRefused("p1", "unreadable"))
    assert (desk.keys(), desk.state.now) == ([], Resting())


def test_the_card_tells_of_recordings_that_two_people_may_open() -> None:
    recordings = (("video", 0, 40_000), ("voice", 7, 404))
    shown = TaskCard("case-0", "report", "100", "state-report-accepted", (), recordings=recordings)
    (line,) = [one for one in card_lines(shown) if one.key == "duty-card-recordings"]
    assert load().say("zh-Hans", line.key, line.args) == (
        "封存的证据：视频，40 KB · 录音，1 KB，7 秒。需要看时，请两位同事一起用 davy evidence 打开"
    )
    assert decode(encode(TaskShown(shown))) == TaskShown(shown)
    silent = TaskCard("case-0", "report", "100", "state-report-accepted", ())
    assert "duty-card-recordings" not in [one.key for one in card_lines(silent)]


def test_the_card_names_who_leads_and_who_helps_where_the_office_says_so() -> None:
    plain = TaskCard("h", "hazard", "H1", "state-hazard-rectifying", ())
    shown = replace(plain, leads="A", assisting="B、C")
    told = [load().say("zh-Hans", one.key, one.args) for one in card_lines(shown)]
    assert told == ["牵头：A", "协助：B、C"]
    assert decode(encode(TaskShown(shown))) == TaskShown(shown)
    assert card_lines(plain) == ()


def test_a_task_opens_by_its_button_its_number_and_its_report_number() -> None:
    for answer in ("t:case-1", "2", "101"):
        desk = with_tasks("inspector", count=3).tell(CommandGiven("tasks"))
        desk = desk.press(answer) if answer.startswith("t:") else desk.type(answer)
        assert desk.keys() == ["duty-card", "duty-card-what"]
        assert desk.asked is not None
        assert desk.asked.question == "card:case-1"


def test_only_the_steps_of_the_card_are_offered() -> None:
    desk = with_tasks("inspector").tell(CommandGiven("tasks")).press("t:case-0")
    assert desk.buttons() == ["verify-true", "verify-untrue", "tasks"]


def test_the_list_turns_its_pages_and_remembers_its_filter() -> None:
    desk = with_tasks("inspector", count=14).tell(CommandGiven("tasks"))
    assert desk.keys() == ["duty-tasks-page"]
    assert "earlier" not in desk.buttons()
    desk.press("later").press("later")
    assert [name for name in desk.buttons() if name.startswith("t:")] == ["t:case-12", "t:case-13"]
    assert "later" not in desk.buttons()
    desk.press("earlier").press("show-due").press("later")
    assert "show-all" in desk.buttons()


def test_a_shared_place_puts_the_nearest_task_first() -> None:
    desk = seated("inspector")
    desk.office.add("far", "1", "accepted", line="远", lat=33.5, lon=117.9)
    desk.office.add("near", "2", "accepted", line="近", lat=33.13, lon=117.89)
    desk.tell(CommandGiven("tasks"))
    assert desk.buttons()[0] == "t:far"
    desk.tell(PlaceShared(33.131, 117.891))
    assert desk.keys()[0] == "duty-near"
    assert desk.buttons()[0] == "t:near"


def test_leaving_is_asked_about_and_then_empties_the_desk() -> None:
    desk = with_tasks("inspector").tell(CommandGiven("leave"))
    assert desk.press("stay").keys()[0] == "duty-stayed"
    desk.tell(CommandGiven("leave")).press("leave")
    assert desk.keys() == ["duty-left"]
    assert desk.type("任务").keys() == ["duty-stranger"]


def test_a_word_that_means_nothing_here_does_not_leave() -> None:
    desk = with_tasks("inspector").tell(CommandGiven("leave")).type("什么意思")
    assert desk.keys()[0] == "duty-stayed"
    assert LeaveStaff() not in desk.office.jobs


@pytest.mark.parametrize("words", ["English", "英文", "en"])
def test_the_language_changes_by_its_name_at_any_step(words: str) -> None:
    desk = with_tasks("inspector").tell(CommandGiven("tasks")).press("t:case-0")
    desk.press("verify-untrue").type(words)
    assert desk.state.language == "en"
    assert desk.keys() == ["language-changed", "reasons-choose"]


def test_an_old_button_of_another_question_is_answered_kindly() -> None:
    desk = with_tasks("inspector").tell(CommandGiven("tasks")).press("t:case-0")
    desk.press("verify-true").tell(ChoicePressed("later", "tasks"))
    assert desk.keys() == ["duty-late", "verification-grade"]


def test_a_button_under_an_old_card_opens_that_card_as_it_is_now() -> None:
    desk = with_tasks("inspector", count=2).tell(CommandGiven("tasks")).press("t:case-0")
    desk.tell(CommandGiven("tasks")).tell(ChoicePressed("verify-true", "card:case-0"))
    assert desk.keys() == ["duty-late-card", "duty-card", "duty-card-what"]


def test_the_first_page_says_how_many_are_overdue() -> None:
    desk = seated("inspector")
    desk.office.add("late", "1", "accepted", line="灭火器过期", overdue_days=3)
    assert desk.tell(Opened()).keys() == ["duty-tasks"]
    assert "duty-overdue" in repr(desk.asked)


def test_nobody_at_the_desk_is_promised_the_moment_of_a_report() -> None:
    for key in ("duty-next-intake", "duty-tasks-none"):
        assert "马上" not in CATALOGUE.say("zh-Hans", key, {})
        assert "at once" not in CATALOGUE.say("en", key, {})
        assert "“任务”" in CATALOGUE.say("zh-Hans", key, {})

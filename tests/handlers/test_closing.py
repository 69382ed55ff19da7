"""Proof of closing in any order, pictures that take their time, and half-done work that stays."""

import pytest

from handlers.dialogue.effect import DropPhotos, KeepPhoto
from handlers.dialogue.event import (
    CommandGiven,
    NewsCame,
    Opened,
    PhotoReady,
    PhotoRefused,
    PhotoSent,
    PlaceShared,
    StepFailed,
)
from handlers.dialogue.reply import say
from handlers.nearness import distance, distance_m
from tests.kit.pretend_staff import Case
from tests.kit.staff_desk import Desk, seated

LAT, LON = 33.1287, 117.8943


def closing(*, begun: bool = True) -> tuple[Desk, Case]:
    desk = seated("inspector")
    case = desk.office.add("case-1", "4711", "listed", line="过道受阻", lat=LAT, lon=LON)
    desk.office.add("case-2", "4712", "listed", line="灭火器过期")
    desk.tell(CommandGiven("tasks")).press("t:case-1")
    return (desk.press("close") if begun else desk), case


def test_proof_is_a_picture_then_words_then_a_place() -> None:
    desk, case = closing()
    assert desk.keys() == ["closing-photo"]
    assert desk.photo().keys() == ["closing-words"]
    assert desk.type("已清理").keys() == ["closing-place"]
    assert desk.tell(PlaceShared(LAT, LON)).keys() == ["closing-confirm"]
    desk.press("send")
    assert dict(case.taken[-1].fields) == {
        "words": "已清理", "lat": f"{LAT:.6f}", "lon": f"{LON:.6f}",
    }  # fmt: skip
    assert case.taken[-1].photos == (("p1", "stored-p1"),)


def test_proof_is_taken_in_any_order() -> None:
    desk, case = closing()
    desk.tell(PlaceShared(LAT, LON)).type("已清理").photo().press("send")
    assert case.taken[-1].step == "close"


def test_the_place_can_be_left_out() -> None:
    desk, case = closing()
    desk.photo().type("已清理").type("跳过").type("提交")
    assert dict(case.taken[-1].fields) == {"words": "已清理"}


def test_news_leaves_an_open_card_its_buttons() -> None:
    desk, _ = closing(begun=False)
    desk.tell(NewsCame("task-new", args=(("case_id", "case-2"), ("number", "4712"))))
    assert desk.keys() == ["reminder-task-new", "duty-card-what"]
    assert desk.press("close").keys() == ["closing-photo"]


def test_the_distance_to_the_hazard_is_told_at_once() -> None:
    desk, _ = closing()
    desk.photo().type("已清理").tell(PlaceShared(LAT + 0.01, LON))
    assert desk.keys() == ["closing-far", "closing-confirm"]
    assert dict(desk.said[0].args)["distance"] == say("duty-kilometres", km=1.1)


def test_distances_agree_with_a_known_one() -> None:
    # Shanghai to Beijing, city centres: 1,067 km on the sphere.
    assert distance_m((31.2304, 121.4737), (39.9042, 116.4074)) == pytest.approx(
        1_067_000, rel=0.01
    )


@pytest.mark.parametrize(
    ("metres", "key"),
    [
        (0, "duty-metres-few"),
        (9, "duty-metres-few"),
        (10, "duty-metres"),
        (1000, "duty-kilometres"),
    ],
)
def test_a_distance_is_said_as_a_person_would(metres: int, key: str) -> None:
    assert distance(metres).key == key


def test_handing_in_waits_for_a_picture_that_is_being_prepared() -> None:
    desk, case = closing()
    desk.photo("p1", ready=False).type("已清理").press("skip").press("send")
    assert desk.keys()[0] == "duty-sending-waits"
    assert case.taken == []
    desk.prepare("p1")
    assert case.taken[-1].photos == (("p1", "stored-p1"),)
    assert desk.keys()[0] == "done-close"


def test_other_work_goes_on_while_a_picture_is_prepared() -> None:
    desk, case = closing()
    desk.photo("p1", ready=False).type("已清理").press("skip").press("send")
    desk.press("t:case-2").press("close").type("换了灭火器")
    desk.prepare("p1")
    assert case.taken[-1].step == "close"
    assert desk.keys() == ["done-close", "closing-photo"]
    assert "换了灭火器" in repr(desk.state.now)


def test_a_closing_whose_only_picture_failed_comes_back_with_its_words() -> None:
    desk, case = closing()
    desk.photo("p1", ready=False).type("已清理").press("skip").press("send")
    desk.tell(PhotoRefused("p1", "unreadable"))
    assert case.taken == []
    assert desk.keys() == ["pictures-refused", "duty-sending-failed"]
    desk.press("t:case-1").press("resume").photo("p2").press("send")
    assert dict(case.taken[-1].fields)["words"] == "已清理"


def test_a_picture_sent_before_the_step_joins_it() -> None:
    desk, case = closing(begun=False)
    desk.photo("p1", "清理后")
    assert desk.keys()[0] == "pictures-kept"
    assert desk.press("close").keys() == ["pictures-attached", "closing-place"]
    desk.press("skip").press("send")
    assert case.taken[-1].photos == (("p1", "stored-p1"),)
    assert dict(case.taken[-1].fields)["words"] == "清理后"


def test_an_album_of_ten_with_repeats_is_ten_pictures() -> None:
    desk, _ = closing()
    for at in (*range(10), 3, 7):
        desk.tell(PhotoSent(f"p{at}", album="a"))
    assert sum(isinstance(job, KeepPhoto) for job in desk.office.jobs) == 10


def test_a_picture_nobody_waits_for_is_deleted() -> None:
    desk, _ = closing()
    desk.tell(PhotoReady("stray", "stored-stray"))
    assert desk.office.jobs == [DropPhotos(("stored-stray",))]
    assert desk.keys() == []


def test_cancelling_says_the_words_once_more_and_deletes_the_pictures() -> None:
    desk, _ = closing()
    desk.photo().type("已清理").tell(CommandGiven("cancel"))
    assert desk.keys()[0] == "duty-cancelled-words"
    assert "已清理" in repr(desk.said)
    assert DropPhotos(("stored-p1",)) in desk.office.jobs
    assert desk.state.aside == ()


def test_another_task_sets_the_half_done_step_aside_and_it_is_found_again() -> None:
    desk, case = closing()
    desk.photo().type("已清理").tell(CommandGiven("tasks"))
    assert desk.keys()[0] == "duty-kept-work"
    desk.press("t:case-2").tell(CommandGiven("tasks")).press("t:case-1")
    assert desk.buttons()[0] == "resume"
    assert desk.press("resume").keys() == ["duty-resumed", "closing-place"]
    desk.press("skip").press("send")
    assert dict(case.taken[-1].fields) == {"words": "已清理"}


def test_news_is_told_and_the_open_question_asked_again() -> None:
    desk, _ = closing()
    desk.photo().type("已清理")
    desk.tell(NewsCame("task-new", args=(("case_id", "case-2"), ("number", "4712"))))
    assert desk.keys() == ["reminder-task-new", "closing-place"]
    assert "已清理" in repr(desk.state.now)


def test_a_failed_event_is_apologised_for_and_loses_nothing() -> None:
    desk, _ = closing()
    desk.photo().type("已清理").tell(StepFailed())
    assert desk.keys() == ["duty-step-failed", "closing-place"]


def test_opening_the_door_again_asks_where_it_was() -> None:
    desk, _ = closing()
    desk.photo().tell(Opened())
    assert desk.keys() == ["closing-words"]


def test_a_case_changed_meanwhile_keeps_the_words() -> None:
    desk, case = closing()
    desk.photo().type("已清理").press("skip")
    case.state = "accepted"
    desk.press("send")
    assert desk.keys() == ["refused-step-not-now", "duty-step-closed", "closing-confirm"]
    assert "已清理" in repr(desk.state.now)


def test_words_for_a_task_that_is_gone_are_shown_back() -> None:
    desk, case = closing()
    desk.photo().type("已清理").press("skip")
    case.state = "closed"
    desk.press("send")
    assert desk.keys()[:2] == ["refused-step-not-now", "duty-task-gone-words"]
    assert "已清理" in repr(desk.said)


def test_back_from_the_first_question_leads_to_the_card() -> None:
    desk, _ = closing()
    desk.photo().tell(CommandGiven("back"))
    assert desk.keys() == ["duty-kept-work", "duty-card", "duty-card-what"]
    assert desk.buttons()[0] == "resume"

"""The inspector's verdict, and intake's steps before it: accepting, refusing, asking."""

import pytest

from backend.errors import Refused
from backend.reports import lines, reasons, step
from backend.reports.contacts import QUESTION_MAX as CONTACTS_QUESTION_MAX
from backend.reports.contacts import check_question
from backend.rewards.rules import REFUSALS
from handlers.dialogue.event import CommandGiven, TextEdited
from handlers.part import WORDS_MAX
from handlers.reasons import QUESTIONS, REASONS
from handlers.wording import LINE_MAX, QUESTION_MAX, line_doubts, question_faults
from tests.kit.pretend_staff import Case
from tests.kit.staff_desk import Desk, seated

LINE = "三楼过道堆放杂物,通道受阻"


def opened(desk: Desk, case_id: str = "case-1") -> Desk:
    desk.tell(CommandGiven("tasks")).press(f"t:{case_id}")
    return desk


def at_intake(**known: str) -> tuple[Desk, Case]:
    desk = seated("intake")
    case = desk.office.add("case-1", "4711", words="我在二车间上班,三楼过道堆满电动车", **known)
    return opened(desk), case


def fields_of(case: Case) -> dict[str, str]:
    return dict(case.taken[-1].fields)


# ── accepting ───────────────────────────────────────────────────────────────────────────────────


def test_accepting_takes_a_line_a_sector_and_a_suggested_grade() -> None:
    desk, case = at_intake()
    desk.press("accept").type(LINE).press("sector:fire").press("major").press("send")
    assert fields_of(case) == {"line": LINE, "sector": "fire", "grade": "major"}
    assert desk.keys()[0] == "done-accept"


def test_accepting_works_with_typed_words_alone() -> None:
    desk, case = at_intake()
    desk.type("受理").type(LINE).type("消防").type("一般").type("提交")
    assert fields_of(case) == {"line": LINE, "sector": "fire", "grade": "general"}


def test_an_unsure_grade_is_not_handed_in() -> None:
    desk, case = at_intake(sector="fire")
    desk.press("accept").type(LINE).press("unsure").press("send")
    assert fields_of(case) == {"line": LINE, "sector": "fire"}


def test_a_line_that_quotes_the_reporter_is_weighed_first() -> None:
    desk, case = at_intake()
    desk.press("accept").type("我在二车间上班,三楼过道堆满电动车")
    assert desk.keys() == ["intake-weigh"]
    desk.press("rewrite").type(LINE)
    assert desk.keys() == ["intake-sector"]
    assert case.taken == []


def test_a_doubtful_line_can_be_kept_by_whoever_answers_for_it() -> None:
    desk, _ = at_intake(sector="fire")
    desk.press("accept").type("张师傅快餐店后厨燃气管老化")
    assert desk.press("keep").keys() == ["intake-grade"]


@pytest.mark.parametrize(
    ("line", "doubt"),
    [
        ("举报人称三楼堵塞", "source"),
        ("我们车间三楼堵塞", "source"),
        ("联系 138 0013 8000 可带路", "phone"),
        ("联系 １３８００１３８０００", "phone"),
        ("详见 http://example.org/a", "link"),
        ("加微信看图", "handle"),
        ("问 @wang_wu 便知", "handle"),
        ("张师傅说三楼堵塞", "person"),
        ("老王家三楼堵塞 老王", "person"),
    ],
)
def test_signs_of_a_person_in_a_line_are_seen(line: str, doubt: str) -> None:
    assert doubt in line_doubts(line, "")


@pytest.mark.parametrize("line", [LINE, "二车间 3 号配电箱门缺失,地面积水", "Blocked escape way"])
def test_a_plain_line_raises_no_doubt(line: str) -> None:
    assert line_doubts(line, "三楼过道堆满了电动车,晚上还充电") == ()


def test_a_line_too_long_is_asked_again_and_kept() -> None:
    desk, _ = at_intake()
    desk.press("accept").type("很长" * 80)
    assert desk.keys() == ["intake-line-long", "intake-line-again"]
    assert "很长" in repr(desk.asked)


def test_where_no_sector_can_be_offered_none_is_said_to_be_tapped() -> None:
    desk, case = at_intake()
    desk.press("accept").type("路口有件东西，说不上哪一类")
    assert desk.keys() == ["intake-sector-open"]
    desk.type("消防").press("general").press("send")
    assert fields_of(case)["sector"] == "fire"


def test_an_unclear_sector_is_asked_again() -> None:
    desk, case = at_intake()
    desk.press("accept").type(LINE).type("说不清楚的领域")
    assert desk.keys() == ["intake-sector-unclear", "intake-sector"]
    desk.press("sector-unknown").press("general").press("send")
    assert fields_of(case)["sector"] == "unknown"


def test_one_thing_can_be_changed_before_handing_in() -> None:
    desk, case = at_intake(sector="gas")
    desk.press("accept").type(LINE).press("general").press("change-sector").press("sector:fire")
    assert desk.keys() == ["intake-confirm"]
    desk.press("change-line").type("四楼过道受阻").press("send")
    assert fields_of(case) == {"line": "四楼过道受阻", "sector": "fire", "grade": "general"}


def test_an_edited_message_changes_the_line_and_is_weighed_again() -> None:
    desk, case = at_intake(sector="gas")
    desk.press("accept").type(LINE, ref="m-line").press("general")
    desk.tell(TextEdited("举报人称过道受阻", "m-line"))
    assert desk.keys() == ["intake-weigh"]
    desk.tell(TextEdited("过道受阻", "m-line")).press("send")
    assert fields_of(case)["line"] == "过道受阻"


def test_the_reporters_words_are_not_kept_beside_a_half_done_step() -> None:
    desk, _ = at_intake()
    desk.press("accept").type(LINE).tell(CommandGiven("tasks"))
    assert "二车间" not in repr(desk.state)
    desk.press("t:case-1").press("resume").tell(CommandGiven("back"))
    assert desk.type("我在二车间上班,三楼过道堆满电动车").keys() == ["intake-weigh"]


# ── refusing and asking ─────────────────────────────────────────────────────────────────────────


def test_a_refusal_shows_what_the_reporter_will_read_before_it_goes() -> None:
    desk, case = at_intake()
    desk.press("refuse").press("reason:before-court")
    assert desk.keys() == ["reasons-confirm-reporter"]
    assert "reason-before-court" in repr(desk.asked)
    desk.press("send")
    assert fields_of(case) == {"reason": "before-court"}


def test_a_refusal_needs_a_reason_of_the_list() -> None:
    desk, case = at_intake()
    desk.press("refuse").type("写得太乱")
    assert desk.keys() == ["reasons-words-kept", "reasons-choose"]
    desk.type("1").type("提交")
    assert fields_of(case) == {"reason": "no-place-or-fact", "words": "写得太乱"}


def test_a_ready_question_goes_to_the_reporter_by_its_name() -> None:
    desk, case = at_intake()
    desk.press("ask").press("question:still-there").press("send")
    assert fields_of(case) == {"question": "still-there"}


@pytest.mark.parametrize(
    ("text", "fault"),
    [
        ("请加 @safety_office 说明", "handle"),
        ("请打 0552-5012345", "phone"),
        ("请填 www.example.cn/form", "link"),
        ("请问您的姓名?", "identity"),
        ("What is your name?", "identity"),
    ],
)
def test_a_free_question_may_not_ask_for_contact_or_identity(text: str, fault: str) -> None:
    assert fault in question_faults(text)
    desk, case = at_intake()
    desk.press("ask").type(text)
    assert desk.keys()[0] == f"intake-ask-{fault}"
    assert desk.keys()[-1] == "intake-ask-again"
    assert case.taken == []


def test_a_free_question_waits_for_a_second_person() -> None:
    desk, case = at_intake()
    desk.press("ask").type("电动车停在几楼?").press("send")
    assert fields_of(case) == {"text": "电动车停在几楼?"}
    second = opened(seated("intake", name="second", office=desk.office))
    second.press("pass-question")
    assert "电动车停在几楼?" in repr(second.asked)
    second.press("send")
    assert fields_of(case) == {"question_id": "q1"}


def test_who_wrote_a_question_does_not_pass_it() -> None:
    desk, _ = at_intake()
    desk.press("ask").type("电动车停在几楼?").press("send")
    assert not {"pass-question", "return-question"} & set(opened(desk).buttons())


def test_a_question_is_returned_with_a_reason() -> None:
    desk, case = at_intake()
    desk.press("ask").type("您在几号车间看到的?").press("send")
    second = opened(seated("supervisor", name="second", office=desk.office))
    second.press("return-question").press("reason:tells-too-much").press("send")
    assert fields_of(case) == {"reason": "tells-too-much", "question_id": "q1"}


# ── the verdict ─────────────────────────────────────────────────────────────────────────────────


def on_site() -> tuple[Desk, Case]:
    desk = seated("inspector")
    case = desk.office.add("case-1", "4711", "accepted", line=LINE, words="二车间的人说的")
    return opened(desk), case


def test_an_inspector_never_sees_the_reporters_words() -> None:
    desk, _ = on_site()
    assert "二车间" not in repr(desk.said)
    assert "二车间" not in repr(desk.state)


def test_a_hazard_that_is_there_gets_its_grade_and_words() -> None:
    desk, case = on_site()
    desk.press("verify-true").press("major").type("过道堆放电动车九辆").press("send")
    assert fields_of(case) == {"grade": "major", "words": "过道堆放电动车九辆"}


def test_a_verdict_cannot_be_handed_in_without_words() -> None:
    desk, _ = on_site()
    desk.press("verify-true").press("general")
    assert "send" not in desk.buttons()


def test_pictures_go_along_with_the_verdict() -> None:
    desk, case = on_site()
    desk.press("verify-true").press("general").photo("p1", "过道堆放杂物").press("send")
    assert case.taken[-1].photos == (("p1", "stored-p1"),)
    assert fields_of(case)["words"] == "过道堆放杂物"


def test_words_before_the_grade_are_kept() -> None:
    desk, case = on_site()
    desk.press("verify-true").type("堆放九辆").press("major").press("send")
    assert fields_of(case) == {"grade": "major", "words": "堆放九辆"}


def test_a_hazard_that_is_not_there_needs_a_reason() -> None:
    desk, case = on_site()
    desk.type("不属实").type("未发现").type("当日未见电动车").type("提交")
    assert fields_of(case) == {"reason": "not-found", "words": "当日未见电动车"}


# ── the conversation and the office agree ───────────────────────────────────────────────────────

ASKED = [
    "电动车停在几楼?",
    "一共几辆?上午还是下午?",
    "How many e-bikes are there?",
    "请拨 0552 501 2345",
    "一三八零零一三八零零零 打给我",
    "１３８\u200b００１３８０００",
    "看 example . cn 的说明",
    "扫码填一下",
    "加我 v信",
    "@某某办",
    "您贵姓",
    "which phone do you use",
]


@pytest.mark.parametrize("text", ASKED)
def test_the_conversation_stops_what_the_office_would_refuse(text: str) -> None:
    try:
        check_question(text)
    except Refused:
        assert question_faults(text) != ()
    else:
        assert question_faults(text) == ()


def test_the_conversation_offers_the_reasons_and_questions_that_the_office_takes() -> None:
    office = {**reasons.REASONS, "refuse-reward": REFUSALS}
    for step_of_the_desk in ("transfer", "hand-over", "extend"):  # taken through the API alone
        assert office.pop(step_of_the_desk)
    assert office == REASONS
    assert reasons.QUESTIONS == QUESTIONS
    assert (LINE_MAX, QUESTION_MAX) == (lines.LINE_MAX, CONTACTS_QUESTION_MAX)
    assert step.WORDS_MAX == WORDS_MAX

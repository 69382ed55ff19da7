"""The details, the summary, changing one thing, dropping, silence: the middle of a report."""

import pytest

from handlers.dialogue.event import ChoicePressed, CommandGiven, StepFailed, TextSent
from handlers.dialogue.public_effect import FileReport, ProposeSectors, ReportDeclined
from handlers.doing import AskingDetail, AwaitingPlace, Summarising
from handlers.public import advance
from handlers.scenes import where
from tests.kit.office_directions import direct
from tests.kit.person import PLACE, WORDS, Person


def asked_for_the_unit(**place: bool) -> Person:
    person = Person()
    person.place_facts = dict(place)
    person.types(WORDS)
    person.types(PLACE)
    return person


def test_the_details_are_asked_in_order_and_each_can_be_skipped() -> None:
    person = asked_for_the_unit()
    asked = []
    while isinstance(person.doing, AskingDetail):
        assert person.state is not None
        asked.append(where(person.state))
        person.types("跳过")
    assert asked == ["unit", "sector", "ongoing", "insider", "guessable", "naming", "reward"]
    assert isinstance(person.doing, Summarising)


def test_where_no_reward_is_paid_none_is_promised() -> None:
    person = asked_for_the_unit(reward_exists=False)
    for _ in range(5):
        person.types("跳过")
    assert isinstance(person.doing, Summarising)


def test_where_rewards_need_a_name_it_is_said_and_asked_accordingly() -> None:
    person = asked_for_the_unit(reward_anonymous=False)
    for _ in range(5):
        person.types("跳过")
    assert person.says[-1].key == "report-naming-for-reward"
    assert person.types("不留名") == ["report-summary"]


def test_whoever_gives_a_name_is_asked_about_the_reward() -> None:
    person = asked_for_the_unit(reward_anonymous=False)
    for _ in range(5):
        person.types("跳过")
    assert person.types("到时候可以留名") == ["report-reward"]


def test_staying_unknown_is_kept_as_such() -> None:
    person = asked_for_the_unit()
    for _ in range(5):
        person.types("跳过")
    person.taps("unnamed")
    assert person.draft.naming == "unknown"


def test_a_sector_outside_the_five_can_be_typed() -> None:
    person = asked_for_the_unit()
    person.types("跳过")
    assert person.types("林业") == ["report-ongoing"]
    assert person.draft.sector == "forestry"


def test_something_else_is_asked_in_a_word() -> None:
    person = asked_for_the_unit()
    person.types("跳过")
    assert person.taps("sector:other") == ["report-sector-open"]
    assert person.types("渔业") == ["report-ongoing"]
    assert person.draft.sector == "fishing-vessels"


def test_words_that_name_no_sector_are_kept_and_the_office_decides() -> None:
    person = asked_for_the_unit()
    person.types("跳过")
    person.taps("sector:other")
    assert person.types("说不上来哪一种") == ["report-sector-ours", "report-ongoing"]
    assert person.draft.sector == "unknown"
    assert "说不上来哪一种" in [text for _, text in person.draft.words]


def test_not_knowing_the_sector_is_an_answer() -> None:
    person = asked_for_the_unit()
    person.types("跳过")
    assert person.types("不知道") == ["report-ongoing"]
    assert person.draft.sector == "unknown"


def test_new_words_bring_new_proposals() -> None:
    person = asked_for_the_unit()
    person.types("跳过")
    story = "那边还有一台没有年检的电梯，门关不上，住户天天都在坐，物业说没钱修，已经两个月了"
    person.types(story)
    looked = [one for one in person.office.performed if isinstance(one, ProposeSectors)]
    assert "电梯" in looked[-1].words


def test_a_late_tap_changes_its_own_detail_and_not_the_open_one() -> None:
    person = asked_for_the_unit()
    person.types("跳过")
    person.types("跳过")
    asked = person.says[-1].question
    person.taps("yes")
    assert person.does(ChoicePressed("no", asked)) == ["late-answer-taken"]
    assert person.draft.ongoing == "no"
    assert person.doing == AskingDetail("insider")


def test_the_same_tap_twice_is_one_tap() -> None:
    person = asked_for_the_unit()
    person.types("跳过")
    person.types("跳过")
    asked = person.says[-1].question
    person.taps("yes")
    assert person.does(ChoicePressed("yes", asked)) == []
    assert person.draft.ongoing == "yes"


def test_a_button_of_an_earlier_report_changes_nothing_in_this_one() -> None:
    person = asked_for_the_unit()
    for _ in range(2):
        person.types("跳过")
    asked = person.says[-1].question
    person.types("取消")
    person.taps("drop")
    person.types(WORDS)
    assert person.does(ChoicePressed("yes", asked)) == ["tap-late", "report-place"]
    assert person.draft.ongoing == ""


def test_one_step_back_goes_to_the_detail_before_and_then_to_the_place() -> None:
    person = asked_for_the_unit()
    person.types("跳过")
    assert person.types("返回") == ["report-unit"]
    assert person.types("返回") == ["place-change"]
    assert person.types("返回") == ["report-words-more"]
    assert person.types("返回") == ["menu"]
    assert person.types("我要反映") == ["report-unit"]


def test_back_from_the_summary_is_the_last_question() -> None:
    person = Person().told_a_report()
    assert person.types("返回") == ["report-reward"]


def test_an_answer_that_does_not_fit_is_kept_with_the_words() -> None:
    person = asked_for_the_unit()
    for _ in range(2):
        person.types("跳过")
    assert person.types("去年就这样了") == ["report-words-added", "report-ongoing"]
    assert "去年就这样了" in [text for _, text in person.draft.words]


@pytest.mark.parametrize(
    ("label", "doing"),
    [
        ("情况", "rewrite"),
        ("照片", "photos"),
        ("地点", "place"),
        ("单位", "unit"),
        ("类别", "sector"),
        ("还在不在", "ongoing"),
        ("在不在那里上班", "insider"),
        ("会不会被猜到", "guessable"),
        ("留不留名", "naming"),
        ("要不要奖励", "reward"),
    ],
)
def test_any_one_thing_can_be_changed_and_back_leads_to_the_summary(label: str, doing: str) -> None:
    person = Person().told_a_report()
    person.types("修改")
    person.types(label)
    assert person.state is not None
    assert where(person.state) == doing
    if doing == "place":
        assert person.types("就这样") == ["report-summary"]
    else:
        assert person.types("返回") == ["report-summary"]


def test_new_words_replace_the_old_ones_when_that_was_wished() -> None:
    person = Person().told_a_report()
    person.types("修改")
    person.types("情况")
    person.types("停满的是三轮车")
    assert [text for _, text in person.draft.words] == ["停满的是三轮车"]


def test_pictures_that_are_taken_away_are_deleted() -> None:
    person = Person()
    person.shows("a.jpg")
    person.shows("b.jpg", caption=WORDS)
    person.types(PLACE)
    person.types("后面都跳过")
    person.types("修改")
    person.types("照片")
    assert person.types("去掉最后一张")[0] == "report-photos-left"
    assert person.dropped[-1].photo_ids == ("photo-b.jpg",)
    person.types("修改")
    person.types("照片")
    assert person.types("全部去掉")[0] == "report-photos-gone"
    assert person.draft.photos == ()


def test_what_cannot_be_filed_is_said_and_the_summary_stays() -> None:
    person = Person().told_a_report()
    direct(person, "filing is declined")
    assert person.types("发送") == ["refused-report-placeless", "report-summary"]
    assert [text for _, text in person.draft.words] == [WORDS]


def test_a_refusal_brings_its_own_arguments() -> None:
    person = Person().told_a_report()
    assert person.state is not None
    step = advance(
        person.state, ReportDeclined("refused-words-long", (("most", "20000"),)), person.facts()
    )
    assert step.say[0].args == (("most", "20000"),)
    assert isinstance(step.state.doing, Summarising)


def test_what_is_sent_carries_the_language_and_one_id() -> None:
    person = Person().told_a_report()
    assert person.state is not None
    assert person.state.draft is not None
    draft_id = person.state.draft.draft_id
    person.types("发送")
    (filed,) = (one for one in person.office.performed if isinstance(one, FileReport))
    assert filed.draft_id == draft_id
    assert len(draft_id) == 32
    assert filed.language == "zh-Hans"


def test_keeping_the_draft_after_all_goes_on_where_it_was() -> None:
    person = asked_for_the_unit()
    person.does(CommandGiven("cancel"))
    assert person.types("不丢，接着说") == ["report-unit"]


def test_after_five_minutes_the_draft_says_where_it_was_and_takes_what_was_said() -> None:
    person = Person()
    person.types(WORDS)
    direct(person, "5 minutes pass")
    assert person.types(PLACE) == ["resume-draft", "place-noted", "report-unit"]


def test_within_five_minutes_nothing_is_repeated() -> None:
    person = Person()
    person.types(WORDS)
    direct(person, "4 minutes pass")
    assert person.types(PLACE) == ["place-noted", "report-unit"]


def test_to_open_news_is_no_return_to_the_draft() -> None:
    person = Person().sent_a_report()
    person.types("我要反映")
    person.types("另一件事情")
    direct(person, "the office accepts")
    person.heard()
    direct(person, "6 minutes pass")
    assert person.types("看消息") == ["case", "case-menu"]


def test_a_failed_step_apologises_and_asks_again() -> None:
    person = asked_for_the_unit()
    assert person.does(StepFailed()) == ["step-failed", "report-unit"]


def test_empty_words_are_no_words() -> None:
    person = Person()
    person.types(WORDS)
    assert person.does(TextSent("   ")) == ["report-place"]
    assert isinstance(person.doing, AwaitingPlace)


def test_the_moment_of_speaking_is_kept_to_the_minute_alone() -> None:
    person = Person()
    person.office.now_at = person.office.now_at.replace(second=41, microsecond=7)
    person.types(WORDS)
    assert person.state is not None
    assert person.state.spoke_at is not None
    assert (person.state.spoke_at.second, person.state.spoke_at.microsecond) == (0, 0)

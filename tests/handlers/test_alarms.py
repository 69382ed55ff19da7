"""Words that must not wait raise a question; what people write about any hazard does not."""

import pytest

from handlers.alarms import sounds_dangerous, sounds_deadly, sounds_like_a_place, width
from handlers.dialogue.event import TextSent
from handlers.doing import AskingDanger, AskingDeaths, AwaitingPlace
from tests.kit.person import Person


@pytest.mark.parametrize(
    "words",
    [
        "着火了，快来",
        "仓库正在冒烟",
        "有两个工人被困在污水池里",
        "一个孩子掉进井里了",
        "楼要塌了，快救命",
        "煤气味很大，头都晕了",
        "Two men are trapped in the tank",
        "the shed is on fire",
    ],
)
def test_danger_now_is_heard(words: str) -> None:
    assert sounds_dangerous(words)


@pytest.mark.parametrize(
    "words",
    [
        "楼道里停满电动车，容易着火",
        "消防通道堵了，万一起火跑不出去",
        "变压器没有围栏，小孩常去玩",
        "The exit is locked, and a fire would be terrible",
    ],
)
def test_a_hazard_is_not_danger_now(words: str) -> None:
    assert not sounds_dangerous(words)


@pytest.mark.parametrize(
    "words",
    [
        "上个月死了一个人，老板不让说",
        "昨天有人死在工地上",
        "砖厂摔死人了",
        "他们把事故瞒报了",
        "出事以后跟家属私了",
        "工人身亡，没有上报",
        "A man died at the quarry",
        "the accident was covered up",
    ],
)
def test_deaths_and_hidden_accidents_are_heard(words: str) -> None:
    assert sounds_deadly(words)


@pytest.mark.parametrize(
    "words",
    [
        "再这样下去会死人的",
        "要出人命的",
        "差点死了人",
        "怕死了，不敢从那里走",
        "老板不让说，谁说就扣钱",
        "门锁死了，打不开",
        "The exit is a dead end",
    ],
)
def test_fear_and_anger_are_not_deaths(words: str) -> None:
    assert not sounds_deadly(words)


@pytest.mark.parametrize("words", ["供销社对面", "新集村村口", "三号楼", "opposite the school"])
def test_a_short_description_reads_as_a_place(words: str) -> None:
    assert sounds_like_a_place(words)


@pytest.mark.parametrize(
    "words",
    ["已经两天没人管了", "他们晚上拉线充电，楼梯都走不过去", "nobody has come for two days"],
)
def test_a_story_does_not_read_as_a_place(words: str) -> None:
    assert not sounds_like_a_place(words)


def test_a_chinese_character_counts_for_two_letters() -> None:
    assert width("村口ab") == 6


def test_each_question_is_raised_once_a_report_and_denied_without_harm() -> None:
    person = Person()
    person.types("着火了")
    assert isinstance(person.doing, AskingDanger)
    assert person.types("没有") == ["alarm-none", "report-place"]
    assert not person.draft.danger
    person.types(
        "昨天也着火了，烧了半间屋子，大家都很害怕，后来是隔壁的人帮忙扑灭的，到现在也没有人来看过一眼"
    )
    assert isinstance(person.doing, AwaitingPlace)


def test_danger_and_deaths_in_one_message_are_asked_one_after_the_other() -> None:
    person = Person()
    assert person.does(TextSent("爆炸了，死了两个人"))[-1] == "danger-now"
    assert person.types("有危险") == ["danger-go-on", "deaths-lane"]
    assert isinstance(person.doing, AskingDeaths)
    assert person.types("是这样") == ["deaths-go-on", "report-place"]
    assert person.draft.danger
    assert person.draft.deaths


def test_without_a_lane_deaths_are_still_asked_about() -> None:
    person = Person(lane_phone="")
    assert person.types("工人身亡，没有上报")[-1] == "deaths"


@pytest.mark.parametrize("word", ["不知道", "跳过", "I don't know", "skip"])
def test_who_does_not_know_of_danger_or_deaths_goes_on_without_a_cold_word(word: str) -> None:
    person = Person()
    person.types("爆炸了，死了两个人")
    assert person.types(word) == ["alarm-unsure", "deaths-lane"]
    assert person.types(word) == ["alarm-none", "report-place"]
    assert not person.draft.danger
    assert not person.draft.deaths
    assert [text for _, text in person.draft.words] == ["爆炸了，死了两个人"]

"""The code: told once, typed back or not, as a picture, erased when asked, and then forgotten."""

import pytest

from handlers.answers import choices
from handlers.dialogue.event import ChoicePressed, TextSent
from handlers.doing import ErasingCode, Resting
from handlers.receipt import in_groups
from tests.kit.person import Person


def sent(door: str = "messenger") -> Person:
    person = Person(door=door).told_a_report()
    person.types("发送")
    return person


def test_the_code_is_in_five_groups_of_four() -> None:
    assert in_groups("12345678901234567890") == "1234 5678 9012 3456 7890"


def test_the_receipt_names_number_day_and_code() -> None:
    person = sent()
    keys = [said.key for said in person.says[-3:]]
    assert keys == ["receipt-number", "receipt-code-messenger", "receipt-check"]
    assert person.newest("receipt-code-messenger").secret
    assert person.newest("receipt-number").secret is False


def test_on_the_web_the_code_says_nothing_of_a_chat() -> None:
    person = sent("web")
    assert person.newest("receipt-code").secret


def test_the_code_is_forgotten_with_the_next_answer() -> None:
    for answer in ("跳过", "12345678901234567888", "图片"):
        person = sent()
        code = person.office.newest.code
        assert code in repr(person.state)
        person.types(answer)
        assert code not in repr(person.state)


def test_typed_back_in_any_form_it_is_checked() -> None:
    person = sent()
    code = person.office.newest.code
    typed = " － ".join(code[at : at + 4] for at in range(0, 20, 4))
    assert person.types(typed)[0] == "receipt-code-right"


def test_a_slip_is_told_and_it_can_be_tried_again() -> None:
    person = sent()
    code = person.office.newest.code
    wrong = f"{code[:-3]}{'1' if code[-3] != '1' else '2'}{code[-2:]}"
    assert person.types(wrong) == ["receipt-code-wrong", "receipt-check"]
    assert [one.name for one in choices(person.last)] == ["skip"]
    assert person.types(code)[0] == "receipt-code-right"


def test_the_picture_shows_the_digits_and_is_secret() -> None:
    person = sent()
    code = person.office.newest.code
    assert person.types("存成图片") == ["receipt-picture", "receipt-check"]
    said = person.newest("receipt-picture")
    assert said.pictures == (f"code:{code}",)
    assert said.secret
    assert said.args == ()


def test_where_messages_can_be_deleted_the_code_and_the_typed_back_one_go() -> None:
    person = sent()
    person.does(TextSent(person.office.newest.code, "m77"))
    assert isinstance(person.doing, ErasingCode)
    assert person.types("删掉") == ["receipt-erased", "menu"]
    assert person.erased == ["last-secret", "m77"]


def test_where_they_cannot_nothing_is_offered() -> None:
    person = sent("web")
    assert person.types(person.office.newest.code) == ["receipt-code-right", "menu"]
    assert person.doing == Resting("alias-1")


def test_sending_again_is_answered_with_the_number() -> None:
    person = Person().told_a_report()
    asked = person.last.question if person.last else ""
    person.does(ChoicePressed("send", asked))
    assert person.does(ChoicePressed("send", asked)) == ["already-sent"]
    assert person.types("发送") == ["already-sent", "receipt-check"]
    assert len(person.office.cases) == 1


def test_words_just_after_sending_are_asked_about() -> None:
    person = sent()
    assert person.types("对了，他们晚上也充电") == ["where-belongs"]
    assert person.taps("to-case") == ["case-added", "menu"]
    assert person.office.newest.added[0].words == "对了，他们晚上也充电"


def test_another_report_is_another_alias() -> None:
    person = Person().sent_a_report()
    person.types("我要反映")
    person.types("另一个院子里也是")
    person.types("武桥镇")
    person.types("后面都跳过")
    person.types("发送")
    assert person.state is not None
    assert len({own.handle for own in person.state.own}) == 2
    assert len({own.mark for own in person.state.own}) == 2


@pytest.mark.parametrize("word", ["取消", "算了", "/cancel"])
def test_cancelling_after_sending_says_that_it_stays_sent_and_keeps_the_code_in_mind(
    word: str,
) -> None:
    person = sent()
    number = person.office.newest.view.number
    assert person.types(word) == ["sent-stays", "receipt-skipped", "receipt-erase"]
    assert dict(person.newest("sent-stays").args)["number"] == number
    assert person.types(word) == ["sent-stays", "receipt-kept", "menu"]
    assert person.types(word) == ["sent-stays", "menu"]
    assert len(person.office.cases) == 1


def test_going_back_from_the_code_lets_it_not_go_without_a_word() -> None:
    person = sent()
    assert person.types("返回") == ["receipt-skipped", "receipt-erase"]
    assert person.types("返回") == ["receipt-kept", "menu"]
    assert sent("web").types("返回") == ["receipt-skipped", "menu"]


def test_whoever_goes_elsewhere_from_the_code_is_told_to_keep_it() -> None:
    assert sent().types("查进度")[0] == "receipt-skipped"
    assert sent().types("重新开始") == ["receipt-skipped", "report-words"]
    assert "receipt-skipped" not in sent().types("帮助")


def test_cancelling_later_takes_nothing_back_either() -> None:
    person = Person().sent_a_report()
    person.types("我要反映")
    assert person.types("取消") == ["all-sent-stays", "menu"]
    person.types("查进度")
    assert person.types("取消") == ["sent-stays", "menu"]

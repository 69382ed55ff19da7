"""A name for the reward: asked part by part, shown back masked, and never held in clear."""

import pytest

from handlers.dialogue import event as act
from handlers.dialogue.identity_effect import DropIdentity, FinishIdentity, SealIdentity
from handlers.dialogue.public_effect import CaseDeclined, OpenByCode
from handlers.doing import ErasingCode, NamingSelf, Viewing
from handlers.identity_words import masked, read_part
from handlers.public import advance
from tests.kit.person import Person
from tests.kit.reporter import office

NAME, CARD, ACCOUNT = "欧阳小明", "11010519491231002X", "6222020012345678"


def rewarded(
    *, door: str = "messenger", naming: str = "到时候可以留名", key: bool = True
) -> Person:
    """Somebody whose reward was approved, and who has just opened it."""
    person = Person(door=door)
    person.office.has_payer_key = key
    for text in ("楼道里停满电动车", "城关镇", *["跳过"] * 5, naming, "要", "发送", "跳过"):
        person.types(text)
    if door == "messenger":
        person.types("留着")
    office(person, "rewards")
    person.types("看消息")
    person.types("看奖励")
    return person


def sealed(person: Person) -> list[SealIdentity]:
    return [one for one in person.office.performed if isinstance(one, SealIdentity)]


def test_who_may_give_a_name_is_asked_once_a_reward_waits() -> None:
    person = rewarded()
    assert person.last is not None
    assert person.last.key == "identity-name"
    assert "identity-messenger" in repr(person.last)
    assert "identity-messenger" not in repr(rewarded(door="web").last)


@pytest.mark.parametrize(("naming", "key"), [("不留名", True), ("到时候可以留名", False)])
def test_nobody_else_is_asked(naming: str, key: bool) -> None:
    person = rewarded(naming=naming, key=key)
    assert isinstance(person.doing, ErasingCode)
    assert ("identity-no-key" in [one.key for one in person.says]) is not key


def test_each_part_is_sealed_at_once_and_only_its_mask_is_held() -> None:
    person = rewarded()
    for text in (NAME, CARD, ACCOUNT):
        person.types(text)
    assert [(one.part, one.text) for one in sealed(person)] == [
        ("name", NAME),
        ("number", CARD),
        ("account", ACCOUNT),
    ]
    assert person.doing == NamingSelf(
        person.office.newest.view, "check", "欧**", "****002X", "****5678"
    )
    said = repr(person.says)
    assert not any(clear in said for clear in (NAME, CARD, ACCOUNT))
    assert person.types("都对") == ["identity-kept", "receipt-erase"]
    assert isinstance(person.office.performed[-1], FinishIdentity)


def test_the_messages_that_carried_it_are_deleted_where_the_door_can() -> None:
    person = rewarded()
    person.types(NAME, "m-name")
    person.types("no number", "m-slip")
    assert person.erased[-2:] == ["m-name", "m-slip"]
    web = rewarded(door="web")
    web.types(NAME)
    assert web.erased == []


@pytest.mark.parametrize("told", [(), (NAME,), (NAME, CARD), (NAME, CARD, ACCOUNT)])
@pytest.mark.parametrize("typed", ["凭编码领", "跳过", "1"])
def test_every_step_leads_back_to_claiming_by_code(told: tuple[str, ...], typed: str) -> None:
    person = rewarded(door="web")
    for text in told:
        person.types(text)
    if typed == "1" and len(told) == 3:
        typed = "3"  # there it is the third button
    assert person.types(typed) == ["identity-dropped", "case-menu"]
    assert isinstance(person.office.performed[-1], DropIdentity)
    assert isinstance(person.doing, Viewing)


def test_twenty_digits_are_the_account_here_and_open_no_report() -> None:
    person = rewarded()
    for text in (NAME, CARD, "1234 5678 9012 3456 7890"):
        person.types(text)
    assert sealed(person)[-1].text == "12345678901234567890"
    assert not any(isinstance(one, OpenByCode) for one in person.office.performed)


def test_a_picture_of_a_card_is_not_kept() -> None:
    person = rewarded()
    assert person.shows("card.jpg", caption=NAME) == ["identity-no-picture", "identity-name"]
    assert person.dropped[-1].refs == ("card.jpg",)
    assert NAME not in repr(person.state)
    person.does(act.EvidenceSent("voice", "voice"))
    assert person.dropped[-1].refs == ("voice",)


def test_an_edited_message_with_a_name_is_not_kept() -> None:
    person = rewarded()
    person.types(NAME, "m-name")
    person.does(act.TextEdited("欧阳大明", "m-name"))
    assert "欧阳大明" not in repr(person.state)


def test_a_name_that_comes_too_late_is_said_and_the_case_goes_on() -> None:
    person = rewarded(door="web")
    assert person.state is not None
    step = advance(person.state, CaseDeclined("refused-identity-late"), person.facts())
    assert [one.key for one in step.say] == ["refused-identity-late"]
    assert isinstance(step.state.doing, Viewing)


@pytest.mark.parametrize("word", ["返回", "取消"])
def test_whoever_leaves_half_way_leaves_no_name_and_is_asked_about_the_code(word: str) -> None:
    person = rewarded()
    person.types(NAME)
    assert person.types(word) == ["identity-dropped", "receipt-erase"]
    assert isinstance(person.doing, ErasingCode)


def test_stop_leaves_nothing_of_it_in_the_chat() -> None:
    person = rewarded()
    person.types(NAME)
    assert person.types("断开") == ["stop-done"]
    assert person.state is None


@pytest.mark.parametrize(
    ("part", "typed", "read"),
    [
        ("name", " 欧阳小明 ", NAME),
        ("name", "阿卜杜拉·买买提", "阿卜杜拉·买买提"),
        ("name", "Ouyang  Xiaoming", "Ouyang Xiaoming"),
        ("name", "王", ""),
        ("name", "王小明13800138000", ""),
        ("name", "王小明 " * 40, ""),
        ("number", "110105 19491231 002x", CARD),
        ("number", "１１０１０５１９４９１２３１００２Ｘ", CARD),
        ("number", "110105194912310021", ""),
        ("number", "E12345678", "E12345678"),
        ("number", "H1234567890", "H1234567890"),
        ("number", "不知道", ""),
        ("account", "6222-0200-1234-5678", ACCOUNT),
        ("account", "1234567", ""),
        ("account", "9" * 31, ""),
        ("account", "工行6222020012345678", ""),
    ],
)
def test_what_is_typed_is_read_or_asked_again(part: str, typed: str, read: str) -> None:
    assert read_part(part, typed) == read


def test_a_mask_shows_a_first_character_or_four_last() -> None:
    assert masked("name", "王小明") == "王**"
    assert masked("number", CARD) == "****002X"
    assert masked("account", ACCOUNT) == "****5678"

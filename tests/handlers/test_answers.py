"""Typed answers: numbers, labels, variants, commands and codes mean what taps mean."""

import pytest

from handlers.answers import code_digits, command, digits_count, number, pick
from handlers.dialogue.reply import Say, choice, say
from handlers.label_words import WORDS
from handlers.vocabulary import COMMANDS
from locales.catalogue import Catalogue, load
from tests.kit import screenplay
from tests.kit.pure_stage import play

ASKED = say("menu", rows=((choice("report"),), (choice("follow"), choice("skip"))))


@pytest.fixture(scope="module")
def catalogue() -> Catalogue:
    return load(strict=True)


@pytest.mark.parametrize(
    "typed", ["2", "２", "二", "②", "2.", "2、", "第2个", "第二个", "选2", "no. 2", " 2 "]
)
def test_a_number_is_the_button_in_that_place(typed: str) -> None:
    assert pick(typed, ASKED, WORDS) == "follow"


@pytest.mark.parametrize("typed", ["4", "0", "二楼", "2号", "2号楼", "十二", "22", "", "二十万"])
def test_what_is_no_buttons_number_is_none(typed: str) -> None:
    assert pick(typed, ASKED, WORDS) == ""


def test_where_words_are_wanted_a_number_is_an_answer() -> None:
    assert pick("1", ASKED, WORDS, numbered=False) == ""
    assert pick("跳过", ASKED, WORDS, numbered=False) == "skip"


@pytest.mark.parametrize(
    "typed", ["跳过", "跳过吧", "「跳过」", " skip ", "SKIP", "Ｓkip.", "跳过。"]
)
def test_words_are_compared_without_their_clothes(typed: str) -> None:
    assert pick(typed, ASKED, WORDS) == "skip"


def test_a_story_is_no_button() -> None:
    assert pick("我要反映三楼过道堆满电动车的事情", ASKED, WORDS) == ""


def test_a_places_name_on_a_button_can_be_typed() -> None:
    spots = say("x", rows=((choice("spot:0", "choice-spot", place="城关镇"),),))
    assert pick("城关镇", spots, WORDS) == "spot:0"


@pytest.mark.parametrize(
    ("typed", "number_meant"), [("十", 10), ("十一", 11), ("二十", 20), ("二十三", 23), ("12", 12)]
)
def test_chinese_numbers_are_numbers(typed: str, number_meant: int) -> None:
    assert number(typed) == number_meant


@pytest.mark.parametrize(
    ("typed", "name"),
    [
        ("/stop", "stop"),
        ("断开", "stop"),
        ("帮助", "help"),
        ("重新开始", "new"),
        ("Start again!", "new"),
        ("语言", "language"),
        ("取消", "cancel"),
        ("返回", "back"),
        ("隐私", "privacy"),
        ("查进度", "status"),
        ("谢谢", "thanks"),
        ("我想断开电源", ""),
    ],
)
def test_a_command_is_the_whole_of_what_is_typed(typed: str, name: str) -> None:
    assert command(typed, COMMANDS) == name


@pytest.mark.parametrize(
    "typed",
    [
        "12345678901234567890",
        "1234 5678 9012 3456 7890",
        "1234-5678-9012-3456-7890",
        "１２３４ ５６７８ ９０１２ ３４５６ ７８９０",
        "一二三四 五六七八 九零一二 三四五六 七八九零",
        "幺二三四五六拐八勾洞12345六七八九零",
    ],
)
def test_a_code_is_read_however_it_is_written(typed: str) -> None:
    assert code_digits(typed) == "12345678901234567890"


@pytest.mark.parametrize("typed", ["1234567890123456789", "123456789012345678901", "编码12345"])
def test_other_digits_are_no_code(typed: str) -> None:
    assert code_digits(typed) == ""


def test_digits_are_counted_in_every_script() -> None:
    assert digits_count("１２三4") == 4


def test_no_word_stands_for_two_commands() -> None:
    seen: dict[str, str] = {}
    for name, words in COMMANDS.items():
        for word in words:
            if {name, seen.setdefault(word, name)} not in ({name}, {"report", "new"}):
                pytest.fail(f"{word} is {name} and {seen[word]}")


@pytest.mark.parametrize("key", sorted(WORDS))
def test_every_label_is_understood_when_it_is_typed(key: str, catalogue: Catalogue) -> None:
    for language in catalogue.languages:
        named = key.startswith("language-")
        if not named and any(form.names for form in catalogue.templates(language, key)):
            continue
        label = catalogue.say(language, key)
        assert pick(label, say("x", rows=((choice("this", key),),)), WORDS) == "this", label


def test_every_label_of_a_plain_button_has_words(catalogue: Catalogue) -> None:
    plain = {
        key
        for key in catalogue.keys("en")
        if key.startswith("choice-")
        and not any(form.names for form in catalogue.templates("en", key))
    }
    assert plain - set(WORDS) == set()


@pytest.mark.parametrize("language", ["zh-Hans", "en"])
def test_at_each_question_every_label_and_number_is_its_own_button(
    language: str, catalogue: Catalogue
) -> None:
    asked: dict[tuple[str, tuple[str, ...]], Say] = {}
    for script in screenplay.load().values():
        if script.public:
            _, _, stage = play(script, catalogue, language)
            for said in stage.says:
                names = tuple(one.name for row in said.rows for one in row)
                asked.setdefault((said.key, names), said)
    for said in asked.values():
        buttons = [one for row in said.rows for one in row]
        for place, one in enumerate(buttons, 1):
            label = catalogue.say(language, one.key, one.args)
            assert pick(label, said, WORDS) == one.name, (said.key, label)
            assert pick(str(place), said, WORDS) == one.name, (said.key, place)

"""What a free question to a reporter must not hold, and what it may."""

import pytest

from backend.errors import Refused
from backend.reports.contacts import check_question

REFUSED = {
    "refused-question-link": [
        "请打开 https://example.com/a",
        "看这里 www.abc.cn",
        "到 ｗｗｗ．ａｂｃ．ｃｎ 填表",
        "t . me / x 或者 abc.top",
        "扫码进群",
        "weixin://dl/chat",
    ],
    "refused-question-phone": [
        "打给我 13812345678",
        "１３８ １２３４ ５６７８",
        "138-1234-5678 行吗",
        "一三八 一二三四 五六七八",
        "座机0552 5021234",
        "138\u200b1234\u200b5678",
    ],
    "refused-question-handle": [
        "加我微信聊",
        "微 信 同号",
        "v信 abc",
        "联系 @zhangsan",
        "my telegram is open",
        "QQ 上说",
    ],
    "refused-question-identity": [
        "你是谁？",
        "请留下姓名",
        "您在哪上班？",
        "What is your name?",
        "where do you live",
        "身份证后四位",
    ],
    "refused-question-long": ["长" * 301],
}
FINE = [
    "过道里大概停了多少辆？",
    "是3号楼还是5号楼，第几层？",
    "那个气瓶现在还在用吗？",
    "大约是早上8点还是晚上8点？",
    "Is the gate on the north side locked at night?",
    "墙上的裂缝有没有变大，大约几厘米？",
]


@pytest.mark.parametrize(
    ("key", "text"), [(key, text) for key, texts in REFUSED.items() for text in texts]
)
def test_a_question_with_a_way_of_contact_is_refused(key: str, text: str) -> None:
    with pytest.raises(Refused, match=key):
        check_question(text)


@pytest.mark.parametrize("text", FINE)
def test_a_question_about_the_hazard_may_be_asked(text: str) -> None:
    check_question(text)

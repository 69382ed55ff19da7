"""What no free question to a reporter may hold: links, phone numbers, handles, "who are you"."""

import re
import unicodedata

from backend.errors import Refused

QUESTION_MAX = 300
"""Characters of a free question."""

_DOMAINS = "com|cn|net|org|me|top|cc|io|app|info|xyz|vip|link|shop|site|gov|edu"
_CHECKS: tuple[tuple[str, re.Pattern[str]], ...] = (
    (
        "refused-question-link",
        re.compile(
            rf"(?i)\b[a-z][a-z0-9+.-]*\s*:\s*/\s*/|\bwww\s*\.|[a-z0-9-]+\s*\.\s*(?:{_DOMAINS})\b"
            r"|二维码|扫码|网址|链接"
        ),
    ),
    ("refused-question-phone", re.compile(r"\d(?:[\s\-.()·,，、]{0,3}\d){6,}")),
    (
        "refused-question-handle",
        re.compile(
            r"(?i)@\s*\w{2,}|微\s*信|薇\s*信|威\s*信|\bv\s*[信xX]\b|\b(?:wechat|weixin|whatsapp|"
            r"telegram|signal|qq|skype|line\s*id)\b|加我|加个好友"
        ),
    ),
    (
        "refused-question-identity",
        re.compile(
            r"你是谁|您是谁|哪一位|贵姓|姓名|名字|叫什么|身份证|手机号|电话|联系方式|邮箱|住址|住在哪"
            r"|在哪上班|哪个单位上班|工号|(?i:who are you|your name|phone|e-?mail|id number|"
            r"contact you|where do you (?:live|work))"
        ),
    ),
)
_CHINESE_DIGITS = str.maketrans("〇零一幺二两三四五六七八九", "0011223456789")


def check_question(text: str) -> None:
    """Let a free question through when it holds no way out of this conversation.

    Raises:
        Refused: what it holds that it must not, or that it is too long.
    """
    if len(text) > QUESTION_MAX:
        raise Refused("refused-question-long", most=QUESTION_MAX)
    flat = unicodedata.normalize("NFKC", text)
    flat = "".join(mark for mark in flat if unicodedata.category(mark) != "Cf")
    for key, pattern in _CHECKS:
        if pattern.search(flat):
            raise Refused(key)
    if re.search(r"\d{7,}", re.sub(r"[\s\-.()·,，、]", "", flat.translate(_CHINESE_DIGITS))):
        raise Refused("refused-question-phone")

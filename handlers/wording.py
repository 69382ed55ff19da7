"""What a line or a question must not carry: signs of the reporter, phones, links, handles.

The office looks at a question once more and has the last word (`backend/reports/contacts.py`); here
it is said at once, while the sentence is still being written.
"""

import re
import unicodedata

LINE_MAX = 120
"""Characters of the neutral line: one look on a phone."""

QUESTION_MAX = 300

SHORT_MIN = 4
"""Fewer characters are no line and no question: a number, a stray word."""

_DOMAINS = "com|cn|net|org|me|top|cc|io|app|info|xyz|vip|link|shop|site|gov|edu"
_LINK = re.compile(
    rf"(?i)\b[a-z][a-z0-9+.-]*\s*:\s*/\s*/|\bwww\s*\.|[a-z0-9-]+\s*\.\s*(?:{_DOMAINS})\b"
    r"|二维码|扫码|网址|链接"
)
_HANDLE = re.compile(
    r"(?i)@\s*\w{2,}|微\s*信|薇\s*信|威\s*信|\bv\s*[信xX]\b|加我|加个好友"
    r"|\b(?:wechat|weixin|whatsapp|telegram|signal|qq|skype|line\s*id)\b"
)
_DIGIT_RUN = re.compile(r"\d(?:[\s\-.()·,，、]{0,3}\d){6,}")
_BETWEEN_DIGITS = re.compile(r"[\s\-.()·,，、]")
_SPOKEN_DIGITS = str.maketrans("〇零一幺二两三四五六七八九", "0011223456789")
_PERSON = re.compile(
    r"[\u4e00-\u9fff](?:师傅|经理|老板|主任|厂长|队长|先生|女士|某某|某)"
    r"|(?<![\u4e00-\u9fff])[老小][\u4e00-\u9fff](?![\u4e00-\u9fff])"
    r"|(?i:\b(?:mr|mrs|ms|miss)\b\.?\s+\w)"
)
_SOURCE = re.compile(
    r"举报|群众反映|有人反映|知情人|来电|报告人|反映人|我|本人"
    r"|(?i:\b(?:i|my|we|our|reporter|whistleblower|informant|employee says)\b)"
)
_IDENTITY = re.compile(
    r"你是谁|您是谁|哪一位|贵姓|姓名|名字|叫什么|身份证|手机号|电话|联系方式|邮箱|住址|住在哪"
    r"|在哪上班|哪个单位上班|工号|(?i:who are you|your name|phone|e-?mail|id number|"
    r"contact you|where do you (?:live|work))"
)
_QUOTE_MIN = 12
"""So many characters in a row from the reporter's own words read as a quotation."""


def line_doubts(line: str, raw: str) -> tuple[str, ...]:
    """Why a neutral line may give somebody away; empty when nothing strikes.

    Names: phone, link, handle, person, source, quote. Each is a reason to look again, no more.
    """
    flat = plain(line)
    found = list(contacts(line))
    if _PERSON.search(flat):
        found.append("person")
    if _SOURCE.search(flat):
        found.append("source")
    if quoted(line, raw):
        found.append("quote")
    return tuple(found)


def question_faults(text: str) -> tuple[str, ...]:
    """Why a free question cannot go to a reporter: phone, link, handle, identity."""
    found = list(contacts(text))
    if _IDENTITY.search(plain(text)):
        found.append("identity")
    return tuple(found)


def contacts(text: str) -> tuple[str, ...]:
    """Which ways of being reached stand in a text: phone, link, handle."""
    flat = plain(text)
    digits = _BETWEEN_DIGITS.sub("", flat.translate(_SPOKEN_DIGITS))
    phone = bool(_DIGIT_RUN.search(flat) or re.search(r"\d{7,}", digits))
    signs = (("phone", phone), ("link", _LINK.search(flat)), ("handle", _HANDLE.search(flat)))
    return tuple(name for name, sign in signs if sign)


def quoted(line: str, raw: str) -> bool:
    """Does the line take over a run of the reporter's own words?"""
    ours, theirs = _bare(line), _bare(raw)
    if not theirs:
        return False
    runs = (ours[at : at + _QUOTE_MIN] for at in range(len(ours) - _QUOTE_MIN + 1))
    return any(run in theirs for run in runs) or (len(ours) >= _QUOTE_MIN // 2 and ours == theirs)


def plain(text: str) -> str:
    """Full-width letters and digits as plain ones, invisible marks gone: they hide no number."""
    flat = unicodedata.normalize("NFKC", text)
    return "".join(mark for mark in flat if unicodedata.category(mark) != "Cf")


def _bare(text: str) -> str:
    return "".join(mark for mark in plain(text).casefold() if mark.isalnum())

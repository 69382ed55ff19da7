"""Words that must not wait: people in danger now, deaths, a hidden accident; and signs of a place.

They only raise a question; the person decides. Missing one costs a question, so the lists are
short and leave out what people write about any hazard: 「会死人的」, 「要出人命」.
"""

import re
import unicodedata

_DANGER = re.compile(
    r"着火了|起火了|正在(?:着火|起火|燃烧|冒烟|漏气|泄漏|倒塌)|烧起来|火很大"
    r"|(?:人|孩子|老人|工人)[^,。,.]{0,6}(?:被困|困在|被埋|掉进|掉下|晕倒|昏倒|中毒|触电)"
    r"|被困住|被埋了|爆炸了|刚爆炸|塌了|垮塌了|救命|快来人|煤气味(?:很|特别|非常)"
    r"|(?i:\bon fire\b|\bburning now\b|\btrapped\b|\bburied\b|\bunconscious\b|\bhelp us\b"
    r"|\bjust exploded\b|\bcollapsing\b|\bsmell of gas is\b|\belectrocuted\b|\bpassed out\b)"
)
_DEATHS = re.compile(
    r"(?<![会要能怕锁卡焊堵吓累气热急])(?<!差点)(?:死了|死亡|身亡|遇难|摔死|砸死|电死|烧死|淹死|闷死|轧死|压死|毒死|炸死)"
    r"|有人死|(?<![会要能怕])死(?:了)?[一二两三四五六七八九十\d]+(?:个|人|名)|人没了|人命案"
    r"|瞒报|谎报|瞒着没报|隐瞒(?:了)?事故"
    r"|(?:事故|出事|出了事|死|伤)[^。]{0,16}(?:不让(?:往外)?说|不许说|私了|压下来|瞒)"
    r"|(?i:\b(?:died|was killed|were killed|fatal|dead body|deaths?)\b"
    r"|\b(?:covered up|hushed up|hidden accident|concealed)\b)"
)
_PLACE = re.compile(
    r"[省市县区镇乡村路街巷弄号院厂店楼桥站口庄屯营湖河库园场校矿井坝塘沟湾洼集]|旁|附近|对面"
    r"|隔壁|后面|前面|东边|西边|南边|北边|里面|门口|靠近|挨着|往[东南西北]"
    r"|(?i:\b(?:street|road|rd|st|lane|near|behind|opposite|beside|next to|corner|village|town"
    r"|factory|building|bridge|station|school|gate|north|south|east|west|km|at the)\b)"
)

_CLAUSES = re.compile(r"[,。;!?]|[.;!?]\s")
_PLACE_WIDTH = 40


def sounds_dangerous(text: str) -> bool:
    """May there be people in danger at this moment?"""
    return bool(_DANGER.search(_narrow(text)))


def sounds_deadly(text: str) -> bool:
    """May somebody have died, or an accident be kept secret?"""
    return bool(_DEATHS.search(_narrow(text)))


def sounds_like_a_place(text: str) -> bool:
    """Does a text read as the description of a place, and as nothing more?"""
    flat = _narrow(text)
    return bool(_PLACE.search(flat)) and width(flat) <= _PLACE_WIDTH and not _CLAUSES.search(flat)


def _narrow(text: str) -> str:
    """The text with full-width marks and letters as narrow ones."""
    return unicodedata.normalize("NFKC", text)


def width(text: str) -> int:
    """How much is said: a Chinese character counts for two letters."""
    return sum(2 if mark > "\u2e7f" else 1 for mark in text)

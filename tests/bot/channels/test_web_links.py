"""Links on a page of web chat: maps alone, and nothing else that somebody wrote."""

import pytest

from bot.channels._web_links import pieces

AMAP = "https://uri.amap.com/marker?position=117.9,33.1&name=%E4%BA%94&coordinate=gaode"


@pytest.mark.parametrize(
    ("text", "found"),
    [
        ("", [("", "")]),
        ("地点：城关镇", [("地点：城关镇", "")]),
        (AMAP, [("", AMAP)]),
        (f"地图：{AMAP}\n期限：明天", [("地图：", ""), ("", AMAP), ("\n期限：明天", "")]),
        (f"{AMAP}，看", [("", AMAP), ("，看", "")]),
        (f"{AMAP} {AMAP}", [("", AMAP), (" ", ""), ("", AMAP)]),
        ("https://evil.example/uri.amap.com/", [("https://evil.example/uri.amap.com/", "")]),
        ("https://uri.amap.com.evil.example/x", [("https://uri.amap.com.evil.example/x", "")]),
        ("https://uri.amap.com@evil.example/x", [("https://uri.amap.com@evil.example/x", "")]),
        ("javascript:alert(1)", [("javascript:alert(1)", "")]),
        ("http://uri.amap.com/marker", [("http://uri.amap.com/marker", "")]),
    ],
)
def test_only_a_map_becomes_a_link(text: str, found: list[tuple[str, str]]) -> None:
    assert [(one["text"], one["href"]) for one in pieces(text)] == found

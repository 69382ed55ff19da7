"""The one kind of link on a page of web chat: a point on a map, for staff on their way to it."""

import re

# The hosts of `backend/places/mapurl.py`. What else a reporter may have written stays plain text.
_MAP = re.compile(
    r"https://(?:uri\.amap\.com|api\.map\.baidu\.com|apis\.map\.qq\.com|maps\.apple\.com"
    r"|www\.google\.com/maps|www\.openstreetmap\.org)/[!-~]+"
)


def pieces(text: str) -> list[dict[str, str]]:
    """A text in its order: `text` to be shown as it is, or `href` of a map to be opened."""
    made: list[dict[str, str]] = []
    end = 0
    for found in _MAP.finditer(text):
        made += [{"text": text[end : found.start()], "href": ""}] if found.start() > end else []
        made.append({"text": "", "href": found[0]})
        end = found.end()
    if end < len(text) or not made:
        made.append({"text": text[end:], "href": ""})
    return made

"""Writes docs/conversation.md: the whole conversation in every language, from the screenplays.

python -m tests.kit.conversation_doc
"""

from pathlib import Path

from locales.catalogue import Catalogue, load
from locales.keys import Key
from tests.kit import screenplay
from tests.kit.pure_stage import Scene, play
from tests.kit.screenplay import Act, Direction, Heard, Screenplay

PAGE = Path(__file__).resolve().parents[2] / "docs" / "conversation.md"
FIRST = (
    *("straight", "typed", "any-order", "album", "all-skips", "wrong-place", "photo-place"),
    *("photo-refused", "pending-photo", "edit", "resumed", "double-send", "danger", "deaths"),
    *("poster", "web", "english", "follow", "question", "object", "reward", "reward-named", "stop"),
)
"""The order of reading; what is not named follows by name."""

NAMES = {"zh-Hans": "中文", "en": "English"}
HEAD = """# The conversation with a reporter

Written by `python -m tests.kit.conversation_doc` from the screenplays in `tests/screenplays/` and
the catalogues in `locales/`; a test holds it against both. To correct a sentence, change it in
`locales/zh-Hans.po` or `locales/en.po` and run the command again. `▸` is what the person does,
quoted lines are what Davy says, and `[…]` are buttons. A long text that was shown before is cut.
"""
REST = """## What else may be said

Sentences that no screenplay above comes to.
"""
CUT_CHARS = 60


def written(catalogue: Catalogue) -> str:
    """The whole page."""
    plays = {name: one for name, one in screenplay.load().items() if one.public}
    order = [*(name for name in FIRST if name in plays), *sorted(set(plays) - set(FIRST))]
    parts = [HEAD]
    said: set[str] = set()
    shown: dict[str, set[str]] = {name: set() for name in NAMES}
    for name in order:
        parts.append(f"## {plays[name].title}\n")
        if plays[name].about:
            parts.append(f"{plays[name].about}\n")
        starts = plays[name].settings.get("starts")
        for language, title in NAMES.items():
            if starts and language != starts:
                continue
            parts.append(f"### {title}\n")
            lines, keys = _dialogue(plays[name], catalogue, language, shown[language])
            parts.append("\n".join(lines) + "\n")
            said |= keys
    parts += [REST, _rest(catalogue, said)]
    return "\n".join(parts)


def _dialogue(
    script: Screenplay, catalogue: Catalogue, language: str, shown: set[str]
) -> tuple[list[str], set[str]]:
    scenes, _, stage = play(script, catalogue, language)
    lines: list[str] = []
    for scene in _without_known_receipt(scenes, shown):
        if isinstance(scene, str):
            lines += [scene, ""]
            continue
        lines += [_deed(scene, language, stage.told), ""]
        quoted = [line for heard in scene.heard for line in (*_message(heard, shown), ">")]
        lines += [*quoted[:-1], ""] if quoted else []
    keys = {inner for said in stage.says for inner in _keys(said)}
    return lines, keys


def _without_known_receipt(scenes: list[Scene], shown: set[str]) -> list[Scene | str]:
    """The scenes; from sending to the menu they are told once, and named afterwards."""
    marks = [" ".join(heard.key for heard in scene.heard) for scene in scenes]
    begin = next((at for at, mark in enumerate(marks) if "receipt-number" in mark), None)
    if begin is None:
        return [*scenes]
    ends = (at for at in range(begin, len(marks)) if marks[at].endswith("menu"))
    end = next(ends, len(marks) - 1)
    tail = "|".join(marks[begin : end + 1])
    known = tail in shown
    shown.add(tail)
    if not known:
        return [*scenes]
    return [*scenes[:begin], "*(sending and the receipt, as above)*", *scenes[end + 1 :]]


def _deed(scene: Scene, language: str, told: dict[str, str]) -> str:
    deed = scene.beat.deed
    if isinstance(deed, Direction):
        return f"*{deed.words}*"
    text = screenplay.fill(deed.text(language), told)
    match deed.kind:
        case "words":
            return f"▸ {text}"
        case "command":
            return f"▸ `/{text}`"
        case "tap" | "late-tap":
            return f"▸ `[{_label(scene, text)}]`"
    return f"▸ ({_described(deed, text)})"


def _described(deed: Act, text: str) -> str:
    return f"{deed.kind} {text}".strip()


def _label(scene: Scene, name: str) -> str:
    return scene.labels.get(name, name)


def _message(heard: Heard, shown: set[str]) -> list[str]:
    text = heard.text
    if text in shown and len(text) > CUT_CHARS:
        text = f"{text.splitlines()[0][:CUT_CHARS]} …"
    shown.add(heard.text)
    lines = [f"> {line}  " if line else ">" for line in text.split("\n")]
    buttons = [f"`[{label}]`" for row in heard.labels for label in row]
    return [*lines, "> " + " ".join(buttons)] if buttons else lines


def _keys(said: object) -> set[str]:
    """The key of a message and of every saying within it."""
    found: set[str] = set()
    if hasattr(said, "key") and hasattr(said, "args"):
        found.add(said.key)
        for _, value in said.args:
            found |= _keys(value)
    elif isinstance(said, tuple):
        for one in said:
            found |= _keys(one)
    return found


def _rest(catalogue: Catalogue, said: set[str]) -> str:
    rows = ["| key | 中文 | English |", "|---|---|---|"]
    for key in _public_keys():
        if key not in said and not key.startswith(("choice-", "format-", "language-")):
            texts = (_template(catalogue, language, key) for language in NAMES)
            rows.append(f"| `{key}` | " + " | ".join(texts) + " |")
    return "\n".join(rows) + "\n"


def _public_keys() -> list[str]:
    """The keys before the sectors: after them come the words of staff and pages."""
    keys = [str(key) for key in Key]
    return keys[: keys.index("sector-fire")]


def _template(catalogue: Catalogue, language: str, key: str) -> str:
    form = catalogue.templates(language, key)[-1]
    text = "".join(literal + (f"{{{name}}}" if name else "") for literal, name in form.pieces)
    return text.replace("\n", "<br>").replace("|", "\\|")


if __name__ == "__main__":
    PAGE.write_text(written(load(strict=True)), "utf-8")

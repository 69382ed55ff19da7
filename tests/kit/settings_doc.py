"""Writes docs/settings.md: every setting with its default and its reason, from the settings' code.

python -m tests.kit.settings_doc
"""

from pathlib import Path
from typing import Literal, get_args, get_origin

from pydantic import SecretStr
from pydantic.fields import FieldInfo

from backend.settings import all_names

PAGE = Path(__file__).resolve().parents[2] / "docs" / "settings.md"
HEAD = """# Settings

Written by `python -m tests.kit.settings_doc` from `backend/settings.py`; a test holds it against
the code.

Davy reads its settings from the environment and from one file of lines `NAME=value`: `davy.env` in
the folder that it is started in, or the file that `DAVY_SETTINGS` names. The environment goes
first; an empty value counts as not given. Every command reads the same settings, so a port that is
set for `serve` alone is not known to `davy staff invite`: put it into the file. A setting that
cannot be used stops the start with its name, what was given and what is allowed; so does a name
that looks like a setting and is none. Secrets are never repeated.

The file may hold tokens: keep it to the user that Davy runs as (`chmod 600 davy.env`).
"""
GROUPS = (
    ("Where things lie", ("DATA_DIR", "KEY_DIR", "DATABASE_URL", "FILE_STORE", "S3_")),
    ("The place", ("PLACE", "PROFILE_DIR")),
    ("The web door", ("HOST", "PORT", "PUBLIC_URL", "ONION_URL", "TRUSTED_", "METRICS_")),
    ("An outside map service", ("MAP_",)),
    ("Limits", ("UPLOAD_", "PHOTO_", "PHOTOS_", "FILES_MIN", "WORDS_MIN")),
    ("The log", ("LOG_",)),
    ("The public's Telegram bot", ("TELEGRAM_PUBLIC__",)),
)
TAIL = """## The staff's Telegram bot

The same six names under `DAVY_TELEGRAM_STAFF__`: `TOKEN`, `API_URL`, `FILE_URL`, `WEBHOOK_URL`,
`WEBHOOK_SECRET`, `PROXY_URL`. It is a bot of its own with a token of its own.

## Bots of several places

With several places (`DAVY_PLACES`) each has bots of its own, with the same six names under
`DAVY_PLACE_<CODE>__TELEGRAM_PUBLIC__` and `DAVY_PLACE_<CODE>__TELEGRAM_STAFF__`: for example
`DAVY_PLACE_350213__TELEGRAM_PUBLIC__TOKEN`. When `DAVY_PLACE` is set beside `DAVY_PLACES`, it is
served too, it is meant where no place is named, and the bots above are its own.
"""


def written() -> str:
    """The whole page."""
    fields = all_names()
    parts = [HEAD]
    for title, beginnings in GROUPS:
        rows = [
            _row(name, field)
            for name, field in fields.items()
            if name.removeprefix("DAVY_").startswith(beginnings)
        ]
        parts.append(f"## {title}\n\n| name | default | what it is |\n|---|---|---|\n")
        parts[-1] += "\n".join(rows) + "\n"
    return "\n".join([*parts, TAIL])


def _row(name: str, field: FieldInfo) -> str:
    told = " ".join((field.description or "").split())
    allowed = _allowed(field)
    return f"| `{name}` | {_default(field)} | {told}{f' ({allowed})' if allowed else ''} |"


def _default(field: FieldInfo) -> str:
    value = field.default.get_secret_value() if isinstance(field.default, SecretStr) else None
    shown = value if value is not None else field.default
    return f"`{shown}`" if shown not in ("", (), None) else "-"


def _allowed(field: FieldInfo) -> str:
    if get_origin(field.annotation) is Literal:
        return ", ".join(f"`{one}`" for one in get_args(field.annotation))
    low = [one.ge for one in field.metadata if hasattr(one, "ge")]
    high = [one.le for one in field.metadata if hasattr(one, "le")]
    if low and high:
        return f"{low[0]} to {high[0]}"
    return f"{low[0]} or more" if low else ""


if __name__ == "__main__":
    PAGE.write_text(written(), encoding="utf-8")

"""A place whose examples are confirmed, as `davy init --yes` does: for going on the air."""

from pathlib import Path

from backend.places.confirm import open_values, own_text
from backend.places.load import load_place

PLACE = "340322"


def confirm_examples(folder: Path, code: str = PLACE) -> None:
    """Write what an office confirmed into the data folder of a Davy that lives in `folder`."""
    place = load_place(code)
    values = {one.key: one.value for one in open_values(place)}
    (folder / "data").mkdir(mode=0o700, parents=True, exist_ok=True)
    own = folder / "data" / f"place-{code}.toml"
    own.write_text(own_text(values), encoding="utf-8")

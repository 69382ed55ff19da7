"""The page that people read and correct says what Davy says."""

from locales.catalogue import load
from tests.kit.conversation_doc import PAGE, written


def test_the_page_is_what_the_screenplays_say() -> None:
    fresh = written(load(strict=True))
    assert PAGE.read_text("utf-8") == fresh, "run: python -m tests.kit.conversation_doc"

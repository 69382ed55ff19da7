"""One noun for one thing: what a reporter sends, who sends it, and the code that a reward has."""

import re

import pytest

from locales.catalogue import Catalogue, load

OTHER_NOUNS = {
    "zh-Hans": re.compile("举报|案件|报告(?!县级以上政府)|领奖编码"),
    "en": re.compile("reward code|informant|whistleblower|complaint", re.IGNORECASE),
}

catalogue: Catalogue = load(strict=True)


@pytest.mark.parametrize("language", OTHER_NOUNS)
def test_one_thing_has_one_name(language: str) -> None:
    wrong = [
        key
        for key in sorted(catalogue.keys(language))
        for form in catalogue.templates(language, key)
        if OTHER_NOUNS[language].search("".join(literal for literal, _ in form.pieces))
    ]
    assert wrong == []


@pytest.mark.parametrize(
    ("key", "one", "more"),
    [
        ("duty-card-overdue", "by 1 day", "by 2 days"),
        ("payment-wait", "in 1 minute.", "in 2 minutes."),
        ("duplicate-days", "1 day apart", "2 days apart"),
        ("refused-extend-long", "by 1 day at", "by 2 days at"),
    ],
)
def test_one_is_said_as_one_also_where_the_office_writes_it_as_text(
    key: str, one: str, more: str
) -> None:
    for count, said in ((1, one), ("1", one), (2, more), ("2", more)):
        assert said in catalogue.say("en", key, {"count": count})

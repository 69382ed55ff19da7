"""What the public sends and gets: the JSON bodies of filing and following a report."""

import re
from datetime import date
from typing import Annotated, Any, Literal

from pydantic import BaseModel, ConfigDict, Field, model_validator

from backend.reports.handing import Authority
from backend.reports.words import TEXT_MAX

Answer = Literal["yes", "no", "unknown", ""]
Words = Annotated[str, Field(max_length=TEXT_MAX)]
Code = Annotated[
    str,
    Field(
        min_length=1,
        max_length=80,
        description="The code of the receipt: 20 digits, with anything between them.",
        examples=["4821 0937 5516 2048 7351"],
    ),
]


PlaceCode = Annotated[
    str, Field(pattern="^[0-9]{0,16}$", description="Code of the place; empty: the server's own.")
]


_NO_TEXT = re.compile("[\x00\ud800-\udfff]")


class Body(BaseModel):
    """A body of ours: what it does not know is an error, so that a slip is not lost silently."""

    model_config = ConfigDict(extra="forbid", frozen=True)

    @model_validator(mode="before")
    @classmethod
    def _is_text(cls, told: Any) -> Any:
        """JSON can say halves of characters and NUL: no text of a person has them."""
        if isinstance(told, dict):
            for value in told.values():
                for text in value if isinstance(value, list) else (value,):
                    if isinstance(text, str) and _NO_TEXT.search(text):
                        raise ValueError("a text with half characters or NUL")
        return told


class SpotIn(Body):
    """A point on the ground, in the datum of the map it was read from."""

    lat: float = Field(ge=-90, le=90, examples=[33.1287])
    lon: float = Field(ge=-180, le=180, examples=[117.8943])
    datum: Literal["wgs84", "gcj02", "bd09"] = Field(
        "wgs84", description="GPS, browsers, Telegram: wgs84. AMap, Tencent: gcj02. Baidu: bd09."
    )


class ReportIn(Body):
    """A report. Words or a photo, and a place, are enough; all else can be left out."""

    model_config = ConfigDict(
        extra="forbid",
        frozen=True,
        json_schema_extra={
            "examples": [
                {
                    "words": "三楼过道堆满电动车，正在充电，楼梯口被挡住。",
                    "spot": {"lat": 33.1287, "lon": 117.8943},
                    "sector": "fire",
                    "ongoing": "yes",
                    "reward": "yes",
                }
            ]
        },
    )

    place: PlaceCode = ""
    words: Words = Field("", description="What is wrong, in the person's own words.")
    spot: SpotIn | None = None
    place_words: str = Field("", max_length=500, description="The place in words: an address.")
    unit_name: str = Field("", max_length=200, description="The firm or building, if known.")
    sector: str = Field(
        "", pattern="^[a-z0-9-]{0,32}$", description="A slug of the 34 sectors; empty: unknown."
    )
    ongoing: Answer = Field("", description="Is it still going on?")
    insider: Answer = Field("", description="Does the person work there? Approvers alone see it.")
    guessable: Answer = Field("", description="Could people guess who reported?")
    naming: Literal["unknown", "named", ""] = Field(
        "", description="Stay unknown, or perhaps give a name when a reward is due."
    )
    reward: Answer = Field("", description="Is a reward wanted? `no`: none is proposed.")
    deaths: bool = Field(False, description="Deaths or a hidden accident: alarms who is on duty.")
    danger: bool = Field(False, description="People in danger now. Call 119, 110 or 120 first.")
    language: Literal["zh-Hans", "en"] = "zh-Hans"


class PhotoOut(BaseModel):
    """What became of one photo of the request, in its order."""

    kept: bool
    removed: list[str] = Field([], description="What the file carried and lost: GPS, a comment …")
    reason: str = Field("", description="Why it could not be made safe; nothing of it was kept.")


class ReceiptOut(BaseModel):
    """The receipt. The code is told once: nobody can look it up again."""

    model_config = ConfigDict(
        json_schema_extra={
            "examples": [
                {
                    "number": "2026-4839-2017",
                    "code": "48210937551620487351",
                    "answer_on": "2026-03-09",
                    "provisional": False,
                    "photos": [],
                }
            ]
        }
    )

    number: str
    code: str = Field(description="20 digits, the last two for checking.")
    answer_on: date = Field(description="By this day you hear whether it was accepted.")
    provisional: bool = Field(description="Reckoned with holidays that are not published yet.")
    photos: list[PhotoOut] = []


class ByCode(Body):
    """What the code of a report opens; the code stands in the body and never in an address."""

    code: Code
    place: PlaceCode = ""


class OpenIn(ByCode):
    """Open a report."""


class StepOut(BaseModel):
    """One thing that happened: a catalogue key and the day."""

    key: str
    on: date


class QuestionOut(BaseModel):
    """A question of the office; it need not be answered."""

    question_id: str
    key: str = Field(description="A question of the list, or empty.")
    text: str = Field(description="A question in free words, or empty.")


class SentToOut(BaseModel):
    """Whom a report was handed to, outside or another place: they answer for it now."""

    zh: str
    en: str
    phone: str = Field("", description="Where to ask them, or empty.")

    @classmethod
    def of(cls, to: Authority) -> "SentToOut":
        """As the office names them."""
        return cls(zh=to.name.zh, en=to.name.en, phone=to.phone)


class CaseOut(BaseModel):
    """Where a report stands, as its reporter may know it."""

    number: str
    steps: list[StepOut]
    next_key: str
    next_on: date | None
    provisional: bool
    questions: list[QuestionOut]
    photo_count: int
    reason_key: str
    sent_to: SentToOut | None = None
    was_number: str = Field("", description="The receipt's number, if another place has it now.")
    may_add: bool
    may_object: bool
    may_say_unfixed: bool
    reward: str = Field(description="Where the money is, or empty.")


class AdditionIn(ByCode):
    """More for a report, or the answer to a question of the office."""

    words: Words = ""
    question_id: str = Field("", pattern="^[0-9a-f]{0,32}$")
    spot: SpotIn | None = None


class AddedOut(BaseModel):
    """What was added."""

    photos: list[PhotoOut] = []


class ObjectionIn(ByCode):
    """An objection to a refusal or a result: once, and somebody else decides."""

    words: Annotated[str, Field(min_length=1, max_length=TEXT_MAX)]


class UnfixedIn(ByCode):
    """A closed hazard is still there."""

    words: Words = ""


class RewardOut(BaseModel):
    """Where the money is. With `claim_code` it waits to be fetched."""

    key: str = Field(description="A catalogue key: the reason of the amount, or where it is.")
    amount_yuan: int = 0
    claim_code: str = Field("", description="A second secret, for the payer alone.")
    last_on: date | None = Field(None, description="The last day to claim.")
    where: str = ""


PUBLIC_SHAPES: tuple[type[BaseModel], ...] = (
    ReportIn,
    OpenIn,
    AdditionIn,
    ObjectionIn,
    UnfixedIn,
)
"""Bodies that routes read by hand."""

"""What each step of the office takes: one body a step, its fields as the rules name them."""

from typing import Annotated, Literal

from pydantic import ConfigDict, Field

from backend.api.shapes import Body
from backend.api.staff_shapes import CaseId
from backend.reports.reasons import QUESTIONS, REASONS
from backend.reports.step import WORDS_MAX, Taking
from backend.rewards.rules import REFUSALS

Grade = Literal["general", "major"]
Own = Annotated[str, Field(max_length=WORDS_MAX)]


def _names(names: tuple[str, ...]) -> str:
    return "^(" + "|".join(names) + ")$"


class StepIn(Body):
    """Of every step: the version of the card it was decided on."""

    version: int = Field(
        0,
        ge=0,
        description="The card's version, as `If-Match` carries it; 0 does not compare.",
    )

    def taking(self, case_id: str) -> Taking:
        """The step as the office takes it: fields as strings, what was not said left out."""
        told = self.model_dump(exclude={"version", "photos"}, exclude_none=True)
        fields = {name: str(value) for name, value in told.items() if value != ""}
        photos = tuple((photo_id, photo_id) for photo_id in getattr(self, "photos", ()))
        return Taking(case_id, fields, photos, self.version)


class AcceptIn(StepIn):
    """Accept under one neutral line, which is all that others see."""

    line: str = Field(min_length=1, max_length=400, examples=["楼道内停放电动车并充电"])
    sector: str = Field("", pattern="^[a-z0-9-]{0,32}$")
    grade: Grade | None = None


class RefuseIn(StepIn):
    """Refuse with a reason that the reporter reads."""

    reason: str = Field(pattern=_names(REASONS["refuse"]))


class AssignIn(StepIn):
    """Give the case to an office of the place."""

    office: str = Field(pattern="^[a-z0-9-]{1,64}$")


class TransferIn(StepIn):
    """Hand the case to another office of the place, or to an authority outside."""

    model_config = ConfigDict(
        json_schema_extra={"examples": [{"office": "market", "reason": "other-duty", "version": 2}]}
    )

    office: str = Field(pattern="^[a-z0-9-]{1,64}$", description="An id of `GET /offices`.")
    reason: str = Field(pattern=_names(REASONS["transfer"]))
    words: Own = ""


class HandOverIn(StepIn):
    """Hand the case over to another place of this Davy: above, beside or below."""

    model_config = ConfigDict(
        json_schema_extra={
            "examples": [{"place": "340300", "reason": "higher-level", "version": 2}]
        }
    )

    place: str = Field(pattern="^[0-9]{2,12}$", description="A code of `GET /kin`.")
    reason: str = Field(pattern=_names(REASONS["hand-over"]))
    words: Own = ""


class ReassignIn(StepIn):
    """Give a case that is being checked to another office, to one inspector of it, or both."""

    model_config = ConfigDict(json_schema_extra={"examples": [{"member": "0f" * 16, "version": 3}]})

    office: str = Field("", pattern="^[a-z0-9-]{0,64}$")
    member: str = Field("", pattern="^([0-9a-f]{32})?$", description="An id of `GET /offices`.")


class ExtendIn(StepIn):
    """More time for the check, once; the reporter reads the reason."""

    model_config = ConfigDict(
        json_schema_extra={"examples": [{"days": 15, "reason": "needs-experts", "version": 3}]}
    )

    reason: str = Field(pattern=_names(REASONS["extend"]))
    days: int | None = Field(
        None, ge=1, le=366, description="Natural days; left out, as many as the place allows."
    )


class PartIn(Body):
    """Which report tells of another hazard."""

    other: CaseId


class MergeIn(StepIn):
    """Join this report with another one of the place, which goes on for both."""

    model_config = ConfigDict(
        json_schema_extra={"examples": [{"into": "2026-4839-2017", "version": 1}]}
    )

    into: str = Field(
        pattern="^([0-9a-f]{32}|20[0-9]{2}-[0-9]{4}-[0-9]{4})$",
        description="The other report: its case id or its number.",
    )


class AskIn(StepIn):
    """A question of the list, or one in free words that a second person passes."""

    question: str = Field("", pattern=_names((*QUESTIONS, "")))
    text: str = Field("", max_length=300)


class PassIn(StepIn):
    """Let a question in free words go to the reporter."""

    question_id: CaseId


class ReturnQuestionIn(PassIn):
    """Give a question back to who wrote it."""

    reason: str = Field(pattern=_names(REASONS["return-question"]))
    words: Own = ""


class VerifyTrueIn(StepIn):
    """The hazard is there: its grade and the office's own words; a hazard is listed."""

    grade: Grade
    words: Annotated[str, Field(min_length=1, max_length=WORDS_MAX)]
    photos: list[CaseId] = Field([], max_length=20)


class VerifyUntrueIn(StepIn):
    """It is not so, with a reason that the reporter reads."""

    reason: str = Field(pattern=_names(REASONS["verify-untrue"]))
    words: Own = ""


class DecideIn(StepIn):
    """A decision that needs nothing but itself."""


class RejectIn(StepIn):
    """The decision stands, with a reason."""

    reason: str = Field(pattern=_names(REASONS["reject-objection"]))
    words: Own = ""


class CloseIn(StepIn):
    """Proof that the hazard is gone: words, photos, and where they were taken."""

    words: Annotated[str, Field(min_length=1, max_length=WORDS_MAX)]
    photos: list[CaseId] = Field(min_length=1, max_length=20)
    lat: float | None = Field(None, ge=-90, le=90)
    lon: float | None = Field(None, ge=-180, le=180)


class ReturnClosingIn(StepIn):
    """Give a closing back; the inspector goes on."""

    reason: str = Field(pattern=_names(REASONS["return-closing"]))
    words: Own = ""


class KeepClosedIn(StepIn):
    """It was looked at again and stays closed."""

    reason: str = Field(pattern=_names(REASONS["keep-closed"]))
    words: Own = ""


class RefuseRewardIn(StepIn):
    """No money, with a reason that staff read."""

    reason: str = Field(pattern=_names(REFUSALS))
    words: Own = ""

"""What staff send and get: tasks, cards, lists, claims."""

from datetime import date
from typing import Annotated, Literal

from pydantic import BaseModel, ConfigDict, Field

from backend.api.routing_shapes import NamedOut, RoutedOut
from backend.api.shapes import Body, Code

CaseId = Annotated[str, Field(pattern=r"^[0-9a-f]{32}$", examples=["0f" * 16])]


class FromOffice(BaseModel):
    """Built from a frozen value of the office, by the names of its fields."""

    model_config = ConfigDict(from_attributes=True)


class MemberOut(FromOffice):
    """Who the token acts as."""

    member_id: str
    place: str
    office_id: str
    roles: list[str]


class CountedOut(FromOffice):
    """Counts of five at least by name; `rest` is what lies in none of them."""

    cells: dict[str, int]
    rest: int


class TotalsOut(FromOffice):
    """What was filed in the places below, in months that are over; `total` is null under five."""

    since_on: date
    before_on: date
    total: int | None
    states: CountedOut
    sectors: CountedOut
    months: CountedOut
    places: CountedOut


class TaskLineOut(FromOffice):
    """One task. `line` is the neutral line; nobody's words are in it."""

    case_id: str
    kind: Literal["report", "hazard", "reward"]
    number: str
    step: str
    line: str
    due_on: date | None
    overdue_days: int
    fresh: bool
    returned: bool
    distance_m: int | None


class TasksOut(FromOffice):
    """One page of tasks, most urgent first."""

    lines: list[TaskLineOut]
    total_count: int
    overdue_count: int
    offset: int
    filter: str
    beside_count: int = Field(description="What your office leads too: `filter=look-on`.")


class RecordingOut(FromOffice):
    """A video, voice note or document that lies sealed: two people open it together."""

    kind: Literal["video", "voice", "document"]
    duration_s: int | None = Field(description="Null where the door told none.")
    size_bytes: int


class CardOut(FromOffice):
    """One case, with no more of it than the token's duties allow; the rest is empty."""

    case_id: str
    kind: Literal["report", "hazard", "reward"]
    number: str
    state: str
    steps: list[str]
    version: int
    line: str = ""
    words: str = ""
    answers: list[str] = []
    sector: str = ""
    grade: str = ""
    place: str = ""
    map_url: str = ""
    lat: float | None = None
    lon: float | None = None
    distance_m: int | None = None
    unit: str = ""
    due_on: date | None = None
    overdue_days: int = 0
    photo_ids: list[str] = []
    recordings: list[RecordingOut] = Field(
        [], description="Sealed; for who may open one with a second person: `davy evidence`."
    )
    routine: bool = False
    hold: bool = False
    reason_key: str = ""
    note: str = ""
    question_id: str = ""
    alarm: str = Field("", description="danger or deaths; opening it here silences it.")
    alarm_seen: bool = False
    owner_office: str = ""
    assignee: str = Field("", description="The one inspector who has it, or empty.")
    routed: RoutedOut | None = Field(None, description="Of a report, for who may take it in.")
    leads: list[NamedOut] = Field([], description="Who leads the sector; for intake see `routed`.")
    assisting: list[NamedOut] = Field([], description="Who helps its owner; of a hazard.")
    merged_into: str = Field("", description="The case that this report is joined with.")
    joined: list[str] = Field([], description="The cases that are joined with this one.")
    proof_on: date | None = None
    proof_distance_m: int | None = None
    amount_yuan: int = 0
    approvals_count: int = 0
    approvals_needed: int = 0


class ReportLineOut(FromOffice):
    """One report in the place's list. Days, never times."""

    case_id: str
    number: str
    state: str
    sector: str
    grade: str
    area_code: str
    owner_office: str
    line: str
    due_on: date | None
    overdue_days: int
    alarm: str = Field(description="danger or deaths: its own lane; else empty.")
    alarm_seen: bool = Field(description="Somebody of the desk has opened this alarm.")
    version: int = Field(description="For `If-Match` or `version` of a step.")


class ReportsOut(BaseModel):
    """One page of the list. With a cursor there is more, even where the page is short."""

    model_config = ConfigDict(
        json_schema_extra={
            "examples": [
                {
                    "lines": [
                        {
                            "case_id": "0f" * 16,
                            "number": "2026-4839-2017",
                            "state": "verifying",
                            "sector": "fire",
                            "grade": "general",
                            "area_code": "340322001000",
                            "owner_office": "fire-brigade",
                            "line": "楼道内停放电动车并充电",
                            "due_on": "2026-05-04",
                            "overdue_days": 0,
                            "alarm": "",
                            "alarm_seen": False,
                            "version": 2,
                        }
                    ],
                    "cursor": "2026-4839-2017",
                }
            ]
        }
    )

    lines: list[ReportLineOut]
    cursor: str = ""


class ReasonOut(BaseModel):
    """One reason of a score: a catalogue key with its arguments, and the points it gave."""

    key: str
    points: int
    args: dict[str, str] = {}


class DuplicateOut(BaseModel):
    """A report that may tell of the same hazard; `line` is its neutral line, if there is one."""

    case_id: str
    number: str
    state: str
    hazard_state: str
    line: str
    distance_m: int | None
    score: int
    likely: bool
    reasons: list[ReasonOut]


class DuplicatesOut(BaseModel):
    """What may be the same, the likeliest first; the officer alone decides."""

    lines: list[DuplicateOut]


class KinOut(BaseModel):
    """A place of the same house."""

    place: str = Field(description="Its code.")
    zh: str
    en: str
    kin: Literal["above", "beside", "below"]


class ProofOut(FromOffice):
    """One side of a handing over between places."""

    way: Literal["in", "out"]
    place: str = Field(description="The other place's code.")
    on: date
    reason: str
    words: str = Field(description="The officer's own words beside the reason, or empty.")
    digest: str = Field(description="SHA-256 of the copy, in hex: the same on both sides.")
    logged: bool = Field(description="This place's log holds the digest.")
    whole: bool | None = Field(description="It stands as it was handed; null once erased.")


class OfficeOut(FromOffice):
    """Somebody a case can be handed to."""

    model_config = ConfigDict(
        from_attributes=True,
        json_schema_extra={
            "examples": [
                {
                    "id": "county-lane",
                    "zh": "五河县人民政府总值班室",
                    "en": "Duty Office of Wuhe County Government",
                    "outside": True,
                    "inspectors": [],
                }
            ]
        },
    )

    id: str
    zh: str
    en: str
    outside: bool = Field(description="A transfer there ends the case here.")
    inspectors: list[str] = Field([], description="Member ids, for `reassign`.")


class DoneOut(FromOffice):
    """The step was taken; `key` says what happens next."""

    key: str
    args: dict[str, str] = {}


class PhotosOut(BaseModel):
    """Photos that are clean and stored: name them in the step they belong to."""

    photo_ids: list[str]


class ClaimIn(Body):
    """A claim code as it was read from a paper or a phone."""

    code: Code


class ClaimOut(FromOffice):
    """All that a payer may learn."""

    handle: str = Field(description="For paying; empty when no reward has this code.")
    amount_yuan: int
    good: bool
    key: str = Field(description="Why it is not good, or empty.")
    sealed_name: str = Field(
        "",
        description="A name, number and account given with the claim, sealed: "
        "`davy identity open` opens it with the payer's own key, and nothing else does.",
    )


class PayIn(Body):
    """Mark a claim paid."""

    handle: CaseId


class PaidOut(BaseModel):
    """Paid, once."""

    amount_yuan: int

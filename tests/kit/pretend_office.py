"""The office in memory: answers what the public's conversation asks, for pure tests and plays.

Places and sectors are looked up by the real tables, so that a screenplay means the same here and
at a real door. Reports, codes, questions and rewards are held in dictionaries.
"""

import re
from dataclasses import dataclass, field, replace
from datetime import UTC, date, datetime, timedelta
from types import SimpleNamespace
from typing import Any, cast

from backend.places.load import load_place
from backend.places.sectors import sector_by_text
from bot import perform_place
from handlers.answers import in_digits
from handlers.dialogue import identity_effect as identity
from handlers.dialogue import public_effect as talk
from handlers.dialogue.effect import Effect
from handlers.dialogue.event import Event

PLACE_CODE = "340322"
START_AT = datetime(2026, 11, 20, 1, 0, tzinfo=UTC)
"""A Friday morning in the place's zone."""

STRIKING = {
    "fire": (
        "电动车",
        "e-bike",
        "柴油",
        "diesel",
        "出口",
        "exit",
        "抽烟",
        "smok",
        "汽油",
        "petrol",
    ),
    "construction": ("工地", "脚手架", "site"),
    "special-equipment": ("电梯", "lift", "吊车", "crane", "锅炉", "boiler"),
    "gas": ("液化气", "gas", "煤气"),
    "industry": ("粉尘", "dust", "mill"),
    "power": ("电线", "power", "变压器"),
    "fireworks": ("烟花", "firework"),
    "housing": ("墙", "wall"),
}
"""Words that tell a sector here; the real table knows far more, and is tried on its own."""

POSTERS = {
    "kiln7": talk.UnitFound("unit-kiln", "五河县城南砖厂", None),
    "mill3": talk.UnitFound(
        "unit-mill", "城关镇面粉厂", talk.Spot(33.1402, 117.8801, "城关镇", source="poster")
    ),
}
"""Tokens of QR posters."""


@dataclass
class Case:
    """One report as the office holds it."""

    report_id: str
    alias_id: str
    number: str
    code: str
    draft: talk.Draft
    view: talk.CaseView
    added: list[talk.AddToCase] = field(default_factory=list)
    claim_code: str = ""
    named: bool = False


@dataclass
class PretendOffice:
    """Performs local effects; `news` collects what the office would push."""

    language: str = "zh-Hans"
    now_at: datetime = START_AT
    photos_max: int = 50
    cases: dict[str, Case] = field(default_factory=dict)
    """By draft id: a repeat files once."""
    looks: dict[str, tuple[str, datetime]] = field(default_factory=dict)
    misses: int = 0
    full: bool = False
    """Filing is declined."""
    has_payer_key: bool = False
    spots: list[talk.Spot] = field(default_factory=list)
    """Every place that was found or proposed."""
    performed: list[Effect] = field(default_factory=list)

    @property
    def newest(self) -> Case:
        """The report that was filed last."""
        return list(self.cases.values())[-1]

    def perform(self, effect: Effect) -> Event | None:
        """The outcome of a local effect; None where there is none."""
        self.performed.append(effect)
        performer = _PERFORMERS.get(type(effect))
        return performer(self, effect) if performer else None

    # ── by name of the handle ─────────────────────────────────────────────────────────────────

    def case_of(self, handle: str) -> Case | None:
        """The report behind an alias, or behind a look that is not over."""
        look = self.looks.get(handle)
        if look and self.now_at - look[1] > timedelta(minutes=15):
            return None
        alias = look[0] if look else handle
        return next((one for one in self.cases.values() if one.alias_id == alias), None)

    def change(self, case: Case, **changes: Any) -> None:
        """Change what the reporter sees of a case."""
        case.view = replace(case.view, **changes)

    def step(self, case: Case, key: str, **changes: Any) -> None:
        """One more line in the reporter's list."""
        today = self.now_at.date()
        steps = (*case.view.steps, talk.CaseStep(key, today))
        self.change(case, steps=steps, **changes)


def _scene(office: PretendOffice) -> Any:
    return SimpleNamespace(place=load_place(PLACE_CODE), language=office.language, asks_maps=False)


def _find_place(office: PretendOffice, effect: talk.FindPlace) -> Event:
    outcome = perform_place.find(cast(Any, _scene(office)), effect)
    match outcome:
        case talk.PlaceFound(spot):
            office.spots.append(spot)
        case talk.PlacesLikely(spots):
            office.spots += spots
    return outcome


def _propose(office: PretendOffice, effect: talk.ProposeSectors) -> Event:
    exact = sector_by_text(effect.words) if effect.named else None
    said = effect.words.casefold()
    struck = [slug for slug, words in STRIKING.items() if any(word in said for word in words)]
    usual = [slug for slug in STRIKING if slug not in struck]
    likely = (*struck, *usual)[:5] if struck else ()
    return talk.SectorsProposed(likely, exact or "", effect.words)


def _find_unit(office: PretendOffice, effect: talk.FindUnit) -> Event:
    return POSTERS.get(effect.token, talk.UnitUnknown())


def _code(seed: int) -> str:
    body = 481_620_357_904_118_263 + seed * 7_919_000_117
    return f"{body:018d}{98 - body * 100 % 97:02d}"


def _file(office: PretendOffice, effect: talk.FileReport) -> Event:
    if office.full:
        return talk.ReportDeclined("refused-report-placeless")
    if effect.draft_id not in office.cases:
        at = len(office.cases) + 1
        number = f"2026-{8448 + 31 * at}-{9247 + 577 * at}"
        alias = f"alias-{at}"
        today = office.now_at.date()
        view = talk.CaseView(
            alias,
            number,
            (talk.CaseStep("step-submitted", today),),
            "next-accept",
            today + timedelta(days=7),
            photo_count=sum(1 for _, photo_id in effect.draft.photos if photo_id),
            own=True,
        )
        office.cases[effect.draft_id] = Case(
            f"report-{at}", alias, number, _code(at), effect.draft, view
        )
    case = office.cases[effect.draft_id]
    return talk.ReportFiled(
        case.alias_id,
        case.number,
        case.code,
        cast(date, case.view.next_on),
        pending_count=sum(1 for _, photo_id in effect.draft.photos if not photo_id),
    )


def _open_by_code(office: PretendOffice, effect: talk.OpenByCode) -> Event:
    if office.misses >= 5:
        return talk.TooManyTries(600)
    digits = re.sub(r"\D", "", in_digits(effect.typed))
    if len(digits) != 20 or int(digits) % 97 != 1:
        return talk.CodeUnknown(mistyped=True)
    case = next((one for one in office.cases.values() if one.code == digits), None)
    if case is None:
        office.misses += 1
        return talk.CodeUnknown()
    handle = f"look:{len(office.looks) + 1:06d}"
    office.looks[handle] = (case.alias_id, office.now_at)
    return talk.CaseOpened(replace(case.view, handle=handle, own=False))


def _check_code(office: PretendOffice, effect: talk.CheckCode) -> Event:
    case = office.case_of(effect.handle)
    digits = re.sub(r"\D", "", in_digits(effect.typed))
    return talk.CodeChecked(right=case is not None and digits == case.code)


def _open_own(office: PretendOffice, effect: talk.OpenOwn) -> Event:
    case = office.case_of(effect.handle)
    if case is None:
        return talk.CaseGone()
    return talk.CaseOpened(replace(case.view, handle=effect.handle))


def _add(office: PretendOffice, effect: talk.AddToCase) -> Event:
    case = office.case_of(effect.handle)
    if case is None:
        return talk.CaseGone()
    if not case.view.may_add:
        return talk.CaseDeclined(
            "refused-case-ended-yet" if case.view.may_object else "refused-case-ended"
        )
    if effect.photos and case.view.photo_count + len(effect.photos) > office.photos_max:
        return talk.CaseDeclined("refused-photos-enough", (("most", str(office.photos_max)),))
    case.added.append(effect)
    left = tuple(one for one in case.view.questions if one.question_id != effect.question_id)
    office.change(case, questions=left, photo_count=case.view.photo_count + len(effect.photos))
    return talk.CaseAdded(effect.question_id)


def _object(office: PretendOffice, effect: talk.ObjectToResult) -> Event:
    case = office.case_of(effect.handle)
    if case is None:
        return talk.CaseGone()
    if not case.view.may_object:
        return talk.CaseDeclined("refused-objected-already")
    office.step(case, "step-objected", may_object=False, may_add=True, next_key="next-review")
    return talk.CaseAdded()


def _unfixed(office: PretendOffice, effect: talk.SayUnfixed) -> Event:
    case = office.case_of(effect.handle)
    if case is None:
        return talk.CaseGone()
    if not case.view.may_say_unfixed:
        return talk.CaseDeclined("refused-unfixed-already")
    office.step(
        case, "step-unfixed", may_say_unfixed=False, may_add=True, next_key="next-look-again"
    )
    return talk.CaseAdded()


def _cut(office: PretendOffice, effect: talk.CutLink) -> Event:
    return talk.LinkCut(len(effect.handles))


def _reward(office: PretendOffice, effect: talk.ShowReward) -> Event:
    case = office.case_of(effect.handle)
    if case is None:
        return talk.CaseGone()
    if case.view.reward not in {"approved", "told"}:
        return talk.RewardWaiting("reward-none")
    case.claim_code = case.claim_code or _code(500 + len(office.cases))
    office.change(case, reward="told")
    last_on = office.now_at.date() + timedelta(days=60)
    where = "Wuhe County Safety Office" if office.language == "en" else "五河县安委会办公室"
    naming = "ask" if case.draft.naming == "named" else ""
    if naming:
        naming = "no-key" if not office.has_payer_key else "given" if case.named else naming
    return talk.RewardShown(500, "reward-reason-general", case.claim_code, last_on, where, naming)


def _name(office: PretendOffice, effect: Any) -> Event:
    case = office.case_of(effect.handle)
    if case is None:
        return talk.CaseGone()
    case.named = isinstance(effect, identity.FinishIdentity)
    if isinstance(effect, identity.SealIdentity):
        return identity.IdentitySealed(effect.part)
    return identity.IdentityKept() if case.named else identity.IdentityDropped()


_PERFORMERS: dict[type[Effect], Any] = {
    talk.FindPlace: _find_place,
    talk.ProposeSectors: _propose,
    talk.FindUnit: _find_unit,
    talk.FileReport: _file,
    talk.OpenByCode: _open_by_code,
    talk.CheckCode: _check_code,
    talk.OpenOwn: _open_own,
    talk.AddToCase: _add,
    talk.ObjectToResult: _object,
    talk.SayUnfixed: _unfixed,
    talk.CutLink: _cut,
    talk.ShowReward: _reward,
    **dict.fromkeys((identity.SealIdentity, identity.FinishIdentity, identity.DropIdentity), _name),
}

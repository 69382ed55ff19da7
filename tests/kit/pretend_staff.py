"""An office in memory that answers what the staff's conversation asks: cases, duties, claims.

It keeps the rules that a conversation can run into (who may take which step, never the submitter,
two approvals, a claim paid once), and nothing of the database, the keys or the clock.
"""

from collections.abc import Callable
from dataclasses import dataclass, field, replace
from datetime import date

from handlers.dialogue.effect import DropPhotos, Effect, EraseMessage, KeepPhoto
from handlers.dialogue.event import Event, NewsCame
from handlers.dialogue.public_effect import (
    FindPlace,
    ProposeSectors,
)
from handlers.dialogue.staff_effect import (
    ClaimPaid,
    ClaimShown,
    ClaimUnknown,
    InvitationUnknown,
    JoinStaff,
    LeaveStaff,
    ListTasks,
    LookUpClaim,
    OpenTask,
    PayClaim,
    StaffJoined,
    StaffLeft,
    StepDeclined,
    StepTaken,
    TakeStep,
    TaskCard,
    TaskGone,
    TaskLine,
    TaskShown,
    TasksListed,
)
from handlers.nearness import distance_m
from tests.kit.pretend_rules import APART, NEWS, RULES, STATES, TASKS, find, propose

TODAY = date(2026, 3, 2)

QUESTION_STEPS = ("pass-question", "return-question")


@dataclass
class Case:
    """One case of the pretend office."""

    card: TaskCard
    state: str = "submitted"
    takers: list[tuple[str, str]] = field(default_factory=list)
    """(member, step) in order."""
    taken: list[TakeStep] = field(default_factory=list)
    question_from: str = ""
    """Whose free question waits for a second person; empty for none."""
    fresh: bool = True
    returned: bool = False


@dataclass
class PretendStaff:
    """Answers the effects of any number of desks; `sitting` is the desk that speaks."""

    sitting: str = "desk"
    roles_by_desk: dict[str, frozenset[str]] = field(default_factory=dict)
    invitations: dict[str, tuple[str, ...]] = field(default_factory=dict)
    cases: dict[str, Case] = field(default_factory=dict)
    claims: dict[str, tuple[int, str]] = field(default_factory=dict)
    """Digits -> (amount in yuan, state: good or paid)."""
    news: list[tuple[str, NewsCame]] = field(default_factory=list)
    """(desk, news) that was not told yet, in order."""
    jobs: list[Effect] = field(default_factory=list)
    """Remote effects, in order: tests decide when their outcomes come."""

    def roles(self) -> frozenset[str]:
        """The duties of whoever sits at the desk now."""
        return self.roles_by_desk.get(self.sitting, frozenset())

    def perform(self, effect: Effect) -> tuple[Event, ...]:
        """The outcome of a local effect; a remote one is kept and has none yet."""
        if isinstance(effect, (KeepPhoto, DropPhotos, EraseMessage)):
            self.jobs.append(effect)
            return ()
        answer = self._answers()[type(effect)]
        return (answer(effect),)

    def _answers(self) -> dict[type, Callable[..., Event]]:
        return {
            JoinStaff: self._join,
            LeaveStaff: self._leave,
            ListTasks: self._list,
            OpenTask: self._open,
            TakeStep: self._take,
            LookUpClaim: self._look_up,
            PayClaim: self._pay,
            ProposeSectors: propose,
            FindPlace: find,
        }

    def add(self, case_id: str, number: str, state: str = "submitted", **known: object) -> Case:
        """File a case in a state."""
        card = TaskCard(case_id, "report", number, STATES[state], ())
        case = Case(replace(card, **known), state)  # type: ignore[arg-type]
        self.cases[case_id] = case
        return case

    # ── people ──────────────────────────────────────────────────────────────────────────────────

    def _join(self, effect: JoinStaff) -> Event:
        roles = self.invitations.pop(effect.token, None)
        if roles is None:
            return InvitationUnknown()
        self.roles_by_desk[self.sitting] = self.roles() | frozenset(roles)
        return StaffJoined(self.sitting, roles, "应急办")

    def _leave(self, _effect: LeaveStaff) -> Event:
        self.roles_by_desk.pop(self.sitting, None)
        return StaffLeft()

    # ── tasks ───────────────────────────────────────────────────────────────────────────────────

    def _steps(self, case: Case) -> tuple[str, ...]:
        mine = self.roles()
        return tuple(
            name
            for name, rule in RULES.items()
            if rule.state == case.state and rule.roles & mine and not self._barred(case, name)
        )

    def _barred(self, case: Case, step: str) -> str:
        """Why this member may not take a step that their duties allow; empty when they may."""
        if step in QUESTION_STEPS and case.question_from in {"", self.sitting}:
            return "refused-own-question"
        barring = (APART.get(taken, {}) for who, taken in case.takers if who == self.sitting)
        return next((keys[step] for keys in barring if step in keys), "")

    def _lines(self, near: tuple[float, float] | None) -> list[TaskLine]:
        return [
            self._line(case, TASKS[step], near)
            for case in self.cases.values()
            for step in self._steps(case)
            if step in TASKS
        ]

    def _line(self, case: Case, task: str, near: tuple[float, float] | None) -> TaskLine:
        card = case.card
        return TaskLine(
            card.case_id,
            card.kind,
            card.number,
            task,
            card.line,
            card.due_on,
            card.overdue_days,
            case.fresh,
            case.returned,
            _metres(card, near),
        )

    def _list(self, effect: ListTasks) -> Event:
        near = _point(effect.lat, effect.lon)
        lines = self._lines(near)
        wanted = [line for line in lines if _fits(line, effect.filter)]
        wanted.sort(key=lambda line: (line.distance_m or 0, -line.overdue_days, line.number))
        late = sum(1 for line in lines if line.overdue_days)
        page = tuple(wanted[effect.offset : effect.offset + effect.limit])
        return TasksListed(page, len(wanted), late, effect.offset, effect.filter)

    def count(self, wanted: str) -> int:
        """How many tasks of one kind lie before whoever sits at the desk."""
        listed = self._list(ListTasks(wanted))
        return listed.total_count if isinstance(listed, TasksListed) else 0

    def _open(self, effect: OpenTask) -> Event:
        case = self.cases.get(effect.case_id)
        steps = self._steps(case) if case else ()
        if not case or not steps:
            return TaskGone(effect.case_id)
        case.fresh = False
        card = case.card
        if "intake" not in self.roles():
            card = replace(card, words="", answers=())
        metres = _metres(card, _point(effect.lat, effect.lon))
        state = STATES[case.state]
        return TaskShown(replace(card, steps=steps, distance_m=metres, state=state))

    def _take(self, effect: TakeStep) -> Event:
        case = self.cases.get(effect.case_id)
        rule = RULES[effect.step]
        if case is None or case.state != rule.state or not rule.roles & self.roles():
            return StepDeclined(effect.case_id, effect.step, "refused-step-not-now")
        if barred := self._barred(case, effect.step):
            return StepDeclined(effect.case_id, effect.step, barred)
        if effect.version not in (0, case.card.version):
            return StepDeclined(effect.case_id, effect.step, "refused-changed-meanwhile")
        case.takers.append((self.sitting, effect.step))
        case.taken.append(effect)
        self._change(case, effect)
        self._tell(case, effect)
        card = case.card
        done = RULES[effect.step].done
        if effect.step == "ask" and case.question_from:
            done = "done-ask-waits"
        if done == "done-approve-reward" and case.state == "reward":
            done = "done-approve-reward-first"
        args = {"number": card.number, "day": "2026-05-01", "office": "应急办"}
        args |= {"given": str(card.approvals_count), "needed": str(card.approvals_needed)}
        return StepTaken(effect.case_id, effect.step, done, tuple(args.items()))

    def _tell(self, case: Case, effect: TakeStep) -> None:
        heard_by, name = NEWS.get(effect.step, ("", ""))
        if not name or (effect.step == "ask" and not case.question_from):
            return
        if heard_by.startswith("who:"):
            takers = [who for who, step in case.takers if step == heard_by.removeprefix("who:")]
            told = takers[-1:]
        else:
            able = RULES[heard_by].roles
            told = [desk for desk, roles in self.roles_by_desk.items() if roles & able]
        args = (("case_id", case.card.case_id), ("number", case.card.number))
        self.news += [(desk, NewsCame(name, args=args)) for desk in told if desk != self.sitting]

    def _change(self, case: Case, effect: TakeStep) -> None:
        given = dict(effect.fields)
        known = {name: given[name] for name in ("line", "sector", "grade") if name in given}
        case.state = RULES[effect.step].then
        case.returned = effect.step == "return-closing"
        changed = replace(case.card, version=case.card.version + 1, **known)  # type: ignore[arg-type]
        if effect.step in QUESTION_STEPS:
            case.question_from = ""
            changed = replace(changed, note="", question_id="")
        if effect.step == "ask" and "text" in given:
            case.question_from = self.sitting
            changed = replace(changed, note=given["text"], question_id="q1")
        if effect.step == "approve-closing":
            changed = replace(changed, kind="reward", amount_yuan=500)
        if effect.step == "approve-reward":
            count = changed.approvals_count + 1
            changed = replace(changed, approvals_count=count)
            case.state = "approved" if count >= changed.approvals_needed else "reward"
        case.card = changed

    # ── claims ──────────────────────────────────────────────────────────────────────────────────

    def _look_up(self, effect: LookUpClaim) -> Event:
        digits = "".join(mark for mark in effect.typed if mark.isdecimal())
        if len(digits) != 20:
            return ClaimUnknown(mistyped=True)
        found = self.claims.get(digits)
        if found is None:
            return ClaimUnknown()
        amount, state = found
        if state == "paid":
            return ClaimShown(digits, amount, good=False, key="claim-paid")
        return ClaimShown(digits, amount, good=True)

    def _pay(self, effect: PayClaim) -> Event:
        amount, state = self.claims[effect.claim_handle]
        if state == "paid":
            return ClaimShown(effect.claim_handle, amount, good=False, key="claim-paid")
        self.claims[effect.claim_handle] = (amount, "paid")
        return ClaimPaid(amount)


def _point(lat: float | None, lon: float | None) -> tuple[float, float] | None:
    return None if lat is None or lon is None else (lat, lon)


def _metres(card: TaskCard, near: tuple[float, float] | None) -> int | None:
    there = _point(card.lat, card.lon)
    return distance_m(near, there) if near and there else None


def _fits(line: TaskLine, wanted: str) -> bool:
    match wanted:
        case "new":
            return line.fresh
        case "due":
            return line.due_on == TODAY
        case "overdue":
            return line.overdue_days > 0
        case "returned":
            return line.returned
    return True

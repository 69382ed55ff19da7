"""Effects of staff: joining, tasks, steps, claims; every right is asked for again in the office."""

from dataclasses import replace
from typing import Any

from backend.errors import Conflict, NotAllowed, NotFound, Refused, TooMany
from backend.inspections.lines import Card, Wanted
from backend.reminders.steps import take_step
from backend.reminders.tasks import list_tasks, open_task
from backend.reports.alarms import see_alarm, tell_arrived
from backend.reports.routed import Named
from backend.reports.step import Taking
from backend.rewards import claims
from backend.staff.desks import leave
from backend.staff.member import Member
from backend.staff.service import is_for, join
from bot.scene import Scene
from handlers.dialogue import staff_effect as talk
from handlers.dialogue.effect import Effect
from handlers.dialogue.event import Event

WEB_HOURS = 12
"""A browser's desk ends by itself (`trust.md` 19)."""


def join_staff(scene: Scene, effect: talk.JoinStaff) -> Event:
    """Use an invitation up; strangers learn nothing."""
    if not is_for(scene.conn, scene.office, effect.token, scene.place.code):
        return talk.InvitationUnknown("refused-invitation-unknown" if scene.member else "")
    try:
        member = join(
            scene.conn,
            scene.office,
            token=effect.token,
            tag=scene.tag,
            address=scene.address,
            hours=WEB_HOURS if scene.door == "web" else None,
        )
    except Refused as refused:
        return talk.InvitationUnknown(refused.key if scene.member else "")
    scene.member = member
    tell_arrived(scene.conn, scene.office, member)
    desk = scene.place.office_by_id.get(member.office_id)
    name = "" if desk is None else desk.zh if scene.language.startswith("zh") else desk.en
    return talk.StaffJoined(member.member_id, tuple(sorted(member.roles)), name)


def leave_staff(scene: Scene, _effect: talk.LeaveStaff) -> Event:
    """This chat is nobody's desk any more."""
    leave(scene.conn, scene.tag)
    scene.member = None
    return talk.StaffLeft()


def tasks(scene: Scene, effect: talk.ListTasks) -> Event:
    """What this member's duties allow, most urgent first."""
    wanted = Wanted(filter=effect.filter, offset=effect.offset, lat=effect.lat, lon=effect.lon)
    page = list_tasks(scene.conn, scene.office, _member(scene), wanted)
    lines = tuple(_copied(talk.TaskLine, one) for one in page.lines)
    return talk.TasksListed(
        lines,
        page.total_count,
        page.overdue_count,
        effect.offset,
        effect.filter,
        page.beside_count,
    )


def task(scene: Scene, effect: talk.OpenTask) -> Event:
    """One case's card, with no more of it than the duties allow."""
    try:
        card = open_task(
            scene.conn, scene.office, _member(scene), effect.case_id, effect.lat, effect.lon
        )
    except (NotFound, NotAllowed):
        return talk.TaskGone(effect.case_id)
    see_alarm(scene.conn, scene.office, _member(scene), effect.case_id)
    if isinstance(card, Card) and not scene.language.startswith("zh"):
        card = replace(card, place=card.place_en or card.place)
    shown: talk.TaskCard = _copied(talk.TaskCard, card)
    if isinstance(card, Card):
        sealed = ((one.kind, one.duration_s or 0, one.size_bytes) for one in card.recordings)
        leads, assisting = _names(scene, card.leads), _names(scene, card.assisting)
        shown = replace(shown, recordings=tuple(sealed), leads=leads, assisting=assisting)
    return talk.TaskShown(shown)


def step(scene: Scene, effect: talk.TakeStep) -> Event:
    """One step on one case."""
    taking = Taking(
        effect.case_id,
        dict(effect.fields),
        tuple((ref, photo_id) for ref, photo_id in effect.photos if photo_id),
        effect.version,
    )
    try:
        done = take_step(scene.conn, scene.office, _member(scene), effect.step, taking)
    except Refused as refused:
        args = tuple((name, str(value)) for name, value in refused.args_by_name.items())
        key = "refused-case-gone" if refused.key == "problem-case-unknown" else refused.key
        return talk.StepDeclined(effect.case_id, effect.step, key, args)
    named = dict(done.args)
    in_english = named.pop("office_en", "")
    if in_english and not scene.language.startswith("zh"):
        named["office"] = in_english
    return talk.StepTaken(effect.case_id, effect.step, done.key, tuple(named.items()))


def look_up(scene: Scene, effect: talk.LookUpClaim) -> Event:
    """The amount and whether a claim code is good: all that a payer may see."""
    try:
        found = claims.look_up(scene.conn, scene.office, _member(scene), effect.typed)
    except TooMany as error:
        return talk.ClaimUnknown(wait_s=error.wait_s)
    except Refused:
        return talk.ClaimUnknown()
    if not found.handle:
        return talk.ClaimUnknown(mistyped=found.key == "claim-mistyped")
    named = bool(found.sealed_name)
    return talk.ClaimShown(found.handle, found.amount_yuan, found.good, found.key, named)


def pay(scene: Scene, effect: talk.PayClaim) -> Event:
    """Mark a claim paid, once."""
    try:
        return talk.ClaimPaid(
            claims.pay(scene.conn, scene.office, _member(scene), effect.claim_handle)
        )
    except Conflict as error:
        return talk.ClaimShown(effect.claim_handle, 0, False, error.key)
    except Refused:
        return talk.ClaimUnknown()


def _names(scene: Scene, offices: tuple[Named, ...]) -> str:
    """Offices by their names in the reader's language, in one line."""
    if scene.language.startswith("zh"):
        return "、".join(one.zh for one in offices)
    return ", ".join(one.en for one in offices)


def _member(scene: Scene) -> Member:
    """Raises: NotAllowed for a stranger."""
    if scene.member is None:
        raise NotAllowed("refused-not-staff")
    return scene.member


def _copied(kind: type[Any], source: Any) -> Any:
    """The talk's value from the office's: fields of the same names."""
    names = kind.__dataclass_fields__
    return kind(**{name: getattr(source, name) for name in names if hasattr(source, name)})


PERFORMERS: dict[type[Effect], Any] = {
    talk.JoinStaff: join_staff,
    talk.LeaveStaff: leave_staff,
    talk.ListTasks: tasks,
    talk.OpenTask: task,
    talk.TakeStep: step,
    talk.LookUpClaim: look_up,
    talk.PayClaim: pay,
}

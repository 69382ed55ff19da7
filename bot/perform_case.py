"""Effects about one's own report: file, open, add, object, cut the link, hear of the reward."""

from collections.abc import Callable
from typing import Any

from backend.aliases.ids import AliasId, fresh_alias
from backend.aliases.service import NewAlias, keep_many, slots_of
from backend.api.misses import chat_wait_s, count_chat_miss
from backend.errors import NotFound, Refused
from backend.inbox.service import erase_aside
from backend.outbox.news import drop_news_of, take_news_of
from backend.outbox.service import erase_all, erase_told
from backend.reports.service import (
    Addition,
    CaseFacts,
    Circumstances,
    Filing,
    add,
    case_view,
    check_filing,
    drop_draft_photos,
    file_many,
    find_by_code,
    fits,
    object_to,
    report_of_alias,
    row_now,
    say_unfixed,
    typed_digits,
)
from backend.rewards import claims
from bot.looks import LookOver, look_handle, looked_at
from bot.scene import Scene
from handlers.dialogue import public_effect as talk
from handlers.dialogue.effect import Effect
from handlers.dialogue.event import Event


def file_report(scene: Scene, effect: talk.FileReport) -> Event:
    """File a draft once, under an alias of its own; a repeat gives the identical receipt."""
    filing = _filing(scene, effect)
    try:
        check_filing(scene.office, filing)
    except Refused as refused:
        return talk.ReportDeclined(refused.key, _args(refused))
    (filed,) = file_many(scene.conn, scene.office, [filing])
    if filed.alias_id == filing.alias_id:
        alias = NewAlias(filing.alias_id, scene.place.code, scene.address)
        keep_many(scene.conn, scene.office.keys, [alias])
    pending = sum(1 for _, photo_id in effect.draft.photos if not photo_id)
    return talk.ReportFiled(
        alias_id=filed.alias_id,
        number=filed.number,
        code=filed.code,
        answer_on=filed.answer_on,
        provisional=filed.provisional,
        pending_count=pending,
    )


def _filing(scene: Scene, effect: talk.FileReport) -> Filing:
    draft, spot = effect.draft, effect.draft.spot
    return Filing(
        place=scene.place.code,
        draft_key=effect.draft_id,
        alias_id=fresh_alias(),
        words="\n".join(text for _, text in draft.words),
        place_words=draft.place_words or (spot.label if spot else ""),
        lat=spot.lat if spot else None,
        lon=spot.lon if spot else None,
        datum=spot.datum if spot else "wgs84",
        spot_source=spot.source if spot else "",
        area_code=spot.area_code if spot else "",
        unit_id=draft.unit_id,
        unit_name=draft.unit_name,
        sector=draft.sector,
        ongoing=draft.ongoing,
        guessable=draft.guessable,
        deaths=draft.deaths,
        danger=draft.danger,
        told=Circumstances(
            insider=draft.insider,
            reward=draft.reward,
            naming=draft.naming,
            language=effect.language,
            door=scene.door,
        ),
        photos=draft.photos,
        evidence=draft.evidence,
    )


def open_by_code(scene: Scene, effect: talk.OpenByCode) -> Event:
    """A look of 15 minutes at the report that a code opens; it links nothing to this chat."""
    if wait_s := chat_wait_s(scene.conn, scene.office, scene.tag):
        return talk.TooManyTries(wait_s)
    digits = typed_digits(effect.typed)
    if not fits(digits):
        return talk.CodeUnknown(mistyped=True)
    report_id = find_by_code(scene.conn, scene.office, scene.place.code, digits)
    if report_id is None:
        count_chat_miss(scene.conn, scene.office, scene.place.code, scene.tag)
        return talk.CodeUnknown()
    handle = look_handle(scene, report_id)
    return talk.CaseOpened(_view(scene, handle, own=False))


def check_code(scene: Scene, effect: talk.CheckCode) -> Event:
    """Whether the code that was written down is this report's."""
    digits = typed_digits(effect.typed)
    if not fits(digits):
        return talk.CodeChecked(right=False)
    found = find_by_code(scene.conn, scene.office, scene.place.code, digits)
    return talk.CodeChecked(right=found == report_behind(scene, effect.handle))


def open_own(scene: Scene, effect: talk.OpenOwn) -> Event:
    """A report of this chat, or one that is being looked at.

    Its own has nothing more to be told of what it is shown now. A code may be in other hands: what
    is looked at by one is told to this report's own chat all the same.
    """
    own = not effect.handle.startswith("look:")
    view = _view(scene, effect.handle, own=own)
    if not own:
        return talk.CaseOpened(view)
    erase_told(scene.conn, scene.office, scene.tag, effect.handle)
    told = take_news_of(scene.conn, scene.office, AliasId(effect.handle))
    return talk.CaseOpened(view, told)


def add_to_case(scene: Scene, effect: talk.AddToCase) -> Event:
    """Words, pictures, evidence or a place for a filed report; an answer to a question."""
    spot = effect.spot
    addition = Addition(
        words=effect.words,
        place_words=spot.label if spot else "",
        photos=effect.photos,
        evidence=effect.evidence,
        lat=spot.lat if spot else None,
        lon=spot.lon if spot else None,
        question_id=effect.question_id,
        ref=effect.ref,
    )
    report_id = report_behind(scene, effect.handle)
    try:
        add(scene.conn, scene.office, report_id, addition)
    except Refused:  # nobody's: gone with the next sweep, and not with an old draft's
        if effect.photos:
            drop_draft_photos(scene.conn, [photo_id for _, photo_id in effect.photos])
        raise
    return talk.CaseAdded(effect.question_id)


def object_(scene: Scene, effect: talk.ObjectToResult) -> Event:
    """Object once; somebody else reviews it."""
    object_to(scene.conn, scene.office, report_behind(scene, effect.handle), effect.words)
    return talk.CaseAdded()


def unfixed(scene: Scene, effect: talk.SayUnfixed) -> Event:
    """A closed hazard is still there."""
    say_unfixed(scene.conn, scene.office, report_behind(scene, effect.handle), effect.words)
    return talk.CaseAdded()


def cut_link(scene: Scene, effect: talk.CutLink) -> Event:
    """/stop: destroy the keys of this chat's aliases, its waiting messages and its references."""
    aliases = [AliasId(handle) for handle in effect.handles if not handle.startswith("look:")]
    slots = slots_of(scene.conn, scene.office.keys, aliases)
    scene.slots += slots
    drop_news_of(scene.conn, aliases)
    erase_all(scene.conn, scene.tag)
    erase_aside(scene.conn, scene.tag)
    scene.forgotten = True
    return talk.LinkCut(len(slots))


def show_reward(scene: Scene, effect: talk.ShowReward) -> Event:
    """The amount, the claim code and the last day, to whoever may open the report."""
    shown = claims.show(scene.conn, scene.office, report_behind(scene, effect.handle))
    if isinstance(shown, claims.Waiting):
        return talk.RewardWaiting(shown.key)
    where = shown.where.zh if scene.language.startswith("zh") else shown.where.en
    return talk.RewardShown(
        shown.amount_yuan, shown.reason_key, shown.code, shown.last_on, where, shown.naming
    )


def report_behind(scene: Scene, handle: str) -> str:
    """The report that a handle may open. Raises: LookOver, NotFound."""
    if handle.startswith("look:"):
        return str(row_now(scene.conn, scene.office, looked_at(scene, handle)).report_id)
    return report_of_alias(scene.conn, handle)


def _view(scene: Scene, handle: str, *, own: bool) -> talk.CaseView:
    facts: CaseFacts = case_view(scene.conn, scene.office, report_behind(scene, handle))
    return talk.CaseView(
        handle=handle,
        number=facts.number,
        steps=tuple(talk.CaseStep(key, on) for key, on in facts.steps),
        next_key=facts.next_key,
        next_on=facts.next_on,
        provisional=facts.provisional,
        questions=tuple(
            talk.OfficeQuestion(question_id, f"question-{name}" if name else "", text)
            for question_id, name, text in facts.questions
        ),
        photo_count=facts.photo_count,
        reason_key=facts.reason_key,
        sent_to=_sent_to(scene, facts),
        was_number=facts.was_number,
        may_add=facts.may_add,
        may_object=facts.may_object,
        may_say_unfixed=facts.may_say_unfixed,
        reward=claims.standing(scene.conn, facts.report_id),
        own=own,
    )


def _sent_to(scene: Scene, facts: CaseFacts) -> str:
    if facts.sent_to is None:
        return ""
    name = facts.sent_to.name
    spoken = name.zh if scene.language.startswith("zh") else name.en
    return f"{spoken} {facts.sent_to.phone}".strip()


def _args(refused: Refused) -> tuple[tuple[str, str], ...]:
    return tuple((name, str(value)) for name, value in refused.args_by_name.items())


def kindly(performer: Callable[[Scene, Any], Event]) -> Callable[[Scene, Any], Event]:
    """Turn what the office declines into outcomes; the turn goes on."""

    def perform(scene: Scene, effect: Any) -> Event:
        try:
            return performer(scene, effect)
        except (LookOver, NotFound):
            return talk.CaseGone()
        except Refused as refused:
            return talk.CaseDeclined(refused.key, _args(refused))

    return perform


PERFORMERS: dict[type[Effect], Any] = {
    talk.FileReport: file_report,
    talk.OpenByCode: kindly(open_by_code),
    talk.CheckCode: kindly(check_code),
    talk.OpenOwn: kindly(open_own),
    talk.AddToCase: kindly(add_to_case),
    talk.ObjectToResult: kindly(object_),
    talk.SayUnfixed: kindly(unfixed),
    talk.CutLink: cut_link,
    talk.ShowReward: kindly(show_reward),
}

"""Pictures and recordings for a report: in any order, as albums, late, repeated, refused."""

from dataclasses import replace

from handlers.arrivals import TELLING, and_do, onward, words
from handlers.dialogue.effect import (
    ORIGINAL,
    DropPhotos,
    Effect,
    KeepEvidence,
    KeepPhoto,
    original_ref,
)
from handlers.dialogue.event import (
    EvidenceKept,
    EvidenceRefused,
    EvidenceSent,
    PhotoReady,
    PhotoRefused,
    PhotoSent,
    TextSent,
)
from handlers.dialogue.facts import Facts
from handlers.dialogue.public_effect import AddToCase, FindPlace
from handlers.dialogue.reply import Say, say
from handlers.dialogue.turn import Ask, Turn
from handlers.doing import Adding, Answering
from handlers.drafting import has_matter, has_place, opened, proceed
from handlers.talking import Awaited, OpenDraft, OwnReport, PublicState, Step

_NOTED = ("report-words-added", "report-words-noted")
EVIDENCE_MAX = 10
"""Recordings and files of one report."""

REFUSALS = (
    *("empty", "truncated", "too-large", "too-many-pixels", "not-a-photo", "unsupported"),
    *("broken", "not-cleaned", "no-space"),
)
"""Reasons that have words of their own; any other is said in general words."""


# ── pictures ────────────────────────────────────────────────────────────────────────────────────


def known_part(state: PublicState, event: PhotoSent) -> Step | None:
    """A picture that is here already, or a late part of an album whose report was filed."""
    if any(event.ref in own.refs for own in state.own):
        return Turn(state, ask=Ask.NOT)
    if any(one.ref == event.ref for one in state.awaited):
        return Turn(state, ask=Ask.NOT)
    if state.draft and any(ref == event.ref for ref, _ in state.draft.draft.photos):
        return Turn(state, ask=Ask.NOT)
    if not event.album:
        return None
    owner = next((own for own in state.own if event.album in own.albums), None)
    return to_case(state, owner, event) if owner else None


def to_case(state: PublicState, owner: OwnReport, event: PhotoSent) -> Step:
    """Send a late picture after its report; nothing is said of it."""
    grown = replace(owner, refs=(*owner.refs, event.ref))
    own = tuple(grown if one is owner else one for one in state.own)
    awaited = (*state.awaited, Awaited(event.ref, owner.handle))
    keep = KeepPhoto(event.ref, held=owner.originals)
    return Turn(replace(state, own=own, awaited=awaited), (), (keep,), Ask.NOT)


def photo(state: PublicState, event: PhotoSent, facts: Facts) -> Step:
    """A picture for the report."""
    draft = opened(state, facts)
    photos = draft.draft.photos
    if len(photos) >= facts.place.photos_max:
        return _too_many(state, draft, event, facts)
    albums = draft.albums
    if event.album and event.album not in albums:
        albums = (*albums, event.album)
    told = replace(draft.draft, photos=(*photos, (event.ref, "")))
    landed = replace(state, draft=replace(draft, draft=told, albums=albums))
    if event.caption.strip():
        step = words(landed, TextSent(event.caption, f"{event.ref}#caption"), facts)
        remarks = tuple(one for one in step.say if one.key not in _NOTED)
    else:
        step, remarks = onward(landed, facts), ()
    keep = KeepPhoto(event.ref, held=facts.keeps_originals)
    if event.album:
        return replace(step, say=remarks, do=(keep, *step.do), ask=Ask.LATER)
    noted = say("report-photo-received", count=len(photos) + 1)
    return replace(step, say=(noted, *remarks), do=(keep, *step.do))


def _too_many(state: PublicState, draft: OpenDraft, event: PhotoSent, facts: Facts) -> Step:
    """Say once an album that no more are taken."""
    full = f"{event.album}#full"
    if full in draft.albums:
        return Turn(state, ask=Ask.LATER)
    told = replace(state, draft=replace(draft, albums=(*draft.albums, full)))
    remark = say("report-photos-enough", count=facts.place.photos_max)
    return Turn(told if event.album else state, (remark,))


def album_rested(state: PublicState, facts: Facts) -> Step:
    """A moment of quiet after pictures: say how many there are, and ask."""
    if isinstance(state.doing, Adding | Answering):
        return Turn(state, (say("case-photo-coming"),) if state.awaited else ())
    if isinstance(state.doing, TELLING) and state.draft and state.draft.draft.photos:
        return Turn(state, (say("report-photos-so-far", count=len(state.draft.draft.photos)),))
    return Turn(state)


def photo_ready(state: PublicState, event: PhotoReady, facts: Facts) -> Step:
    """A picture is cleaned and stored: for the draft, a filed report, or nobody any more."""
    draft = state.draft
    if draft and any(ref == event.ref for ref, _ in draft.draft.photos):
        return _photo_of_draft(state, draft, event)
    awaited = next((one for one in state.awaited if one.ref == event.ref), None)
    if awaited is None:
        return Turn(state, (), (DropPhotos((event.photo_id,), (event.ref,)),), Ask.NOT)
    add = AddToCase(
        awaited.handle,
        photos=((event.ref, event.photo_id),),
        question_id=awaited.question_id,
        ref=event.ref,
    )
    state, kept = _original(state, awaited, facts)
    return Turn(_arrived(state, event.ref, quiet=1), (), (add, *kept), Ask.NOT)


def _original(
    state: PublicState, picture: Awaited, facts: Facts
) -> tuple[PublicState, tuple[Effect, ...]]:
    """Keep the original of a late picture where it was agreed; else what came goes at once."""
    agreed = state.keeps_originals(picture.handle)
    if agreed and facts.keeps_originals:
        coming = Awaited(original_ref(picture.ref), picture.handle, kind=ORIGINAL)
        state = replace(state, awaited=(*state.awaited, coming))
        return state, (KeepEvidence(picture.ref, ORIGINAL),)
    if agreed or facts.keeps_originals:
        return state, (DropPhotos((), (picture.ref,)),)
    return state, ()


def _photo_of_draft(state: PublicState, draft: OpenDraft, event: PhotoReady) -> Step:
    photos = tuple(
        (ref, event.photo_id if ref == event.ref else known) for ref, known in draft.draft.photos
    )
    remarks: tuple[Say, ...] = ()
    if event.removed and not draft.cleaned_told:
        key = "report-photo-cleaned-place" if "gps" in event.removed else "report-photo-cleaned"
        remarks = (say(key),)
        draft = replace(draft, cleaned_told=True)
    find: tuple[Effect, ...] = ()
    if event.lat is not None and event.lon is not None:
        if not (draft.claim_told or has_place(draft.draft)):
            find = (FindPlace(lat=event.lat, lon=event.lon, source="photo"),)
        draft = replace(draft, claim_told=True)
    draft = replace(draft, draft=replace(draft.draft, photos=photos))
    return Turn(replace(state, draft=draft), remarks, find, Ask.NOT)


def photo_refused(state: PublicState, event: PhotoRefused, facts: Facts) -> Step:
    """A picture could not be kept: say so, and go on without it."""
    remark = say(refusal_key(event.reason))
    draft = state.draft
    if draft and any(ref == event.ref for ref, _ in draft.draft.photos):
        photos = tuple(pair for pair in draft.draft.photos if pair[0] != event.ref)
        left = replace(draft, draft=replace(draft.draft, photos=photos))
        return _without(replace(state, draft=left), facts, remark)
    if any(one.ref == event.ref for one in state.awaited):
        return Turn(_arrived(state, event.ref), (remark,), ask=Ask.NOT)
    return Turn(state, ask=Ask.NOT)


def _without(state: PublicState, facts: Facts, remark: Say) -> Step:
    """Go on without what was refused; whoever is elsewhere just now is only told."""
    if not isinstance(state.doing, TELLING):
        return Turn(state, (remark,), ask=Ask.NOT)
    draft = state.draft
    if draft and not has_matter(draft.draft):
        return proceed(state, facts, remark)
    return Turn(state, (remark,))


def refusal_key(reason: str) -> str:
    """The catalogue key that tells why a picture was not kept."""
    return f"photo-refused-{reason if reason in REFUSALS else 'other'}"


def _arrived(state: PublicState, ref: str, *, quiet: int = 0) -> PublicState:
    awaited = tuple(one for one in state.awaited if one.ref != ref)
    return replace(state, awaited=awaited, quiet_count=state.quiet_count + quiet)


# ── recordings ──────────────────────────────────────────────────────────────────────────────────


def evidence(state: PublicState, event: EvidenceSent, facts: Facts) -> Step:
    """A video, a voice note or a document for the report."""
    draft = opened(state, facts)
    if any(ref == event.ref for ref, _, _ in draft.draft.evidence):
        return Turn(state, ask=Ask.NOT)
    if len(draft.draft.evidence) >= EVIDENCE_MAX:
        return Turn(state, (say("report-evidence-enough"),))
    kept = (*draft.draft.evidence, (event.ref, event.kind, ""))
    landed = replace(state, draft=replace(draft, draft=replace(draft.draft, evidence=kept)))
    keep = KeepEvidence(event.ref, event.kind, event.duration_s)
    kept_as = "received" if facts.keeps_originals else "kept"
    remark = say(f"report-{event.kind}-{kept_as}")
    if event.caption.strip():
        step = words(landed, TextSent(event.caption, f"{event.ref}#caption"), facts)
        return replace(step, say=(remark, *step.say), do=(keep, *step.do))
    return and_do(onward(landed, facts, remark), keep)


def evidence_kept(state: PublicState, event: EvidenceKept, facts: Facts) -> Step:
    """A recording is stored sealed."""
    draft = state.draft
    if draft and any(ref == event.ref for ref, _, _ in draft.draft.evidence):
        kept = tuple(
            (ref, kind, event.evidence_id if ref == event.ref else known)
            for ref, kind, known in draft.draft.evidence
        )
        told = replace(draft, draft=replace(draft.draft, evidence=kept))
        return Turn(replace(state, draft=told), ask=Ask.NOT)
    awaited = next((one for one in state.awaited if one.ref == event.ref), None)
    if awaited is None:
        return Turn(state, (), (DropPhotos((event.evidence_id,), (event.ref,)),), Ask.NOT)
    one = ((event.ref, awaited.kind, event.evidence_id),)
    add = AddToCase(awaited.handle, evidence=one, question_id=awaited.question_id, ref=event.ref)
    return Turn(_arrived(state, event.ref, quiet=1), (), (add,), Ask.NOT)


def evidence_refused(state: PublicState, event: EvidenceRefused, facts: Facts) -> Step:
    """A recording could not be kept: say so, and go on without it."""
    remark = say("evidence-refused")
    draft = state.draft
    if draft and any(ref == event.ref for ref, _, _ in draft.draft.evidence):
        kept = tuple(one for one in draft.draft.evidence if one[0] != event.ref)
        left = replace(draft, draft=replace(draft.draft, evidence=kept))
        return _without(replace(state, draft=left), facts, remark)
    awaited = next((one for one in state.awaited if one.ref == event.ref), None)
    if awaited is None:
        return Turn(state, ask=Ask.NOT)
    if awaited.kind == ORIGINAL:
        remark = say("original-lost")
    return Turn(_arrived(state, event.ref), (remark,), ask=Ask.NOT)

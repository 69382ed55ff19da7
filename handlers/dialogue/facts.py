"""What a step may know besides state and event: the moment, the role, the door and the place."""

from dataclasses import dataclass, field
from datetime import datetime


@dataclass(frozen=True, slots=True)
class Door:
    """How this person is talking to us."""

    kind: str = "web"
    """One of: web, messenger, terminal."""
    messenger: str = ""
    """The messenger's own name, for saying plainly that it can read along."""
    pushes: bool = False
    """Can we speak first here?"""
    erases: bool = False
    """Can the bot delete messages here?"""
    language: str = ""
    """What the door believes the person reads (a hint, used once at the start); may be empty."""
    greeted: bool = False
    """The door showed the first words already, before anything was kept."""


@dataclass(frozen=True, slots=True)
class PlaceFacts:
    """The words and limits of the place that a conversation needs."""

    code: str
    name: str
    """In the language of the conversation's default; `names` has the others."""
    names: tuple[tuple[str, str], ...] = ()
    greetings: tuple[tuple[str, str], ...] = ()
    """The place's own first line, by language; none: nothing is said before what this is."""
    lane_name: str = ""
    """Who takes deaths and hidden accidents: the county-or-higher government (安全生产法 73)."""
    lane_names: tuple[tuple[str, str], ...] = ()
    """The same in other languages: who changes the language reads it in the new one at once."""
    lane_phone: str = ""
    accept_days: int = 5
    """Working days until the reporter hears accepted or not."""
    verify_days: int = 60
    claim_days: int = 60
    photos_max: int = 20
    """Pictures of one report."""
    draft_days: int = 30
    originals_days: int = 30
    """An original is deleted so long after the last day to object."""
    identity_days: int = 180
    """A name that was given for a reward is deleted so long after payment."""
    reward_exists: bool = True
    reward_anonymous: bool = True
    reward_low_yuan: int = 0
    reward_high_yuan: int = 0
    web_address: str = ""
    """Where web chat (or its onion) is, for those who should leave a messenger. May be empty."""
    map_service: str = ""
    """nominatim or baidu where typed places that nobody here knows are asked outside."""


@dataclass(frozen=True, slots=True)
class Facts:
    """Handed to every step. `now_at` is aware UTC."""

    now_at: datetime
    place: PlaceFacts
    door: Door = field(default_factory=Door)
    roles: frozenset[str] = frozenset()
    """Staff duties of this person (`domain.md` 1); empty for the public."""
    keeps_originals: bool = False
    """There is a key for evidence: recordings are sealed to it, and originals where one agrees."""
    trial: bool = False
    """The place's file still has example values: say so in the first message."""
    languages: tuple[str, ...] = ("zh-Hans", "en")
    """What the catalogues hold; the first is the default."""
    fresh_id: str = ""
    """Random 128 bits as hex, new for each step: becomes the id of a draft begun in it."""

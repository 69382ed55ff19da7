"""What conversations may know of a place, read from its profile once a language."""

from functools import lru_cache

from backend.places.profile import Place
from handlers.dialogue.facts import PlaceFacts


@lru_cache(maxsize=4096)
def _facts(
    code: str,
    language: str,
    web_address: str,
    map_service: str,
    photos_max: int,
    place: "_Held",
) -> PlaceFacts:
    profile = place.profile
    names, lane, words = profile.names, profile.numbers.county_lane, profile.words
    rewards, limits = profile.rewards, profile.limits
    chinese = language.startswith("zh")
    return PlaceFacts(
        code=code,
        name=names.zh if chinese else names.en,
        names=(("zh-Hans", names.zh), ("en", names.en)),
        greetings=(("zh-Hans", words.greeting.zh), ("en", words.greeting.en)),
        lane_name=lane.name.zh if chinese else lane.name.en,
        lane_names=(("zh-Hans", lane.name.zh), ("en", lane.name.en)),
        lane_phone=lane.number,
        accept_days=limits.accept_working_days,
        verify_days=limits.verify_days,
        claim_days=limits.claim_days,
        photos_max=photos_max,
        draft_days=limits.draft_days,
        originals_days=profile.retention.originals_days,
        identity_days=profile.retention.identity_days,
        reward_anonymous=rewards.anonymous_allowed,
        reward_low_yuan=min(rewards.general_yuan, rewards.major_yuan),
        reward_high_yuan=max(rewards.general_yuan, rewards.major_yuan),
        web_address=web_address,
        map_service=map_service,
    )


class _Held:
    """A profile that is told apart by being itself, so that a long hash of it is never taken."""

    def __init__(self, profile: Place) -> None:
        self.profile = profile


_HELD: dict[int, _Held] = {}


def place_facts(
    profile: Place,
    language: str,
    web_address: str = "",
    map_service: str = "",
    *,
    photos_max: int,
) -> PlaceFacts:
    """The words and limits of a place for a conversation in a language."""
    held = _HELD.get(id(profile))
    if held is None or held.profile is not profile:
        held = _HELD[id(profile)] = _Held(profile)
    return _facts(profile.code, language, web_address, map_service, photos_max, held)

"""Each local effect → one service call → one outcome: the seam between talk and office."""

from collections.abc import Callable
from typing import Any

from backend.errors import Broken
from bot import perform_case, perform_identity, perform_place, perform_staff
from bot.scene import Scene
from handlers.dialogue.effect import Effect
from handlers.dialogue.event import Event

Performer = Callable[[Scene, Any], Event | None]

PERFORMERS: dict[type[Effect], Performer] = {
    **perform_place.PERFORMERS,
    **perform_case.PERFORMERS,
    **perform_identity.PERFORMERS,
    **perform_staff.PERFORMERS,
}


def perform(scene: Scene, effect: Effect) -> Event | None:
    """Do what an effect asks for, in the turn's transaction; gives its outcome.

    Raises:
        Broken: nobody performs such an effect.
    """
    performer = PERFORMERS.get(type(effect))
    if performer is None:
        raise Broken(f"nobody performs {type(effect).__name__}")
    return performer(scene, effect)

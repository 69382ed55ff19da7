"""Typed places that nobody here knows, asked of an outside map service where one is switched on."""

import asyncio

from backend.office import Office
from backend.places import found
from backend.places.find import find_place
from backend.places.map_service import MapService, NotAnswered
from bot.runner import Errand, Run
from handlers.dialogue.effect import AskMapService
from handlers.dialogue.event import Event
from handlers.dialogue.place_effect import GEOCODED, PlacesLikely, Spot

NEAR_M = 1000.0
"""How far the point of an address may lie from the spot that is meant."""


class Guide:
    """Runs the jobs that ask. Without a service, or without an answer, nothing follows."""

    def __init__(self, office: Office, service: MapService | None) -> None:
        self._office = office
        self._service = service

    def kinds(self) -> dict[str, Run]:
        """Kinds of jobs by the name of their effect."""
        return {AskMapService.__name__: self.ask}

    async def ask(self, errand: Errand) -> Event | None:
        """Where the service sees the words; None: the words stand as they are."""
        effect = errand.effect
        assert isinstance(effect, AskMapService)  # noqa: S101 - the kind is the effect's own name
        if self._service is None:
            return None
        place = self._office.place(errand.job.place)
        try:
            point = await asyncio.to_thread(self._service.point_of, place, effect.text)
        except NotAnswered:
            return None
        near = find_place(place, point=point) if point else None
        if point is None or not isinstance(near, found.PlaceFound):
            return None
        label = near.zh if effect.language.startswith("zh") else near.en
        spot = Spot(*point, label, near.area_code, source=GEOCODED, accuracy_m=NEAR_M)
        return PlacesLikely((spot,), effect.text)

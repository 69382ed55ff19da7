"""The only place where settings become objects."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field

from backend.api.keeper import HouseKeeper
from backend.api.room import Room
from backend.api.terms import ApiTerms
from backend.app import build_api, edge_of_app
from backend.clock import Clock
from backend.office import Office
from backend.places.shelf import Card
from backend.settings import Settings
from bot.app import FrontDoor
from bot.batch import TurnBatch
from bot.channel import Asgi
from bot.channels._web_places import PlacesPage
from bot.doors import Door
from bot.ground import load_served, map_service, open_office, photo_limits
from bot.guide import Guide
from bot.inbox import Inbox
from bot.intake import Intake
from bot.pictures import Pictures
from bot.process import Process
from bot.roster import channels
from bot.space import Space
from bot.uploads import Uploads
from bot.voice import Voice
from handlers.router import PUBLIC, STAFF
from locales.catalogue import load as load_catalogue
from media.pool import PhotoPool

_MB = 1024 * 1024


@dataclass(slots=True)
class Davy:
    """One process of Davy, put together and not yet running."""

    settings: Settings
    office: Office
    doors: dict[str, Door]
    inbox: Inbox
    process: Process
    voice: Voice
    pool: PhotoPool
    room: Room
    held_back: HouseKeeper
    cards: Mapping[str, Card]
    """What is known of each place without reading its file."""
    closes: list[Callable[[], None]] = field(default_factory=list)

    def front_door(self) -> FrontDoor:
        """The ASGI app of `davy serve`; it starts and stops the process with the server."""
        routes: dict[str, Asgi] = {}
        for door in self.doors.values():
            routes |= door.channel.routes(self.inbox)
        api = build_api(
            self.office,
            api_terms(self.settings),
            photos=self.pool,
            room=self.room,
            keeper=self.held_back.keeper,
        )
        if self.settings.several:
            names = {code: (card.zh, card.en) for code, card in self.cards.items()}
            routes |= PlacesPage(self.voice, names).routes()
            routes |= {f"{self.settings.front_of(code)}api": api for code in names}
        self.closes.append(edge_of_app(api).close)
        return FrontDoor(api, routes, opens=self.process.open, closes=self.close)

    async def close(self) -> None:
        """Stop cleanly and give everything back."""
        await self.process.close()
        await self.held_back.close()
        for close in self.closes:
            close()
        self.pool.close()
        self.office.database.close()


def compose(settings: Settings, *, clock: Clock | None = None) -> Davy:
    """Put one process together. Raises: KeysDiffer, ProfileError, SettingsWrong."""
    shelf = load_served(settings)
    office = open_office(settings, clock, shelf)
    voice = Voice(load_catalogue())
    held_back = HouseKeeper(office, settings.served[0], settings.trusted_proxies)
    doors = {
        one.bot: Door(one, STAFF if one.staff else PUBLIC)
        for one in channels(settings, voice, held_back.keeper)
    }
    batch = TurnBatch(
        office,
        doors,
        voice,
        web_address=settings.web_address_of,
        map_service=settings.map_service,
    )
    space = Space(
        settings.data_dir,
        files_min_bytes=settings.files_min_mb * _MB,
        words_min_bytes=settings.words_min_mb * _MB,
    )
    uploads = Uploads(office)
    limits = photo_limits(settings)
    pool = PhotoPool(limits)
    pictures = Pictures(office).read
    inbox = Inbox(office, batch, space, keep_upload=uploads.keep, pictures=pictures)
    intake = Intake(office, doors, uploads, pool, space)
    intake.max_bytes = limits.max_bytes
    kinds = intake.kinds() | Guide(office, map_service(settings)).kinds()
    process = Process(office, doors, inbox, kinds, pictures, beside=(held_back.run,))
    room = Room(space.free_bytes, settings.files_min_mb * _MB, settings.words_min_mb * _MB)
    return Davy(settings, office, doors, inbox, process, voice, pool, room, held_back, shelf.cards)


def api_terms(settings: Settings) -> ApiTerms:
    """What the operator decided about the JSON edge."""
    return ApiTerms(
        place=settings.first,
        trusted_proxies=settings.trusted_proxies,
        figures_token=settings.metrics_token.get_secret_value(),
        photos_count=settings.photos_max,
    )

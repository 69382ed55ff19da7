"""The ground of a process: places, database, keys and files, opened as the settings say."""

import os
from collections.abc import Iterator
from contextlib import suppress
from pathlib import Path

from backend.clock import Clock, SystemClock
from backend.db.engine import Database
from backend.db.migrate import upgrade
from backend.db.prints import meet_keys, must_have_keys
from backend.keys.ring import KeyRing, have_keys, make_keys
from backend.office import Office
from backend.places.load import known_places
from backend.places.map_service import MapService
from backend.places.shelf import Shelf, Sources
from backend.settings import Settings, SettingsWrong
from media.limits import Limits
from media.stores.disk import DiskStore
from media.stores.store import Store


def own_file(settings: Settings, code: str) -> Path:
    """Where an office's own confirmed values of a place lie (`davy init` writes it)."""
    return settings.data_dir / f"place-{code}.toml"


def load_served(settings: Settings, *, remembers: bool = True) -> Shelf:
    """The places of this Davy by code, with what the office confirmed.

    What was checked is remembered in the data folder, unless nothing may be changed.

    Raises:
        SettingsWrong: a place has no file, or a folder cannot be used.
        ProfileError: a file is not in order.
    """
    files = known_places() | known_places(settings.own_profiles)
    lacking = [code for code in settings.served if code not in files]
    if lacking:
        name = "DAVY_PLACE" if lacking[0] == settings.first else "DAVY_PLACES"
        raise SettingsWrong(
            f"{name}: {lacking[0]!r} was given; no place's file begins with it in "
            f"{settings.own_profiles}, nor among those that come along: {_some(list(files))}"
        )
    sources = {code: Sources(files[code], own_file(settings, code)) for code in settings.served}
    if remembers:
        make_data_folder(settings)
    return Shelf(sources, settings.data_dir / "places-checked.json" if remembers else None)


def make_data_folder(settings: Settings) -> None:
    """Makes the data folder; the keys' is made with the keys, for an empty database only.

    Raises:
        SettingsWrong: one of them cannot be made, or this user may not write there.
    """
    with suppress(OSError):  # what is wrong is found below, and said with the setting's name
        settings.data_dir.mkdir(parents=True, exist_ok=True, mode=0o700)
    if not settings.data_dir.is_dir():
        raise SettingsWrong(_unfit("DAVY_DATA_DIR", settings.data_dir))
    for said in folder_faults(settings):
        raise SettingsWrong(said)


def folder_faults(settings: Settings) -> Iterator[str]:
    """What to say of folders that cannot be written to, or not be made. Changes nothing."""
    for name, folder in (("DAVY_DATA_DIR", settings.data_dir), ("DAVY_KEY_DIR", settings.key_dir)):
        nearest = next(one for one in (folder, *folder.resolve().parents) if one.exists())
        if not nearest.is_dir() or not os.access(nearest, os.W_OK | os.X_OK):
            yield _unfit(name, folder)


def _unfit(name: str, folder: Path) -> str:
    wanted = "a folder is wanted that this user can make and write to"
    return f"{name}: {str(folder)!r} was given; {wanted}"


def _some(codes: list[str]) -> str:
    return ", ".join(codes[:20]) + (" …" if len(codes) > 20 else "")


def profile_of(settings: Settings, code: str) -> Path:
    """A place's file: among the office's own, else among those that come along."""
    return (known_places() | known_places(settings.own_profiles))[code]


def open_office(
    settings: Settings, clock: Clock | None = None, places: Shelf | None = None
) -> Office:
    """Database (migrated), keys (made only for an empty database), places and files.

    Raises:
        KeysDiffer: the key folder is not this database's; names the keys.
        SettingsWrong: a place is not known, or a folder cannot be used.
        ProfileError: its file is not in order.
    """
    places = load_served(settings) if places is None else places
    upgrade(settings.url)
    database = Database(settings.url)
    try:
        ring = _keys_of(database, settings)
    except BaseException:
        database.close()
        raise
    own_clock, files = clock or SystemClock(), _store(settings)
    return Office(database, ring, own_clock, places, files, settings.photos_max)


def _keys_of(database: Database, settings: Settings) -> KeyRing:
    """The keys in the folder, if they are this database's. Raises: KeysDiffer, SettingsWrong."""
    with database.write() as conn:
        if not have_keys(settings.key_dir):
            must_have_keys(conn)
            try:
                make_keys(settings.key_dir)
            except OSError:
                raise SettingsWrong(_unfit("DAVY_KEY_DIR", settings.key_dir)) from None
        ring = KeyRing(settings.key_dir)
        meet_keys(conn, ring)
    return ring


def _store(settings: Settings) -> Store:
    if settings.file_store == "disk":
        return DiskStore(settings.data_dir / "files")
    from media.stores.s3 import S3Settings, S3Store

    return S3Store(
        S3Settings(
            settings.s3_url,
            settings.s3_bucket,
            settings.s3_key.get_secret_value(),
            settings.s3_secret.get_secret_value(),
        )
    )


def photo_limits(settings: Settings) -> Limits:
    """The bounds of one picture, the same at every door and for `davy photo clean`."""
    return Limits(
        max_bytes=settings.upload_max_mb * 1024 * 1024,
        max_pixels=settings.photo_max_megapixels * 1_000_000,
    )


def map_service(settings: Settings) -> MapService | None:
    """The outside map service that the operator switched on, if any."""
    if not settings.map_service:
        return None
    key = settings.map_service_key.get_secret_value()
    return MapService(settings.map_service, settings.map_service_url, key)

"""The store on any S3-compatible server, over obstore.

The bucket must be private and unversioned: in a versioned one, deleting keeps the bytes. Its own
times are the server's and cannot be levelled; whoever reads the bucket's listing sees them.
"""

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta
from typing import Final

import obstore
from obstore.exceptions import AlreadyExistsError, BaseError
from obstore.store import S3Store as Bucket

from media.stores.store import NotStored, StoreDown, StoreFull, checked

# What servers call a full disk or a spent quota: MinIO, Ceph, and plain HTTP 507.
_FULL_WORDS: Final = ("XMinioStorageFull", "QuotaExceeded", "507 ")


@dataclass(frozen=True)
class S3Settings:
    """Where the bucket is and how to open it; `endpoint` with scheme, host and port."""

    endpoint: str
    bucket: str
    access_key: str
    secret_key: str
    region: str = "us-east-1"
    prefix: str = "media"
    timeout_s: int = 10
    retries_count: int = 2

    def __repr__(self) -> str:
        """Without the keys: a settings object ends up in a message sooner or later."""
        return f"S3Settings(endpoint={self.endpoint!r}, bucket={self.bucket!r})"


class S3Store:
    """Objects under `prefix/` of one bucket. Safe for several threads and processes."""

    def __init__(self, settings: S3Settings) -> None:
        self._prefix = settings.prefix.strip("/")
        self._bucket = Bucket(
            settings.bucket,
            endpoint=settings.endpoint,
            access_key_id=settings.access_key,
            secret_access_key=settings.secret_key,
            region=settings.region,
            virtual_hosted_style_request=False,
            client_options={
                "allow_http": settings.endpoint.startswith("http://"),
                "timeout": timedelta(seconds=settings.timeout_s),
                "connect_timeout": timedelta(seconds=settings.timeout_s),
            },
            retry_config={
                "max_retries": settings.retries_count,
                "retry_timeout": timedelta(seconds=3 * settings.timeout_s),
            },
        )

    def put(self, name: str, data: bytes) -> bool:
        """As `Store.put`."""
        with _failures_named():
            try:
                # If-None-Match: *; one request, as a part of an upload would lie there half done.
                obstore.put(self._bucket, self._key(name), data, mode="create", use_multipart=False)
            except AlreadyExistsError:
                return False
            return True

    def get(self, name: str) -> bytes:
        """As `Store.get`."""
        with _failures_named():
            return bytes(obstore.get(self._bucket, self._key(name)).bytes())

    def delete(self, name: str) -> None:
        """As `Store.delete`."""
        with _failures_named():
            try:
                obstore.delete(self._bucket, self._key(name))
            except FileNotFoundError:
                return

    def stored_before(self, day: date) -> Iterator[str]:
        """As `Store.stored_before`, by the server's own times."""
        bound_at = datetime(day.year, day.month, day.day, tzinfo=UTC)
        with _failures_named():
            for page in obstore.list(self._bucket, prefix=self._prefix):
                for found in page:
                    if found["last_modified"] < bound_at:
                        yield found["path"].rpartition("/")[2]

    def sweep(self) -> int:
        """Always 0: a put is one request, whole or nothing."""
        return 0

    def room_bytes(self) -> int | None:
        """Always None: S3 has no question for it."""
        return None

    def _key(self, name: str) -> str:
        return f"{self._prefix}/{checked(name)}"


@contextmanager
def _failures_named() -> Iterator[None]:
    """Turn obstore's errors, which quote addresses and answers, into the store's own."""
    try:
        yield
    except FileNotFoundError:
        raise NotStored from None
    except (BaseError, OSError) as failure:
        if any(word in str(failure) for word in _FULL_WORDS):
            raise StoreFull from None
        raise StoreDown from None

"""What only S3 has: a server that may be away, and errors that quote addresses and keys."""

import pytest

from media.stores.s3 import S3Settings, S3Store
from media.stores.store import NotStored, StoreDown, new_name
from tests.media.stores.conftest import TODAY

pytestmark = pytest.mark.xdist_group("s3")


def _settings(endpoint: str, *, secret_key: str = "test-secret") -> S3Settings:
    return S3Settings(
        endpoint=endpoint,
        bucket="davy",
        access_key="test-access",
        secret_key=secret_key,
        timeout_s=3,
        retries_count=0,
    )


def test_a_server_that_is_away_is_down_and_nothing_is_quoted() -> None:
    store = S3Store(_settings("http://127.0.0.1:9"))
    for act in (store.get, store.delete, lambda name: store.put(name, b"x")):
        with pytest.raises(StoreDown) as down:
            act(new_name())
        assert not down.value.args
        assert down.value.__suppress_context__
    with pytest.raises(StoreDown):
        list(store.stored_before(TODAY))


def test_wrong_keys_are_down_too(s3_settings: S3Settings) -> None:
    store = S3Store(_settings(s3_settings.endpoint, secret_key="wrong"))
    with pytest.raises(StoreDown):
        store.put(new_name(), b"x")


def test_prefixes_keep_two_houses_in_one_bucket_apart(s3_settings: S3Settings) -> None:
    ours, name = S3Store(s3_settings), new_name()
    theirs = S3Store(
        S3Settings(
            endpoint=s3_settings.endpoint,
            bucket=s3_settings.bucket,
            access_key=s3_settings.access_key,
            secret_key=s3_settings.secret_key,
            prefix="theirs",
        )
    )
    ours.put(name, b"ours")
    with pytest.raises(NotStored):
        theirs.get(name)
    assert theirs.put(name, b"theirs") is True
    assert ours.get(name) == b"ours"


def test_settings_do_not_show_their_keys() -> None:
    shown = repr(_settings("http://127.0.0.1:9", secret_key="very-secret"))
    assert "very-secret" not in shown
    assert "test-access" not in shown

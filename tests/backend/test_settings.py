"""Settings from the environment and one file: which goes first, what is refused, what is said."""

import os
import re
from pathlib import Path

import pytest

from backend.settings import SettingsWrong, all_names, read_settings
from tests.kit import settings_doc

SECRET = "123456:nobody-may-read-this"


@pytest.fixture(autouse=True)
def bare(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> Path:
    """An environment without settings, in an empty folder."""
    for name in [one for one in os.environ if one.startswith("DAVY_")]:
        monkeypatch.delenv(name)
    monkeypatch.chdir(tmp_path)
    return tmp_path


def refused() -> str:
    """What is said of the settings, which cannot be used."""
    with pytest.raises(SettingsWrong) as wrong:
        read_settings()
    return str(wrong.value)


def test_nothing_has_to_be_set() -> None:
    settings = read_settings()
    assert (settings.host, settings.port, settings.served) == ("127.0.0.1", 8000, ("340322",))
    assert settings.url == "sqlite:///var/data/davy.db"
    assert not settings.public


def test_the_environment_goes_before_the_file_and_nothing_counts_as_not_given(
    bare: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    (bare / "davy.env").write_text("DAVY_PORT=8001\nDAVY_LOG_LEVEL=error\nexport DAVY_HOST=::1\n")
    monkeypatch.setenv("DAVY_PORT", "8002")
    monkeypatch.setenv("DAVY_LOG_LEVEL", "")
    settings = read_settings()
    assert (settings.port, settings.log_level, settings.host) == (8002, "error", "::1")
    assert read_settings(port=8003).port == 8003


def test_another_file_can_be_named_but_it_has_to_be_there(
    bare: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("DAVY_SETTINGS", str(bare / "other.env"))
    assert refused().startswith("DAVY_SETTINGS: ")
    (bare / "other.env").write_text("DAVY_PORT=8001\n")
    assert read_settings().port == 8001


@pytest.mark.parametrize(
    ("name", "value", "said"),
    [
        ("DAVY_PORT", "70000", r"'70000' was given; .*65535"),
        ("DAVY_FILE_STORE", "tape", r"'tape' was given; .*'disk' or 's3'"),
        ("DAVY_FILE_STORE", "s3", r"DAVY_S3_BUCKET: nothing was given; DAVY_FILE_STORE=s3 wants"),
        ("DAVY_PLACE", "wuhe", r"'wuhe' was given; a code of 6, 9 or 12 digits"),
        ("DAVY_PLACES", "350213,x", r"DAVY_PLACES: 'x' was given; a code"),
        ("DAVY_PUBLIC_URL", "davy.example", r"'davy.example' was given; .*https://"),
        ("DAVY_TRUSTED_PROXIES", "caddy", r"'caddy'.*was given; .*127.0.0.1"),
        ("DAVY_DATABASE_URL", f"mysql://u:{SECRET}@h/d", r"\(not shown\) .*postgresql\+psycopg"),
        ("DAVY_DATABASE_URL", f"sqlite://{SECRET}:x", r"\(not shown\) .*postgresql\+psycopg"),
        ("DAVY_TELEGRAM_PUBLIC__TOKEN", "x", r"_PUBLIC__TOKEN: \(not shown\) .*@BotFather"),
        ("DAVY_TELEGRAM_STAFF__TOKEN", "12:3 4", r"_STAFF__TOKEN: \(not shown\) .*@BotFather"),
        ("DAVY_TELEGRAM_PUBLIC__PROXY_URL", "socks:5", r"'socks:5' was given; http://HOST:PORT or"),
        ("DAVY_TELEGRAM_STAFF__PROXY_URL", "http://proxy", r"'http://proxy' .*; http://HOST:PORT"),
        ("DAVY_TELEGRAM_STAFF__PROXY_URL", f"ftp://{SECRET}@p", r"_URL: \(not shown\) was given"),
        ("DAVY_TELEGRAM_PUBLIC__API_URL", "htp://x", r"'htp://x' was given; .*https://"),
        ("DAVY_TELEGRAM_PUBLIC__API_URL", f"bot{SECRET}", r"\(not shown\) was given; .*https://"),
        ("DAVY_TELEGRAM_STAFF__API_URL", "http://x:port", r"'http://x:port' was given; .*https://"),
        ("DAVY_TELEGRAM_STAFF__FILE_URL", "nonsense", r"'nonsense' was given; .*file:///"),
        ("DAVY_TELEGRAM_PUBLIC__TOKN", SECRET, r"there is no such setting; .*_PUBLIC__TOKEN is"),
        ("DAVY_TELEGRAM_PUBLIC_TOKEN", SECRET, r"there is no such setting; .*_PUBLIC__TOKEN is"),
        ("DAVY_TELEGRAM_PUBLIC", f'{{"token": "{SECRET}"}}', r"there is no such setting"),
        ("DAVY_TELEGRAM_STAFF__WEBHOOK_URL", "https://davy.example", r"_STAFF__WEBHOOK_SECRET: "),
        ("DAVY_PLACE_350213__TELEGRAM_STAFF__TOKEN", SECRET, r"350213 is not one of DAVY_PLACES"),
        ("DAVY_PLACE_350213__TELEGRAM_STAFF__TOKN", SECRET, r"there is no such setting"),
    ],
)
@pytest.mark.parametrize("in_file", [False, True], ids=["environment", "file"])
def test_what_cannot_be_used_is_named_with_what_is_allowed(
    bare: Path, monkeypatch: pytest.MonkeyPatch, name: str, value: str, *, said: str, in_file: bool
) -> None:
    if in_file:
        (bare / "davy.env").write_text(f"{name}={value}\n")
    else:
        monkeypatch.setenv(name, value)
    told = refused()
    assert re.search(said, told)
    assert SECRET not in told


def test_a_further_place_has_bots_of_its_own(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("DAVY_PLACES", "350213")
    monkeypatch.setenv("DAVY_PLACE_350213__TELEGRAM_STAFF__TOKEN", SECRET)
    bots = read_settings().bots_of("350213")
    assert bots.telegram_staff.token.get_secret_value() == SECRET
    assert not read_settings().bots_of("340322").telegram_staff.token.get_secret_value()
    monkeypatch.setenv("DAVY_PLACE_350213__TELEGRAM_STAFF__WEBHOOK_URL", "ftp://x")
    told = refused()
    assert told.startswith("DAVY_PLACE_350213__TELEGRAM_STAFF__WEBHOOK_URL: 'ftp://x' was")


def test_several_places_are_those_that_are_named_and_the_first_only_if_it_was_chosen(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setenv("DAVY_PLACES", "350213,231086,350213")
    settings = read_settings()
    assert (settings.served, settings.first) == (("350213", "231086"), "")
    assert settings.front_of("231086") == "/p/231086/"
    chosen = read_settings(place="231086")
    assert (chosen.served, chosen.first) == (("231086", "350213"), "231086")
    assert read_settings(places=(), place="231086").front_of("231086") == "/"


def test_all_places_are_those_of_the_folder_else_those_that_come_along(bare: Path) -> None:
    assert {"340322", "350213"} <= set(read_settings(places=("all",)).served)
    (bare / "var" / "data" / "places").mkdir(parents=True)
    for code in ("360102", "360103"):
        (bare / "var" / "data" / "places" / f"{code}-x.toml").touch()
    assert read_settings(places=("all",)).served == ("360102", "360103")
    (bare / "own").mkdir()
    (bare / "own" / "360104-y.toml").touch()
    assert read_settings(places=("all",), profile_dir=bare / "own").served == ("360104",)


def test_a_bot_without_a_place_or_with_two_tokens_is_refused(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setenv("DAVY_PLACES", "350213,231086")
    monkeypatch.setenv("DAVY_TELEGRAM_PUBLIC__TOKEN", SECRET)
    assert "with DAVY_PLACES each place has its own" in refused()
    monkeypatch.setenv("DAVY_PLACE", "350213")
    assert read_settings().bots_of("350213").telegram_public.token.get_secret_value() == SECRET
    assert not read_settings().bots_of("231086").telegram_public.token.get_secret_value()
    monkeypatch.setenv("DAVY_PLACE_350213__TELEGRAM_STAFF__TOKEN", SECRET)
    told = refused()
    assert "DAVY_PLACE_350213__TELEGRAM_STAFF__TOKEN: was given beside" in told
    assert SECRET not in told


def test_one_token_for_two_bots_is_refused(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("DAVY_TELEGRAM_PUBLIC__TOKEN", SECRET)
    monkeypatch.setenv("DAVY_TELEGRAM_STAFF__TOKEN", SECRET)
    told = refused()
    assert told.startswith("DAVY_TELEGRAM_STAFF__TOKEN: (not shown) was given; ")
    assert "DAVY_TELEGRAM_PUBLIC__TOKEN has the same" in told
    assert SECRET not in told
    monkeypatch.setenv("DAVY_PLACES", "350213")
    monkeypatch.setenv("DAVY_PLACE", "340322")
    monkeypatch.setenv("DAVY_TELEGRAM_STAFF__TOKEN", "")
    monkeypatch.setenv("DAVY_PLACE_350213__TELEGRAM_PUBLIC__TOKEN", SECRET)
    assert refused().startswith("DAVY_PLACE_350213__TELEGRAM_PUBLIC__TOKEN: (not shown)")


@pytest.mark.parametrize(
    ("part", "value"),
    [
        *(("TOKEN", "1:bench"), ("TOKEN", SECRET), ("PROXY_URL", "socks5://me:pw@proxy:1080")),
        *(("API_URL", "http://10.0.0.1/tg/bot{token}/test"), ("API_URL", "http://[::1]:8081")),
        *(("FILE_URL", "file:///var/lib/telegram"), ("FILE_URL", "http://b:2/x/{token}")),
    ],
)
def test_what_a_server_of_ones_own_wants_is_taken(
    monkeypatch: pytest.MonkeyPatch, part: str, value: str
) -> None:
    monkeypatch.setenv(f"DAVY_TELEGRAM_STAFF__{part}", value)
    given = getattr(read_settings().telegram_staff, part.lower())
    assert (given.get_secret_value() if part == "TOKEN" else given) == value


@pytest.mark.parametrize(
    ("host", "public"),
    [
        *(("127.0.0.1", False), ("::1", False), ("localhost", False)),
        *(("0.0.0.0", True), ("::", True), ("192.0.2.1", True), ("davy.example", True)),
    ],
)
def test_only_this_machines_own_addresses_are_not_public(host: str, *, public: bool) -> None:
    assert read_settings(host=host).public is public


def test_no_secret_shows_in_settings_that_are_written_out() -> None:
    shown = repr(read_settings(metrics_token=SECRET, telegram_public={"token": SECRET}))
    assert SECRET not in shown


def test_every_setting_says_what_it_is() -> None:
    assert [name for name, field in all_names().items() if not field.description] == []


def test_the_page_of_settings_is_the_one_that_the_code_gives() -> None:
    told = settings_doc.PAGE.read_text("utf-8")
    assert told == settings_doc.written(), "run: python -m tests.kit.settings_doc"
    listed = set(re.findall(r"`(DAVY_[A-Z0-9_]+)`", told))
    missing = {name for name in all_names() if "TELEGRAM_STAFF" not in name} - listed
    assert missing == set()

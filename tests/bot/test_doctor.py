"""`davy doctor` finds each planted fault, says how to mend it, and changes nothing."""

import shutil
import sqlite3
from asyncio import to_thread
from contextlib import closing
from pathlib import Path
from typing import Any

import pytest

from backend.clock import StoppedClock
from backend.demo.service import fill
from backend.inbox.service import EVENT, TRIES, Arrival, keep_many, set_back
from backend.keys.ring import make_keys
from backend.places.load import PROFILES, load_place
from bot.commands import asking
from bot.commands.doctor import Finding, examine
from bot.ground import open_office
from tests.backend.reports.cases import file
from tests.kit.confirmed import confirm_examples
from tests.kit.davy_command import davy
from tests.kit.fake_bot_api import FakeBotApi
from tests.kit.real_house import A_WORKING_MORNING, settings_in


def found(folder: Path, **settings: Any) -> list[Finding]:
    """What doctor finds in a Davy that lives in `folder`/var."""
    return list(examine(settings_in(folder / "var", **settings)))


def the(findings: list[Finding], words: str) -> Finding:
    """The one finding with these words."""
    fitting = [one for one in findings if words in one.text]
    assert len(fitting) == 1, [one.text for one in findings]
    return fitting[0]


def test_it_prints_faults_with_their_mend_and_ends_with_one_where_one_is_grave(used: Path) -> None:
    told = davy(used, "doctor")
    assert told.returncode == 0, told.stdout
    count = len(load_place("340322").example_keys)
    assert f"look   五河县: {count} values are examples" in told.stdout
    assert "       -> davy init" in told.stdout
    assert "       -> davy staff invite payer" in told.stdout
    (used / "var" / "keys").chmod(0o755)
    told = davy(used, "doctor")
    assert told.returncode == 1
    assert "WRONG  Others on this machine can read var/keys" in told.stdout
    assert "       -> chmod -R go= var/keys" in told.stdout


def test_it_changes_nothing_where_davy_was_never_started(tmp_path: Path) -> None:
    fresh = the(found(tmp_path), "not started yet")
    assert (fresh.grave, "davy serve" in fresh.mend) == (False, True)
    assert list(tmp_path.iterdir()) == []


def test_missing_keys_of_a_used_database_are_grave(used: Path) -> None:
    shutil.rmtree(used / "var" / "keys")
    gone = the(found(used), "The keys that this database was used with are not in")
    assert (gone.grave, "put them back" in gone.mend) == (True, True)


def test_keys_of_another_database_are_named(used: Path) -> None:
    make_keys(used / "other")
    wrong = the(found(used, key_dir=used / "other"), "these keys are not the database's")
    assert wrong.grave
    assert "addresses, codes, hashes, queues, words" in wrong.text
    assert "DAVY_KEY_DIR" in wrong.mend


def test_keys_beside_the_data_are_grave(used: Path) -> None:
    inside = used / "var" / "data" / "keys"
    (used / "var" / "keys").rename(inside)
    wrong = the(found(used, key_dir=inside), "lies inside the data folder")
    assert (wrong.grave, "DAVY_KEY_DIR" in wrong.mend) == (True, True)


@pytest.mark.parametrize("name", ["var/data", "var/keys", "var/keys/words.key", "davy.env"])
def test_what_others_can_read_is_grave(
    used: Path, monkeypatch: pytest.MonkeyPatch, name: str
) -> None:
    monkeypatch.chdir(used)
    (used / "davy.env").write_text("DAVY_METRICS_TOKEN=nobody-may-read-this\n")
    for path in ("var/data", "var/keys", "var/keys/words.key", "davy.env"):
        (used / path).chmod(0o700 if (used / path).is_dir() else 0o600)
    assert not any("Others" in one.text for one in found(used))
    (used / name).chmod((used / name).stat().st_mode | 0o044)
    loose = the(found(used), "Others on this machine can read")
    assert loose.grave
    assert name in loose.text
    assert loose.mend.startswith("chmod")


def test_settings_without_a_secret_may_be_read_by_others(
    used: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(used)
    (used / "davy.env").write_text("DAVY_PORT=8080\n")
    (used / "davy.env").chmod(0o644)
    assert not any("davy.env" in one.text for one in found(used))


def test_a_database_that_is_away_is_grave_and_its_password_stays_unsaid(used: Path) -> None:
    url = "postgresql+psycopg://davy:hunter2@127.0.0.1:1/davy"
    findings = found(used, database_url=url)
    away = the(findings, "cannot be reached")
    assert (away.grave, "DAVY_DATABASE_URL" in away.mend) == (True, True)
    assert "hunter2" not in str(findings)


def test_a_database_that_was_never_used_is_no_fault(used: Path, empty_database_url: str) -> None:
    fresh = the(found(used, database_url=empty_database_url), "not used yet")
    assert (fresh.grave, "davy serve" in fresh.mend) == (False, True)


def test_tables_of_another_version_are_grave_and_left_alone(used: Path) -> None:
    file = used / "var" / "data" / "davy.db"
    with closing(sqlite3.connect(file)) as conn:
        conn.execute("drop table reward_claim")
    wrong = the(found(used), "The tables are not those of this version")
    assert (wrong.grave, wrong.mend) == (True, "davy db migrate")
    with closing(sqlite3.connect(file)) as conn:
        left = conn.execute("select name from sqlite_master where name = 'reward_claim'")
        assert left.fetchall() == []


def test_a_folder_that_cannot_be_used_is_grave(used: Path) -> None:
    (used / "taken").write_text("a file")
    wrong = the(found(used, data_dir=used / "taken" / "data"), "DAVY_DATA_DIR")
    assert (wrong.grave, "a folder is wanted" in wrong.text) == (True, True)


async def test_telegram_is_asked_whose_each_token_is(used: Path) -> None:
    async with FakeBotApi() as api:
        bot = {"token": api.bot("123456:known").token, "api_url": api.url}
        unknown = {"token": "123456:unknown", "api_url": api.url}
        told = await to_thread(found, used, telegram_public=bot, telegram_staff=unknown)
        good = the(told, "@davy_test_bot")
        assert (good.grave, good.mend, "polls" in good.text) == (False, "", True)
        refused = the(told, "does not know this token")
        assert (refused.grave, "the Telegram bot for staff" in refused.text) == (True, True)
        assert "DAVY_TELEGRAM_STAFF__TOKEN" in refused.mend
    away = await to_thread(found, used, telegram_public=bot)
    unheard = the(away, "cannot be reached from here")
    assert (unheard.grave, "DAVY_TELEGRAM_PUBLIC__PROXY_URL" in unheard.mend) == (False, True)
    assert not any("23456:" in str(one) for one in (*told, *away))


async def test_a_telegram_that_says_nothing_is_not_waited_for(
    used: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(asking, "WITHIN_S", 0.2)
    async with FakeBotApi() as api:
        bot = api.bot("123456:slow")
        bot.trouble.slow("getMe", seconds=3)
        told = await to_thread(found, used, telegram_staff={"token": bot.token, "api_url": api.url})
    assert not the(told, "cannot be reached from here").grave


def test_a_broken_file_of_a_place_is_told_with_line_and_key(used: Path, tmp_path: Path) -> None:
    text = next(PROFILES.glob("340322-*.toml")).read_text("utf-8")
    own = tmp_path / "places"
    own.mkdir()
    (own / "340322-wuhe.toml").write_text(text.replace("claim_days = 60", "claim_days = 0"))
    wrong = the(found(used, profile_dir=own), "A place's file cannot be used")
    assert wrong.grave
    assert "limits.claim_days" in wrong.text
    assert "davy place check" in wrong.mend


def test_a_full_disk_is_grave(used: Path) -> None:
    full = the(found(used, files_min_mb=10**9), "photos are refused")
    assert (full.grave, "DAVY_DATA_DIR" in full.mend) == (True, True)


def test_a_confirmed_place_is_no_trial_any_more(used: Path) -> None:
    confirm_examples(used / "var")
    good = the(found(used), "no example values left")
    assert (good.mend, good.grave) == ("", False)


def test_an_outside_address_without_a_trusted_proxy_is_worth_a_look(used: Path) -> None:
    assert the(found(used), "No outside address").mend.startswith("set DAVY_PUBLIC_URL")
    outside = {"public_url": "https://davy.example"}
    assert "DAVY_TRUSTED_PROXIES" in the(found(used, **outside), "shares one lane").mend
    quiet = found(used, trusted_proxies=("127.0.0.1",), **outside)
    assert not any("one lane" in one.text or "outside address" in one.text for one in quiet)


def test_what_is_stuck_is_counted(used: Path) -> None:
    settings = settings_in(used / "var")
    clock = StoppedClock(A_WORKING_MORNING)
    office = open_office(settings, clock)
    one = Arrival("340322", "web-340322", "0" * 40, ("key",), EVENT + b"{}")
    with office.database.write() as conn:
        keep_many(conn, office, [one])
    for _ in range(TRIES):
        clock.forward(hours=1)
        with office.database.write() as conn:
            set_back(conn, office, "0" * 40)
    office.database.close()
    stuck = the(found(used), "1 events could not be handled")
    assert (stuck.grave, stuck.mend) == (False, "see the log")


def test_a_place_of_made_reports_is_told_plainly_and_works_on(used: Path) -> None:
    settings = settings_in(used / "var")
    assert not any("made" in one.text for one in found(used))
    office = open_office(settings, StoppedClock(A_WORKING_MORNING))
    fill(office, settings.first, count=3, seed=1, on_progress=lambda _: None)
    told = found(used)
    made = the(told, "340322: 3 reports are made ones")
    assert (made.grave, "empty database" in made.mend) == (False, True)
    assert not any(one.grave for one in told)
    assert not any("beside the made ones" in one.text for one in told)
    file(office)
    office.database.close()
    beside = the(found(used), "1 reports lie beside the made ones")
    assert (beside.grave, "wait for an answer" in beside.mend) == (False, True)


def test_whoever_is_missing_is_named_with_the_invitation_that_mends_it(used: Path) -> None:
    lacking = [one.mend for one in found(used) if "staff invite" in one.mend]
    duties = ("intake", "inspector", "reviewer", "approver", "payer", "supervisor")
    assert lacking == [f"davy staff invite {duty}" for duty in duties]

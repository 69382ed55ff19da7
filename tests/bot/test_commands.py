"""The `davy` command, tried as a process: what it says, refuses, and leaves behind."""

import re
import socket
from pathlib import Path

import pytest
from typer.main import get_command
from typer.testing import CliRunner

from backend.aliases.service import Address
from backend.keys.ring import make_keys
from backend.places.load import load_place
from backend.settings import read_settings
from backend.staff.entry import join
from backend.staff.tokens import member_of_token
from bot.__main__ import GROUPS, build
from bot.ground import open_office
from tests.kit.confirmed import confirm_examples
from tests.kit.davy_command import davy
from tests.kit.real_house import settings_in

SECRET = "123456:a-bot-token-that-nobody-may-read"
TOKEN = re.compile(r"^ {2}(\S{32})$", re.MULTILINE)


# ── help ────────────────────────────────────────────────────────────────────────────────────────


def test_the_help_names_every_command_in_a_whole_line(tmp_path: Path) -> None:
    told = davy(tmp_path, "--help")
    assert told.returncode == 0
    names = (
        "serve",
        "work",
        "chat",
        "init",
        "demo",
        "doctor",
        "staff",
        "keys",
        "db",
        "place",
        "photo",
    )
    for name in names:
        assert re.search(rf"^  {name} +[A-Z].*[a-z)]\.$", told.stdout, re.MULTILINE), name
    assert "davy.env" in told.stdout
    assert list(tmp_path.iterdir()) == []


def test_every_help_fits_the_screen_and_leaves_no_line_cut_off() -> None:
    top = get_command(build())
    paths = [[name] for name in top.commands]  # type: ignore[attr-defined]
    for name, group in top.commands.items():  # type: ignore[attr-defined]
        paths += [[name, part] for part in getattr(group, "commands", {})]
    assert len(paths) > 20
    for path in paths:
        told = CliRunner(env={"COLUMNS": "80"}).invoke(build(), [*path, "--help"], prog_name="davy")
        lines = told.stdout.splitlines()
        assert told.exit_code == 0
        assert lines[0].startswith(f"Usage: davy {' '.join(path)}")
        assert lines[2].endswith("."), f"{path} does not say in one line what it does"
        assert [line for line in lines[1:] if len(line) > 80 or line.endswith("...")] == [], path


@pytest.mark.parametrize("group", ["", *sorted(GROUPS)])
def test_every_list_of_commands_is_told_in_whole_lines(tmp_path: Path, group: str) -> None:
    told = davy(tmp_path, *group.split(), "--help").stdout
    _, _, listed = told.partition("Commands:\n")
    lines = listed.splitlines()
    assert lines
    assert [line for line in lines if not re.fullmatch(r"  [a-z]+ +[A-Z].*[^.…]\.", line)] == []
    assert max(map(len, lines)) <= 80


# ── settings ────────────────────────────────────────────────────────────────────────────────────


def test_wrong_settings_are_named_with_what_was_given_and_what_is_allowed(tmp_path: Path) -> None:
    (tmp_path / "davy.env").write_text(f"DAVY_LOG_LEVEL=loud\nDAVY_TELEGRAM_TOKEN={SECRET}\n")
    told = davy(tmp_path, "serve", DAVY_PORT="70000", DAVY_PLACE="999", DAVY_DATABASE_URL=SECRET)
    assert told.returncode == 2
    assert told.stdout == ""
    lines = told.stderr.splitlines()
    assert lines[0] == "davy: a setting is wrong"
    assert any(re.fullmatch(r"DAVY_PORT: '70000' .* 65535", line) for line in lines)
    assert any(re.fullmatch(r"DAVY_LOG_LEVEL: 'loud' .*'debug'.*'error'", line) for line in lines)
    assert any(line.startswith("DAVY_PLACE: '999' was given; a code of 6") for line in lines)
    assert any(line.startswith("DAVY_TELEGRAM_TOKEN: there is no such") for line in lines)
    assert any(line.startswith("DAVY_DATABASE_URL: (not shown)") for line in lines)
    assert SECRET not in told.stderr
    assert not (tmp_path / "var").exists()


@pytest.mark.parametrize(
    ("command", "name", "where"),
    [
        ("serve", "DAVY_DATA_DIR", "taken"),
        ("db migrate", "DAVY_DATA_DIR", "taken/below"),
        ("init --yes", "DAVY_DATA_DIR", "/proc/davy/nowhere"),
        ("serve", "DAVY_KEY_DIR", "taken/below"),
        ("serve", "DAVY_KEY_DIR", "/proc/davy/nowhere"),
    ],
)
def test_a_folder_that_cannot_be_used_is_named(
    tmp_path: Path, command: str, name: str, where: str
) -> None:
    (tmp_path / "taken").write_text("a file")
    told = davy(tmp_path, *command.split(), **{name: where})
    assert (told.returncode, told.stdout) == (2, "")
    assert told.stderr.splitlines() == [
        "davy: a setting is wrong",
        f"{name}: '{where}' was given; a folder is wanted that this user can make and write to",
    ]


def test_a_place_that_nobody_knows_is_said_with_those_that_are(tmp_path: Path) -> None:
    told = davy(tmp_path, "serve", DAVY_PLACE="999999")
    assert told.returncode == 2
    assert "DAVY_PLACE" in told.stderr
    assert "999999" in told.stderr
    assert "231086, 340322" in told.stderr


def test_a_taken_port_is_said_in_one_line(used: Path) -> None:
    with socket.create_server(("127.0.0.1", 0)) as other:
        port = str(other.getsockname()[1])
        told = davy(used, "serve", DAVY_PORT=port)
    assert told.returncode == 2
    assert f"DAVY_PORT: {port} was given; another program listens there" in told.stderr
    assert "Traceback" not in told.stderr


def test_other_keys_refuse_to_start_and_are_named(used: Path) -> None:
    make_keys(used / "other")
    told = davy(used, "serve", DAVY_KEY_DIR="other")
    assert told.returncode == 2
    assert "not the database's: addresses, codes, hashes, queues, words" in told.stderr
    none = davy(used, "serve", DAVY_KEY_DIR="nowhere")
    assert (none.returncode, "the key folder has no keys" in none.stderr) == (2, True)
    assert not (used / "nowhere" / "words.key").exists()


# ── init and the trial ──────────────────────────────────────────────────────────────────────────


@pytest.mark.parametrize(
    ("name", "value"),
    [
        ("DAVY_HOST", "0.0.0.0"),
        ("DAVY_TELEGRAM_STAFF__WEBHOOK_URL", "https://davy.example"),
    ],
)
def test_a_trial_stays_on_this_machine_until_it_is_confirmed(
    used: Path, name: str, value: str
) -> None:
    secret = {name.replace("_URL", "_SECRET"): "hook-secret"} if "WEBHOOK" in name else {}
    with socket.create_server(("", 0)) as other:
        given = {name: value, "DAVY_PORT": str(other.getsockname()[1])} | secret
        told = davy(used, "serve", **given)
        assert told.returncode == 2
        assert re.search(rf"{name}: .*was given; .*example values.*davy init", told.stderr)
        confirm_examples(used / "var")
        # Now only the port is in the way, which this test holds.
        told = davy(used, "serve", **given)
    assert told.returncode == 2
    assert "example" not in told.stderr
    assert "DAVY_PORT" in told.stderr


def test_init_with_yes_confirms_every_example_as_it_stands(tmp_path: Path) -> None:
    told = davy(tmp_path, "init", "--yes")
    assert told.returncode == 0, told.stderr
    own = tmp_path / "var" / "data" / "place-340322.toml"
    before, after = load_place("340322"), load_place("340322", own=own)
    assert before.trial
    assert not after.trial
    assert after.rewards == before.rewards
    assert not (tmp_path / "davy.env").exists()
    assert "No value of the place is an example" in davy(tmp_path, "init", "--yes").stdout


def test_init_asks_keeps_what_fits_and_writes_the_doors_for_this_user_alone(
    tmp_path: Path,
) -> None:
    examples = load_place("340322").examples()
    answers = ["" for _ in examples]
    answers[examples.index("rewards.general_yuan")] = "plenty\n500"
    answers[examples.index("rhythms.digest_at")] = "nine\n09:00"
    answers[examples.index("rhythms.claim_notice_days")] = "[5, 1]"
    doors = ["davy.example", "https://davy.example/", "y", "garbage", SECRET, "y", SECRET, ""]
    said = "\n".join([*answers, *doors]) + "\n"
    told = davy(tmp_path, "init", said=said)
    assert told.returncode == 0, told.stderr
    assert "a whole number is wanted" in told.stdout
    assert "an hour is wanted" in told.stdout
    assert "an address is wanted that begins with https://" in told.stdout
    assert "a token is wanted as @BotFather gives it" in told.stdout
    assert "another bot has this token" in told.stdout
    place = load_place("340322", own=tmp_path / "var" / "data" / "place-340322.toml")
    assert place.rewards.general_yuan == 500
    assert f"{place.rhythms.digest_at:%H:%M}" == "09:00"
    assert place.rhythms.claim_notice_days == (5, 1)
    file = tmp_path / "davy.env"
    assert file.stat().st_mode & 0o777 == 0o600
    lines = dict(line.split("=", 1) for line in file.read_text().splitlines())
    assert lines["DAVY_PUBLIC_URL"] == "https://davy.example"
    assert lines["DAVY_TRUSTED_PROXIES"] == "127.0.0.1,::1"
    assert lines["DAVY_TELEGRAM_PUBLIC__TOKEN"] == SECRET
    assert lines["DAVY_TELEGRAM_PUBLIC__WEBHOOK_URL"] == "https://davy.example"
    assert len(lines["DAVY_TELEGRAM_PUBLIC__WEBHOOK_SECRET"]) == 43
    assert not any("STAFF" in name for name in lines)
    assert SECRET not in told.stdout + told.stderr


def test_init_keeps_nothing_of_values_that_do_not_fit(tmp_path: Path) -> None:
    examples = load_place("340322").examples()
    answers = ["" for _ in examples]
    answers[examples.index("unled.office")] = "nobody"
    told = davy(tmp_path, "init", said="\n".join(answers) + "\n")
    assert told.returncode == 1
    assert "nothing was changed" in told.stderr
    assert "unled.office" in told.stderr
    assert list((tmp_path / "var" / "data").iterdir()) == []


# ── people ──────────────────────────────────────────────────────────────────────────────────────


def test_an_invitation_becomes_a_member_who_has_a_token_until_revoked(used: Path) -> None:
    told = davy(used, "staff", "invite", "inspector", "intake", "--label", "Old Wang")
    assert told.returncode == 0, told.stderr
    ticket = TOKEN.findall(told.stdout)[0]
    assert f"http://127.0.0.1:8000/staff/#join={ticket}" in told.stdout
    assert re.search(r"invited +inspector,intake +Old Wang", davy(used, "staff", "list").stdout)
    office = open_office(settings_in(used / "var"))
    with office.database.write() as conn:
        somebody = Address("web-staff-340322", "somebody")
        member = join(conn, office, token=ticket, tag="0" * 40, address=somebody)
    token = davy(used, "staff", "token", member.member_id).stdout.strip()
    link = davy(used, "staff", "link", member.member_id).stdout
    assert "/staff/#join=" in link
    with office.database.read() as conn:
        assert member_of_token(conn, office, token) == member
    assert davy(used, "staff", "revoke", member.member_id).returncode == 0
    with office.database.read() as conn:
        assert member_of_token(conn, office, token) is None
    office.database.close()
    assert re.search(rf"{member.member_id} +revoked", davy(used, "staff", "list").stdout)
    again = davy(used, "staff", "token", member.member_id)
    assert (again.returncode, again.stderr) == (2, "davy: There is no such member.\n")


@pytest.mark.parametrize(
    ("arguments", "reason"),
    [
        (("mayor",), "mayor is no duty; allowed: intake, inspector"),
        (("payer", "intake"), "Whoever pays can hold no other duty."),
        (("inspector", "--office", "nowhere"), "allowed: safety-office"),
        (("inspector", "--place", "999999"), "served: 340322"),
    ],
)
def test_an_invitation_that_cannot_be_says_what_could(
    used: Path, arguments: tuple[str, ...], reason: str
) -> None:
    told = davy(used, "staff", "invite", *arguments)
    assert (told.returncode, told.stdout) == (2, "")
    assert reason in told.stderr


def test_settings_of_tests_are_no_settings(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("DAVY_TEST_POSTGRES_URL", "postgresql+psycopg://somebody@127.0.0.1/x")
    monkeypatch.setenv("DAVY_REQUIRE_ALL", "1")
    assert read_settings().place == "340322"

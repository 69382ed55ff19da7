"""What every answer of web chat carries, and what stands in its files."""

import re

import pytest

from bot.channels._web_answers import STATIC, Answer, deliver, leave, picture, redirect, static

FILES = sorted(path.name for path in STATIC.iterdir())
OUTSIDE = re.compile(r"(?:https?:)?//[a-z0-9.-]+\.[a-z]", re.IGNORECASE)


async def delivered(answer: Answer, *, bare: bool = False) -> tuple[dict[str, str], bytes]:
    """Headers and body as they leave."""
    sent: list[dict] = []

    async def send(message: dict) -> None:
        sent.append(message)

    await deliver(send, answer, bare=bare)
    pairs = [(name.decode(), value.decode()) for name, value in sent[0]["headers"]]
    assert len(dict(pairs)) == len(pairs)
    return dict(pairs), sent[1]["body"]


@pytest.mark.parametrize(
    "answer",
    [
        Answer(200, b"page"),
        Answer(404),
        redirect("/"),
        picture(b"\xff\xd8"),
        static("chat.css") or Answer(0),
    ],
)
async def test_every_answer_keeps_to_itself(answer: Answer) -> None:
    headers, _ = await delivered(answer)
    assert headers["cache-control"] == "no-store"
    assert headers["x-content-type-options"] == "nosniff"
    assert headers["referrer-policy"] == "same-origin"
    assert headers["cross-origin-resource-policy"] == "same-origin"


async def test_a_page_may_use_nothing_that_is_not_ours() -> None:
    headers, _ = await delivered(Answer(200))
    rules = dict(rule.split(" ", 1) for rule in headers["content-security-policy"].split("; "))
    assert rules.pop("default-src") == "'none'"
    assert rules.pop("img-src") == "'self' data: blob:"
    assert rules.pop("frame-ancestors") == "'none'"
    assert rules.pop("base-uri") == "'none'"
    assert rules.pop("require-trusted-types-for") == "'script'"
    assert rules.pop("trusted-types") == "'none'"
    assert set(rules) == {"script-src", "style-src", "connect-src", "form-action"}
    assert set(rules.values()) == {"'self'"}


async def test_a_head_request_is_told_the_length_and_given_no_body() -> None:
    headers, body = await delivered(Answer(200, b"page"), bare=True)
    assert (headers["content-length"], body) == ("4", b"")


async def test_leaving_has_the_browser_forget() -> None:
    headers, _ = await delivered(leave("/bye", (b"set-cookie", b"davy=; Max-Age=0")))
    assert headers["location"] == "/bye"
    assert headers["clear-site-data"] == '"cache", "cookies", "storage"'
    assert headers["set-cookie"].startswith("davy=;")


@pytest.mark.parametrize(
    "name", ["", ".", "..", "../web.py", "/etc/passwd", "none.css", "%2e%2e/web.py"]
)
def test_only_files_of_the_page_are_given(name: str) -> None:
    assert static(name) is None


@pytest.mark.parametrize("name", FILES)
def test_a_file_of_the_page_names_no_other_host(name: str) -> None:
    answer = static(name)
    assert answer is not None
    assert OUTSIDE.findall(answer.body.decode()) == []
    assert b"RTCPeer" not in answer.body
    assert b"localStorage" not in answer.body


@pytest.mark.parametrize("name", [name for name in FILES if name.endswith(".js")])
def test_a_script_of_the_page_fits_one_sitting(name: str) -> None:
    assert (STATIC / name).read_text().count("\n") <= 300


def test_a_picture_is_called_what_it_is() -> None:
    assert picture(b"\x89PNG....").content_type == b"image/png"
    assert picture(b"\xff\xd8....").content_type == b"image/jpeg"

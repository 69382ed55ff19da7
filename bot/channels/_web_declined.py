"""Why something was not taken by web chat, told kindly, with every word still there."""

from collections.abc import Sequence
from dataclasses import replace

from backend.api.passes import PassWanted
from backend.api.problems import Unfit
from backend.errors import TooMany
from bot.channel import HouseFull, Outbound
from bot.channels._web_answers import Answer
from bot.channels._web_page import Page, Trouble
from bot.channels._web_request import Request
from bot.channels._web_said import Said
from bot.channels._web_session import Session

Cause = HouseFull | TooMany | Unfit
FULL_S = 60
"""When nothing can be kept: how long a script should wait before it tries again."""


def declined(page: Page, request: Request, cause: Cause) -> Answer:
    """One sentence, as a page or for the script."""
    if isinstance(cause, Unfit):
        return page.told(request, cause.status, _key(cause))
    status, wait_s = (429, cause.wait_s) if isinstance(cause, TooMany) else (503, FULL_S)
    pass_ = cause.pass_ if isinstance(cause, PassWanted) else ""
    told = page.told(request, status, _key(cause), pass_=pass_, wait_s=wait_s)
    return told.having((b"retry-after", str(wait_s).encode()))


def given_back(
    page: Page,
    request: Request,
    cause: Cause,
    said: Said,
    *,
    shown: Sequence[Outbound],
    session: Session | None,
) -> Answer:
    """The chat page with the reason and with everything that was written, to be sent again."""
    plain = declined(page, request, cause)
    kept = replace(said, pass_=cause.pass_) if isinstance(cause, PassWanted) else said
    wait_s = cause.wait_s if isinstance(cause, TooMany) else FULL_S
    problem = Trouble(_key(cause), wait_s)
    made = page.chat(request, shown, session, trouble=problem, said=kept)
    return Answer(plain.status, made.body, headers=plain.headers)


def _key(cause: Cause) -> str:
    """The catalogue key of the reason."""
    if isinstance(cause, PassWanted):
        return cause.key
    if isinstance(cause, TooMany):
        return "web-too-many"
    if isinstance(cause, Unfit):
        return "web-too-large" if cause.status == 413 else "web-unfit"
    return "web-full"

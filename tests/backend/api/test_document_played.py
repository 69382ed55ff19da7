"""The OpenAPI document, played against the app: no fault of ours, nothing that it does not say."""

import asyncio
import contextlib
import os
import random
from collections import Counter
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
import schemathesis.openapi
from fastapi import FastAPI
from hypothesis import HealthCheck, Phase, given, seed, settings
from hypothesis import strategies as st
from schemathesis import APIOperation, Case, GenerationMode
from schemathesis.checks import not_a_server_error
from schemathesis.core.result import Ok
from schemathesis.specs.openapi import checks

from backend.api.terms import ApiTerms
from backend.app import build_api
from backend.office import Office
from backend.staff.rules import DUTIES
from media.pool import PhotoPool
from tests.backend.api.calling import opened, rewarded
from tests.backend.staff.offices import ELSEWHERE, HERE, build_office

CHECKS = [
    not_a_server_error,
    checks.status_code_conformance,
    checks.content_type_conformance,
    checks.response_headers_conformance,
    checks.response_schema_conformance,
]
LIVELY = [HealthCheck.too_slow, HealthCheck.filter_too_much, HealthCheck.data_too_large]

SEED_NAME = "DAVY_TEST_SEED"
EXAMPLES = 4
"""Requests for each operation and each of the two ways, on each database: some 25 s in all."""

Known = dict[str, list[str]]
"""What is really there, by the name under which the document asks for it."""


async def lived(office: Office) -> tuple[Known, list[str]]:
    """An office with cases in several states; what they are called, and tokens of every kind."""
    async with opened(office) as api:
        case = await rewarded(api)
        fresh = await api.filed(words="网吧的安全出口锁着")
        intake = api.token("intake")
        report_id = await api.task(intake, "accept")
        card = (await api.get(f"/cases/{case['hazard_id']}", case["inspector"])).json()
        roles = sorted(set(DUTIES) - {"payer"})
        tokens = [api.token(*roles), api.token("inspector"), api.token("payer")]
        tokens += ["", "a-wrong-token", api.token("intake", place=ELSEWHERE)]
    ids = [case["report_id"], case["hazard_id"], case["reward_id"], report_id]
    known = {
        "case_id": ids,
        "other": ids,
        "photo_id": card["photo_ids"],
        "photos": card["photo_ids"],
        "code": [case["code"], fresh["code"]],
        "claim_code": [case["claim_code"]],
    }
    return known, tokens


@contextlib.contextmanager
def an_app(office: Office) -> Iterator[FastAPI]:
    """The app, and its threads' end."""
    pool = PhotoPool()
    app = build_api(office, ApiTerms(HERE), photos=pool)
    try:
        yield app
    finally:
        app.state.edge.close()
        pool.close()


def meant(case: Case, known: Known, luck: random.Random) -> None:
    """Now and then let a request mean something that is there."""
    parts: list[Any] = [case.path_parameters, case.body]
    for part in parts:
        for name in set(part) & set(known) if isinstance(part, dict) else ():
            if luck.random() < 0.7:
                found = luck.choice(known[name])
                part[name] = [found] if isinstance(part[name], list) else found


def play(office: Office, examples: int, drawn: int) -> Counter[int]:
    """Every operation, with fitting and unfitting requests; gives the answers' statuses.

    Raises:
        AssertionError: all that does not conform, with a request for each and how to draw it again.
    """
    known, tokens = asyncio.run(lived(office))
    statuses: Counter[int] = Counter()
    wrong: dict[tuple[str, int], str] = {}
    with an_app(office) as app:
        schema = schemathesis.openapi.from_asgi("/api/v1/openapi.json", app)
        for found in schema.get_all_operations():
            assert isinstance(found, Ok), found
            operation: APIOperation[Any, Any, Any, Any] = found.ok()
            for mode in (GenerationMode.POSITIVE, GenerationMode.NEGATIVE):

                @seed(drawn)
                @settings(
                    max_examples=examples,
                    database=None,
                    deadline=None,
                    suppress_health_check=LIVELY,
                    phases=[Phase.generate],
                )
                @given(
                    case=operation.as_strategy(generation_mode=mode),
                    token=st.sampled_from(tokens),
                    luck=st.randoms(use_true_random=False),
                )
                def ask(case: Case, token: str, luck: random.Random) -> None:
                    meant(case, known, luck)
                    case.headers["authorization"] = f"Bearer {token}" if token else ""
                    answer = case.call()
                    statuses[answer.status_code] += 1
                    try:
                        case.validate_response(answer, checks=CHECKS)
                    except BaseException as error:
                        at = (case.operation.label, answer.status_code)
                        wrong.setdefault(at, str(error)[:1500])

                ask()
    again = f"drawn again with {SEED_NAME}={drawn}"
    assert wrong == {}, "\n\n".join([again, *(f"{at}: {what}" for at, what in wrong.items())])
    return statuses


def drawn_seed() -> int:
    """Another for each run, so that many runs try much; or the one that is named."""
    named = os.environ.get(SEED_NAME, "")
    return int(named) if named else random.SystemRandom().randrange(2**32)


def played(url: str, folder: Path, examples: int) -> Counter[int]:
    """Play it on a database."""
    office = build_office(url, folder / "keys")
    try:
        return play(office, examples, drawn_seed())
    finally:
        office.database.close()


def test_every_operation_answers_as_the_document_says(database_url: str, tmp_path: Path) -> None:
    statuses = played(database_url, tmp_path, EXAMPLES)
    assert statuses.keys() >= {200, 401, 403, 404, 422}


def test_the_seed_of_a_run_can_be_named(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.delenv(SEED_NAME, raising=False)
    assert drawn_seed() != drawn_seed()
    monkeypatch.setenv(SEED_NAME, "20")
    assert drawn_seed() == 20


@pytest.mark.long
def test_every_operation_answers_so_a_thousand_times(database_url: str, tmp_path: Path) -> None:
    statuses = played(database_url, tmp_path, 150)
    assert statuses.keys() >= {200, 201, 401, 403, 404, 409, 422}

"""The OpenAPI document, health, figures, and how errors leave."""

import logging
from typing import Any

import httpx2
import pytest

from backend.api.terms import ApiTerms
from backend.office import Office
from tests.backend.api.calling import Api, closed, opened
from tests.backend.staff.offices import HERE

METHODS = ("get", "post")


async def document_of(api: Api) -> dict[str, Any]:
    document: dict[str, Any] = (await api.get("/openapi.json")).json()
    return document


async def test_every_operation_is_described_with_its_refusals(api: Api) -> None:
    document = await document_of(api)
    for path, operations in document["paths"].items():
        for method, operation in operations.items():
            where = f"{method} {path}"
            assert operation["summary"], where
            assert operation["description"], where
            refusals = [status for status in operation["responses"] if status.startswith("4")]
            assert "429" in refusals, where
            for status in refusals:
                content = operation["responses"][status]["content"]
                assert list(content) == ["application/problem+json"], where
                assert content["application/problem+json"]["schema"]["$ref"].endswith("/Problem")


async def test_every_reference_of_the_document_leads_somewhere(api: Api) -> None:
    document = await document_of(api)
    known = {f"#/components/schemas/{name}" for name in document["components"]["schemas"]}

    def references(node: Any) -> set[str]:
        if isinstance(node, dict):
            own = {node["$ref"]} if isinstance(node.get("$ref"), str) else set()
            return own.union(*(references(child) for child in node.values()))
        if isinstance(node, list):
            return set().union(*(references(child) for child in node))
        return set()

    assert references(document) <= known


async def test_filing_has_an_example_that_can_be_sent_as_it_is(api: Api) -> None:
    schemas = (await document_of(api))["components"]["schemas"]
    (example,) = schemas["ReportIn"]["examples"]
    assert (await api.post("/reports", example)).status_code == 201


async def test_what_is_not_there_leaves_as_a_problem(api: Api) -> None:
    missing = await api.get("/nothing")
    assert (missing.status_code, missing.json()["key"]) == (404, "problem-http-404")
    wrong = await api.client.delete("/reports")
    assert (wrong.status_code, wrong.json()["key"]) == (405, "problem-http-405")
    for answer in (missing, wrong):
        assert answer.headers["content-type"] == "application/problem+json"
        assert answer.headers["cache-control"] == "no-store"


async def test_a_problem_speaks_the_language_that_is_asked_for(api: Api) -> None:
    said = []
    for language in ("en-GB,en;q=0.9", "fr,zh-CN", "", "x" * 300):
        asked = {"accept-language": language}
        answer = await api.client.post("/reports", json={"words": "x"}, headers=asked)
        said.append(answer.json()["detail"])
    assert said[0] == "The place is still missing. Send a pin, or write where it is."
    assert said[1] == said[2] == said[3] != said[0]


async def test_a_fault_of_ours_says_nothing_of_what_was_written(
    office: Office, caplog: pytest.LogCaptureFixture, capsys: pytest.CaptureFixture[str]
) -> None:
    def broken(name: str) -> bytes:
        raise RuntimeError("canary words of a person")

    async with opened(office) as api:
        case = await closed(api)
        card = (await api.get(f"/cases/{case['hazard_id']}", case["inspector"])).json()
        office.files.get = broken  # type: ignore[method-assign]
        with caplog.at_level(logging.DEBUG):
            answer = await api.get(f"/photos/{card['photo_ids'][0]}", case["inspector"])
    assert (answer.status_code, answer.json()["key"]) == (500, "problem-ours")
    said = answer.text + caplog.text + "".join(capsys.readouterr())
    assert "canary" not in said
    assert "RuntimeError" in said


async def outside(app: Any, path: str, peer: str, **headers: str) -> httpx2.Response:
    transport = httpx2.ASGITransport(app, client=(peer, 1), raise_app_exceptions=False)
    async with httpx2.AsyncClient(transport=transport, base_url="http://davy.test") as client:
        return await client.get(path, headers=headers)


async def test_anyone_may_ask_whether_davy_is_there(api: Api) -> None:
    answer = await outside(api.app, "/healthz", "20.30.40.9")
    assert (answer.status_code, answer.json()) == (200, {"status": "ok"})


@pytest.mark.parametrize("path", ["/metrics", "/readyz"])
async def test_figures_are_for_this_machine_or_the_token(office: Office, path: str) -> None:
    async with opened(office, terms=ApiTerms(HERE, figures_token="t" * 20)) as api:
        app = api.app
        assert (await outside(app, path, "127.0.0.1")).status_code == 200
        assert (await outside(app, path, "20.30.40.9")).status_code == 404
        right, wrong = f"Bearer {'t' * 20}", f"Bearer {'u' * 20}"
        assert (await outside(app, path, "20.30.40.9", authorization=right)).status_code == 200
        assert (await outside(app, path, "20.30.40.9", authorization=wrong)).status_code == 404
        passed_on = {"x-forwarded-for": "20.30.40.9"}
        assert (await outside(app, path, "127.0.0.1", **passed_on)).status_code == 404


async def test_without_a_token_nobody_outside_gets_figures(api: Api) -> None:
    answer = await outside(api.app, "/metrics", "20.30.40.9", authorization="Bearer ")
    assert answer.status_code == 404


async def test_ready_says_what_is_not(api: Api) -> None:
    api.office.files.down = True  # type: ignore[attr-defined]
    answer = await outside(api.app, "/readyz", "127.0.0.1")
    assert (answer.status_code, answer.json()) == (503, {"database": True, "files": False})


async def test_figures_name_routes_and_nobody(api: Api) -> None:
    case = await closed(api)
    await api.post("/cases/open", {"code": "00000000000000000098"})
    text = (await outside(api.app, "/metrics", "127.0.0.1")).text
    assert 'davy_requests_total{method="POST",route="/cases/open",status="404"} 1.0' in text
    assert "davy_code_misses_total 1.0" in text
    for secret in (case["report_id"], case["hazard_id"], case["number"], "340322", "20.30"):
        assert secret not in text

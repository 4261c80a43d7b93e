"""The Python examples of the documents run as they are written there."""

from __future__ import annotations

import re
from typing import Any

from conftest import ROOT, Local

PAGE_TEXT = (ROOT / "docs/consumers.md").read_text()
README = (ROOT / "clients/python/README.md").read_text()


def examples(page: str) -> list[str]:
    found: list[str] = re.findall(r"```python\n(.*?)```", page, re.DOTALL)
    return [example.replace("tableau-lineage", "demo") for example in found]


def run(*programs: str) -> dict[str, Any]:
    variables: dict[str, Any] = {}
    for program in programs:
        exec(program, variables)
    return variables


def example_with(text: str, page: str = PAGE_TEXT) -> str:
    [found] = [example for example in examples(page) if text in example]
    return found


def test_the_example_with_requests_calls_alation(environment: None) -> None:
    client = example_with("AlationAuth")
    assert client == example_with("AlationAuth", README)
    assert run(client)["response"].json()["id"] == 1


def test_the_example_with_httpx_calls_alation(environment: None) -> None:
    programs = [example_with(text, README) for text in ("AlationAuth", "alation_client", "token.headers")]
    assert run(*programs)["response"].json()["id"] == 1


def test_the_sdks_of_alation_use_the_access_token_and_mint_none(environment: None, local: Local) -> None:
    client = example_with("AlationAuth")
    local.control("DELETE /alation/calls")
    alation = run(client, example_with("allie_sdk"))["alation"]
    assert alation.user.get_authenticated_user().id == 1
    sdk = run(client, example_with("AlationAIAgentSDK"))["sdk"]
    assert (sdk.api.is_cloud, sdk.api.alation_release_name) == (True, "2026.3")
    calls = local.control("GET /alation/calls")
    assert {call["endpoint"] for call in calls} == {"userinfo", "validateAPIAccessToken", "license", "full_version"}
    assert {call["outcome"]["status"] for call in calls} == {200}

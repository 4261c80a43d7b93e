"""Runs the same tests for programs that call Alation with ``requests`` and with ``httpx``."""

from __future__ import annotations

import asyncio
import io
import json
import time
from collections.abc import Iterator
from typing import Any

import httpx
import pytest
import requests
from conftest import SECRET, Elsewhere, Local

from alation_access_token import AccessTokenClient
from alation_access_token.httpx_clients import alation_client, async_alation_client
from alation_access_token.requests_auth import AlationAuth

UNKNOWN = b'{"refresh_token": "unknown", "user_id": 1}'
USERINFO = "/integration/v1/userinfo/"


def demo_client(local: Local) -> AccessTokenClient:
    """Returns a client for the integration `demo`. Each wait of the client advances the clock by an hour."""
    return AccessTokenClient(
        SECRET,
        secrets_manager=local.secrets_manager,
        clock=lambda: time.time() + local.advanced,
        # After an hour the rotator probes the published access token, and replaces an inactive one.
        sleep=lambda _: local.advance(3600),
    )


class Program:
    """A program under test: sends a request, and returns the status and the JSON of the response."""

    def __init__(self, local: Local) -> None:
        self.local = local
        self.tokens = demo_client(local)

    def send(self, method: str, path: str, *, follow: bool = False, **options: Any) -> tuple[int, Any]:
        raise NotImplementedError


class Requests(Program):
    def send(self, method: str, path: str, *, follow: bool = False, **options: Any) -> tuple[int, Any]:
        with requests.Session() as session:
            session.auth = AlationAuth(self.tokens)
            url = path if path.startswith("http") else self.local.alation + path
            response = session.request(method, url, allow_redirects=follow, **options)
            return response.status_code, body_of(response.text)


class Httpx(Program):
    def send(self, method: str, path: str, *, follow: bool = False, **options: Any) -> tuple[int, Any]:
        options = {"content" if name == "data" else name: value for name, value in options.items()}
        with alation_client(self.tokens, follow_redirects=follow) as client:
            response = client.request(method, path, **options)
            return response.status_code, body_of(response.text)


class AsyncHttpx(Program):
    def send(self, method: str, path: str, *, follow: bool = False, **options: Any) -> tuple[int, Any]:
        options = {"content" if name == "data" else name: value for name, value in options.items()}

        async def send() -> tuple[int, Any]:
            async with async_alation_client(self.tokens, follow_redirects=follow) as client:
                response = await client.request(method, path, **options)
                return response.status_code, body_of(response.text)

        return asyncio.run(send())


def body_of(text: str) -> Any:
    try:
        return json.loads(text)
    except ValueError:
        return text


@pytest.fixture(params=[Requests, Httpx, AsyncHttpx], ids=lambda program: program.__name__)
def program(request: pytest.FixtureRequest, local: Local) -> Program:
    made: Program = request.param(local)
    return made


def test_a_call_carries_the_published_access_token(program: Program) -> None:
    status, user = program.send("GET", USERINFO)
    assert (status, user["id"]) == (200, 1)


@pytest.mark.parametrize("status", [401, 403])
def test_a_refused_call_waits_for_the_next_access_token(program: Program, local: Local, status: int) -> None:
    local.control("PATCH /alation/behaviour", inactiveTokenStatus=status)
    before = program.tokens.get()
    local.control("POST /alation/access-tokens/revoke", accessToken=before.access_token)
    assert program.send("GET", USERINFO)[0] == 200
    assert program.tokens.get().version_id != before.version_id


def test_a_403_with_an_active_access_token_is_passed_on(program: Program, local: Local) -> None:
    before = program.tokens.get()
    local.control("POST /alation/faults", kind="status", path="^/full_version", status=403)
    local.control("DELETE /aws/calls")
    assert program.send("GET", "/full_version")[0] == 403
    assert local.control("GET /aws/calls").get("secretsmanager.GetSecretValue", 0) == 0
    assert program.tokens.get().version_id == before.version_id


def test_a_body_is_sent_again_after_a_refusal(program: Program, local: Local) -> None:
    assert response_after_a_refusal(program, local, UNKNOWN) == (401, "Refresh token provided is invalid.")


def test_a_file_is_sent_again_by_requests_after_a_refusal(local: Local) -> None:
    assert response_after_a_refusal(Requests(local), local, io.BytesIO(UNKNOWN)) == (401, "Refresh token provided is invalid.")


def response_after_a_refusal(program: Program, local: Local, body: Any) -> tuple[int, str]:
    publish_again(program, local)
    local.control("POST /alation/faults", kind="status", path="validateRefreshToken", status=401, times=1)
    headers = {"content-type": "application/json"}
    status, response = program.send("POST", "/integration/v1/validateRefreshToken/", data=body, headers=headers)
    return status, response["detail"]


def test_a_body_that_can_be_sent_only_once_is_not_sent_again(program: Program, local: Local) -> None:
    def once() -> Iterator[bytes]:
        yield b"{}"

    body: Any = once()
    if isinstance(program, AsyncHttpx):

        async def async_once() -> Any:
            yield b"{}"

        body = async_once()
    local.control("POST /alation/faults", kind="status", path="validateRefreshToken", status=401, body="once", times=1)
    status, response = program.send("POST", "/integration/v1/validateRefreshToken/", data=body)
    assert (status, response) == (401, "once")


def test_a_redirect_to_another_host_does_not_carry_the_access_token(
    program: Program, local: Local, elsewhere: Elsewhere
) -> None:
    location = elsewhere.url
    local.control("POST /alation/faults", kind="redirect", path=USERINFO, status=302, location=location)
    assert program.send("GET", USERINFO, follow=True)[0] == 200
    assert [headers.keys() & {"token", "authorization"} for headers in elsewhere.received] == [set()]


def test_a_redirect_within_the_host_carries_the_access_token(program: Program, local: Local) -> None:
    location = local.alation + USERINFO
    local.control("POST /alation/faults", kind="redirect", path="^/full_version", status=302, location=location)
    assert program.send("GET", "/full_version", follow=True)[0] == 200


def test_a_redirect_after_a_refusal_does_not_carry_the_access_token(
    program: Program, local: Local, elsewhere: Elsewhere
) -> None:
    publish_again(program, local)
    local.control("POST /alation/faults", kind="status", path="^/full_version", status=401, times=1)
    local.control("POST /alation/faults", kind="redirect", path="^/full_version", status=302, location=elsewhere.url)
    assert program.send("GET", "/full_version", follow=True)[0] == 200
    assert [headers.keys() & {"token", "authorization"} for headers in elsewhere.received] == [set()]


def test_a_request_to_another_host_is_an_error(program: Program, elsewhere: Elsewhere) -> None:
    with pytest.raises(ValueError, match="The access token is for"):
        program.send("GET", elsewhere.url)
    assert elsewhere.received == []


def publish_again(program: Program, local: Local) -> None:
    """Publishes the access token as a new version, which the program has not read yet."""
    program.tokens.get()
    secrets_manager = local.secrets_manager()
    text = secrets_manager.get_secret_value(SecretId=SECRET)["SecretString"]
    secrets_manager.put_secret_value(SecretId=SECRET, SecretString=text)

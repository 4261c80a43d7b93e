"""Clients of ``httpx`` that call Alation with the current access token."""

from __future__ import annotations

from typing import Any, AsyncGenerator, Awaitable, Callable, Generator, TypeVar

import anyio.to_thread
import httpx

from ._access_token import AccessToken
from ._client import AccessTokenClient

_Result = TypeVar("_Result")
_USERINFO = "/integration/v1/userinfo/"


def alation_client(access_tokens: AccessTokenClient, **options: Any) -> httpx.Client:
    """An ``httpx.Client`` for paths such as ``/integration/v1/userinfo/``, with the options of ``httpx.Client``.

    After a refusal (401, or 403 of an inactive access token) it waits for a new access token and retries once. A
    request with a body that can be sent only once is not retried. A redirect to another host does not carry the access
    token, and a request to another host raises ValueError. This function gets the access token once, for its base URL.
    """
    base = access_tokens.get()

    def probe(token: AccessToken) -> httpx.Response:
        return client.get(_USERINFO, headers=token.headers, auth=None, follow_redirects=False)

    def before_request(request: httpx.Request) -> None:
        _strip_elsewhere(base, request)

    client = httpx.Client(**_with_defaults(base, options, _SyncAuth(access_tokens, probe), before_request))
    return client


def async_alation_client(access_tokens: AccessTokenClient, **options: Any) -> httpx.AsyncClient:
    """The same as ``alation_client``, as an ``httpx.AsyncClient``. It reads and waits in a thread.

    If this function must read the secret, it blocks the event loop meanwhile.
    """
    base = access_tokens.get()

    async def probe(token: AccessToken) -> httpx.Response:
        return await client.get(_USERINFO, headers=token.headers, auth=None, follow_redirects=False)

    async def before_request(request: httpx.Request) -> None:
        _strip_elsewhere(base, request)

    client = httpx.AsyncClient(**_with_defaults(base, options, _AsyncAuth(access_tokens, probe), before_request))
    return client


class _SyncAuth(httpx.Auth):
    def __init__(self, access_tokens: AccessTokenClient, probe: Callable[[AccessToken], httpx.Response]) -> None:
        self._access_tokens = access_tokens
        self._probe = probe

    def sync_auth_flow(self, request: httpx.Request) -> Generator[httpx.Request, httpx.Response, None]:
        token = self._access_tokens.get()
        response = yield _authenticated(request, token)
        if not _may_retry(request, response):
            return
        # A 403 may also mean that the user lacks a permission. A new access token does not help then.
        if response.status_code == 403 and self._probe(token).is_success:
            return
        if self._access_tokens.invalidate(token):
            yield _authenticated(request, self._access_tokens.get())


class _AsyncAuth(httpx.Auth):
    def __init__(
        self, access_tokens: AccessTokenClient, probe: Callable[[AccessToken], Awaitable[httpx.Response]]
    ) -> None:
        self._access_tokens = access_tokens
        self._probe = probe

    async def async_auth_flow(self, request: httpx.Request) -> AsyncGenerator[httpx.Request, httpx.Response]:
        token = await _in_thread(self._access_tokens.get)
        response = yield _authenticated(request, token)
        if not _may_retry(request, response):
            return
        if response.status_code == 403 and (await self._probe(token)).is_success:
            return
        if await _in_thread(lambda: self._access_tokens.invalidate(token)):
            yield _authenticated(request, await _in_thread(self._access_tokens.get))


async def _in_thread(function: Callable[[], _Result]) -> _Result:
    return await anyio.to_thread.run_sync(function)


def _authenticated(request: httpx.Request, token: AccessToken) -> httpx.Request:
    if not token.is_for(str(request.url)):
        raise ValueError(f"The access token is for {token.base_url}, and not for another host")
    request.headers.update(token.headers)
    return request


def _may_retry(request: httpx.Request, response: httpx.Response) -> bool:
    # Only a ByteStream can be sent again.
    return response.status_code in (401, 403) and isinstance(request.stream, httpx.ByteStream)


def _strip_elsewhere(base: AccessToken, request: httpx.Request) -> None:
    """Before each request: httpx copies all headers except Authorization into a redirected request."""
    if not base.is_for(str(request.url)):
        for name in ("TOKEN", "Authorization"):
            request.headers.pop(name, None)


def _with_defaults(
    base: AccessToken, options: dict[str, Any], auth: httpx.Auth, before_request: Callable[[httpx.Request], object]
) -> dict[str, Any]:
    hooks = dict(options.get("event_hooks") or {})
    hooks["request"] = [*hooks.get("request", []), before_request]
    return {"base_url": base.base_url, **options, "auth": auth, "event_hooks": hooks}

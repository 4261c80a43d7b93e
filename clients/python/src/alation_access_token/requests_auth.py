"""Authentication of ``requests`` with the current access token."""

from __future__ import annotations

from typing import Any
from urllib.parse import urljoin

import requests
from requests.auth import AuthBase

from ._access_token import AccessToken
from ._client import AccessTokenClient

_USERINFO = "/integration/v1/userinfo/"


class AlationAuth(AuthBase):
    """Adds the current access token to each request: ``session.auth = AlationAuth(access_tokens)``.

    After a refusal (401, or 403 of an inactive access token) it waits for a new access token and retries once. A
    request with a body that can be sent only once is not retried. A redirect to another host does not carry the access
    token, and a request to another host raises ValueError.
    """

    def __init__(self, access_tokens: AccessTokenClient) -> None:
        self._access_tokens = access_tokens

    def __call__(self, request: requests.PreparedRequest) -> requests.PreparedRequest:
        token = self._access_tokens.get()
        if not token.is_for(request.url or ""):
            raise ValueError(f"The access token is for {token.base_url}, and not for another host")
        request.headers.update(token.headers)
        body: Any = request.body
        start: int | None = body.tell() if hasattr(body, "tell") else None
        is_replayable = body is None or isinstance(body, (str, bytes)) or start is not None

        def on_response(response: requests.Response, **options: Any) -> requests.Response:
            if response.status_code in (401, 403) and is_replayable:
                response = self._after_refusal(request, response, token, start, options)
            if response.is_redirect and not token.is_for(urljoin(response.url, response.headers["location"])):
                # requests copies all headers except Authorization into a redirected request.
                for name in token.headers:
                    request.headers.pop(name, None)
            return response

        request.register_hook("response", on_response)  # type: ignore[no-untyped-call]
        return request

    def _after_refusal(
        self,
        request: requests.PreparedRequest,
        response: requests.Response,
        token: AccessToken,
        start: int | None,
        options: dict[str, Any],
    ) -> requests.Response:
        connection: Any = response.connection
        # A 403 may also mean that the user lacks a permission. A new access token does not help then.
        if response.status_code == 403:
            probe = requests.Request("GET", token.base_url + _USERINFO, headers=token.headers).prepare()
            with connection.send(probe, **{**options, "stream": False}) as probed:
                if probed.ok and not probed.is_redirect:
                    return response
        if not self._access_tokens.invalidate(token):
            return response
        # Frees the connection.
        _ = response.content
        response.close()
        if start is not None:
            body: Any = request.body
            body.seek(start)
        request.headers.update(self._access_tokens.get().headers)
        retry = request.copy()
        retried: requests.Response = connection.send(retry, **options)
        retried.history = [*response.history, response]
        retried.request = retry
        return retried

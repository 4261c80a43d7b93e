"""Keeps the current access token of an integration of the Alation token rotator in memory."""

from ._access_token import AccessToken
from ._client import AccessTokenClient
from ._errors import AccessTokenError

__all__ = ["AccessToken", "AccessTokenClient", "AccessTokenError"]

from __future__ import annotations

import json
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any
from urllib.parse import urlsplit

_PORTS = {"http": 80, "https": 443}


@dataclass(frozen=True)
class AccessToken:
    """An access token that the rotator published. Its ``repr`` shows no secret."""

    access_token: str = field(repr=False)
    """The access token alone, for a tool that builds the header itself. Secret."""
    headers: dict[str, str] = field(repr=False)
    """The header that authenticates a call: ``{"TOKEN": "…"}`` or ``{"Authorization": "Bearer …"}``. Secret."""
    base_url: str
    """Scheme and host of the Alation to call, without a slash at the end."""
    issued_at: datetime
    expires_at: datetime
    alation_user_id: str | None
    """Alation user of an API access token, as digits."""
    version_id: str
    """Id of the secret's version. It identifies this access token and reveals no part of it."""

    def is_for(self, url: str) -> bool:
        """Whether a URL belongs to this Alation, so that the access token may be sent there."""
        return _origin_of(url) == _origin_of(self.base_url)


def parse_access_token(text: str | None, version_id: str) -> AccessToken | None:
    """Reads the value of an access-token secret, in any version of its format (docs/access-token.schema.json).

    Unknown fields are ignored. None if the value is not an access-token document.
    """
    try:
        document: Any = json.loads(text or "")
        texts = [document[name] for name in ("access_token", "header_name", "header_value", "base_url")]
        user_id = document.get("alation_user_id")
        issued_at, expires_at = _time(document["issued_at"]), _time(document["expires_at"])
    except (ValueError, TypeError, KeyError, AttributeError):
        return None
    if not all(isinstance(value, str) and value for value in texts):
        return None
    access_token, header_name, header_value, base_url = texts
    return AccessToken(access_token, {header_name: header_value}, base_url, issued_at, expires_at, user_id, version_id)


def _time(text: str) -> datetime:
    # Before Python 3.11, fromisoformat does not read a Z.
    time = datetime.fromisoformat(text.replace("Z", "+00:00"))
    if time.tzinfo is None:
        raise ValueError("a time without its zone")
    return time


def _origin_of(url: str) -> tuple[str, str | None, int | None]:
    parts = urlsplit(url)
    return parts.scheme, parts.hostname, parts.port or _PORTS.get(parts.scheme)

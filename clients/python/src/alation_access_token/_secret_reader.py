from __future__ import annotations

import re
from email.utils import parsedate_to_datetime
from typing import Any, Callable, Mapping, Protocol, cast

import boto3
from botocore.config import Config

from ._access_token import AccessToken, parse_access_token
from ._errors import AccessTokenError, read_error


class SecretsManager(Protocol):
    """The part of boto3's client of Secrets Manager that this package uses."""

    def get_secret_value(self, *, SecretId: str) -> Any: ...


def create_client(region: str | None) -> SecretsManager:
    """A client with credentials, Region and endpoint as boto3 finds them, or with this Region."""
    config = Config(connect_timeout=3, read_timeout=5, retries={"mode": "standard", "total_max_attempts": 3})
    # boto3's default session must not be used by several threads at once.
    client = boto3.session.Session().client("secretsmanager", region_name=region, config=config)
    return cast(SecretsManager, client)


class SecretReader:
    """Reads the secret, or its replica if the first read fails."""

    def __init__(
        self,
        secret_id: str,
        replica_region: str | None,
        secrets_manager: Callable[[str | None], SecretsManager],
        clock: Callable[[], float],
    ) -> None:
        arn = re.match("(arn:[^:]+:secretsmanager:)([^:]+)(.*)", secret_id)
        places: list[tuple[str, str | None]] = [(secret_id, arn[2] if arn else None)]
        if replica_region is not None:
            # A replica has the ARN of the secret, with its own Region.
            places.append((arn[1] + replica_region + arn[3] if arn else secret_id, replica_region))
        self._secret_id = secret_id
        self._places = places
        self._secrets_manager = secrets_manager
        self._clock = clock
        self._clients: dict[str | None, SecretsManager] = {}

    def read(self) -> tuple[AccessToken, float]:
        """The access token, and how far the clock of AWS is ahead of this machine's, in seconds.

        Raises AccessTokenError.
        """
        errors: list[Exception] = []
        for secret_id, region in self._places:
            try:
                return self._read_in(secret_id, region)
            except Exception as error:
                errors.append(error)
        raise read_error(self._secret_id, errors[0]) from errors[0]

    def close(self) -> None:
        """Drops the connections. The next read makes new connections."""
        self._clients.clear()

    def _read_in(self, secret_id: str, region: str | None) -> tuple[AccessToken, float]:
        if region not in self._clients:
            self._clients[region] = self._secrets_manager(region)
        value: Mapping[str, Any] = self._clients[region].get_secret_value(SecretId=secret_id)
        token = parse_access_token(value.get("SecretString"), value["VersionId"])
        if token is None:
            raise AccessTokenError(
                "Malformed",
                f"The value of {secret_id} is not an access token of the rotator. Check that it is the access-token secret",
            )
        return token, self._clock_offset(value)

    def _clock_offset(self, value: Mapping[str, Any]) -> float:
        date = value.get("ResponseMetadata", {}).get("HTTPHeaders", {}).get("date")
        return 0.0 if date is None else parsedate_to_datetime(date).timestamp() - self._clock()



from __future__ import annotations

import os
import random
import threading
import time
import weakref
from typing import Callable

from ._access_token import AccessToken
from ._errors import AccessTokenError
from ._refresh import refresh_needed, wait_after_read, waits_for_replacement
from ._secret_reader import SecretReader, SecretsManager, create_client
from ._single_flight import SingleFlight


class AccessTokenClient:
    """Keeps the current access token of an integration in memory. Threads may share the client.

    Make one client for each integration and process, and reuse it. It reads the secret again once an hour and before the
    access token expires. After a failed read it returns the cached access token until its expiry.
    """

    def __init__(
        self,
        secret_id: str,
        *,
        replica_region: str | None = None,
        secrets_manager: Callable[[str | None], SecretsManager] = create_client,
        clock: Callable[[], float] = time.time,
        sleep: Callable[[float], object] = time.sleep,
        random: Callable[[], float] = random.random,
    ) -> None:
        """
        :param secret_id: Name or ARN of the access-token secret. An ARN decides the Region.
        :param replica_region: A Region with a replica of the secret, which the client reads if the first read fails.
        :param secrets_manager: Makes boto3's client for a Region; None means the Region of the environment.
        :param clock, sleep, random: Tests replace them.
        """
        self._reader = SecretReader(secret_id, replica_region, secrets_manager, clock)
        self._clock = clock
        self._sleep = sleep
        self._random = random
        self._cached: tuple[AccessToken, float] | None = None
        self._clock_offset = 0.0
        # A time in seconds since the epoch. Only a refusal allows an earlier read.
        self._no_read_before = 0.0
        self._last_error: Exception | None = None
        self._start()
        if hasattr(os, "register_at_fork"):
            # A child process has no copy of the parent's threads, and must not use the parent's connections.
            client = weakref.ref(self)
            os.register_at_fork(after_in_child=lambda: _start(client()))

    def get(self) -> AccessToken:
        """The current access token.

        Raises AccessTokenError if the client has no unexpired access token and cannot read one.
        """
        cached = self._cached
        if cached is None:
            return self._unexpired(self._read())
        token, read_at = cached
        now = self._now()
        needed = refresh_needed(token, read_at, now)
        if needed == "no":
            return token
        may_read = now >= self._no_read_before
        if needed == "background":
            if may_read:
                self._read_in_background()
            return token
        if may_read:
            self._try_read()
        # Another thread may have read a newer access token.
        return self._unexpired((self._cached or cached)[0])

    def invalidate(self, token: AccessToken) -> bool:
        """Reports that Alation refused this access token (401 or 403).

        Reads the secret again, and waits up to 10 seconds for a new access token. Returns True if
        there is a new access token: then retry once. If it returns False, the refusal is final.
        """
        cached = self._cached
        if cached is not None and cached[0].version_id != token.version_id:
            return True
        return self._replacing.run(lambda: self._wait_for_replacement(token.version_id))

    def _wait_for_replacement(self, version_id: str) -> bool:
        for seconds in waits_for_replacement(self._random):
            if seconds:
                self._sleep(seconds)
            read = self._try_read()
            if read is not None and read.version_id != version_id:
                return True
        return False

    def _read(self) -> AccessToken:
        return self._reading.run(self._read_once)

    def _try_read(self) -> AccessToken | None:
        try:
            return self._read()
        except AccessTokenError:
            # `_last_error` keeps the error: it is the cause if the access token expires.
            return None

    def _read_in_background(self) -> None:
        if not self._reading.is_running():
            threading.Thread(target=self._try_read, name="alation-access-token", daemon=True).start()

    def _read_once(self) -> AccessToken:
        try:
            token, self._clock_offset = self._reader.read()
            self._cached = token, self._now()
            self._last_error = None
            return token
        except AccessTokenError as error:
            self._last_error = error
            raise
        finally:
            if self._cached is not None:
                now = self._now()
                self._no_read_before = now + wait_after_read(self._cached[0], now, self._random())

    def _unexpired(self, token: AccessToken) -> AccessToken:
        if token.expires_at.timestamp() > self._now():
            return token
        raise AccessTokenError(
            "Expired",
            f"The access token expired at {token.expires_at.isoformat()}, and the client could not read a newer access "
            "token. Ask the operator of the rotator to run: npx alation-tokens status",
        ) from self._last_error

    def _now(self) -> float:
        """Time of AWS, in seconds since the epoch: the clock of this machine may be wrong."""
        return self._clock() + self._clock_offset

    def _start(self) -> None:
        self._reading: SingleFlight[AccessToken] = SingleFlight()
        self._replacing: SingleFlight[bool] = SingleFlight()
        self._reader.close()


def _start(client: AccessTokenClient | None) -> None:
    if client is not None:
        client._start()

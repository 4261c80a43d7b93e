from __future__ import annotations

from typing import Callable, Iterator, Literal

from ._access_token import AccessToken

_MINUTE = 60.0
# If an access token is replaced early, the client reads the new access token within this time.
_LONGEST_BETWEEN_READS = 60 * _MINUTE


def refresh_needed(token: AccessToken, read_at: float, now: float) -> Literal["no", "background", "wait"]:
    """Whether to read the secret: not now, in the background while calls get the cached access token, or before the call.

    The AWS SDKs refresh credentials in two such windows before the expiry too. Here each window is a share of the
    lifetime, with a minimum. ``read_at`` and ``now`` are seconds since the epoch.
    """
    lifetime = (token.expires_at - token.issued_at).total_seconds()
    remaining = token.expires_at.timestamp() - now
    if remaining <= max(0.05 * lifetime, _MINUTE):
        return "wait"
    is_near_expiry = remaining <= max(0.25 * lifetime, 5 * _MINUTE)
    return "background" if is_near_expiry or now - read_at >= _LONGEST_BETWEEN_READS else "no"


def wait_after_read(token: AccessToken, now: float, random: float) -> float:
    """The shortest time from one read to the next, in seconds. Only a refusal allows an earlier read.

    The time is random, from 5 to 10 minutes, so that many consumers do not read at the same time. It is at most half
    the remaining lifetime, and at least a second. ``random`` is a number from 0 to 1.
    """
    half = max((token.expires_at.timestamp() - now) / 2, 1.0)
    return min((5 + 5 * random) * _MINUTE, half)


def waits_for_replacement(random: Callable[[], float]) -> Iterator[float]:
    """The seconds to wait before each read after Alation refused an access token. Less than 10 seconds in all.

    The rotator may be about to publish the next access token, several hundred milliseconds after the mint.
    """
    yield 0
    for seconds in (1, 2, 4):
        yield seconds * (1 + 0.4 * random())

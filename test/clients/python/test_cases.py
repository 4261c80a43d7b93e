"""Runs the test cases that both clients share (cases.json) against the client in Python."""

from __future__ import annotations

import json
import threading
import time
from concurrent.futures import ThreadPoolExecutor
from datetime import datetime, timedelta, timezone
from typing import Any, Callable

import pytest
from conftest import ROOT, Local

from alation_access_token import AccessToken, AccessTokenClient, AccessTokenError

CASES: list[dict[str, Any]] = json.loads((ROOT / "clients/cases.json").read_text())


class World:
    """A client, the secret that it reads, and what the client did so far."""

    def __init__(self, local: Local, secret: str, ahead_hours: float) -> None:
        self.local = local
        self.secret = secret
        self.operator = local.secrets_manager()
        self.operator.create_secret(Name=secret)
        self.reads = 0
        self.waits: list[float] = []
        self.on_wait: Callable[[int], None] = lambda _: None
        self.got: dict[str, AccessToken] = {}
        self.client = AccessTokenClient(
            secret,
            secrets_manager=lambda _: self.counted_client(),
            clock=lambda: self.now() + ahead_hours * 3600,
            sleep=self.sleep,
            random=lambda: 0.5,
        )

    def now(self) -> float:
        return time.time() + self.local.advanced

    def counted_client(self) -> Any:
        client = self.local.secrets_manager()

        def count(**_: Any) -> None:
            self.reads += 1

        client.meta.events.register("before-parameter-build.secretsmanager.GetSecretValue", count)
        return client

    def sleep(self, seconds: float) -> None:
        self.waits.append(seconds)
        self.local.advance(seconds)
        self.on_wait(len(self.waits))

    def publish(self, name: str, minutes: float = 24 * 60, **changes: Any) -> None:
        issued = datetime.fromtimestamp(self.now(), timezone.utc)
        document = {
            "version": "2",
            "access_token": name,
            "token_type": "APIAccessToken",
            "header_name": "TOKEN",
            "header_value": name,
            "issued_at": issued.isoformat(),
            "expires_at": (issued + timedelta(minutes=minutes)).isoformat(),
            "base_url": "https://acme.alationcloud.com",
            "credential": "default",
        }
        self.publish_text(json.dumps({key: value for key, value in {**document, **changes}.items() if value is not None}))

    def publish_text(self, text: str) -> None:
        self.operator.put_secret_value(SecretId=self.secret, SecretString=text)


def run_step(step: dict[str, Any], world: World) -> dict[str, Any]:
    """Runs a step. Returns the step as it was observed: unchanged if the client did what the step expects."""
    match step:
        case {"publish": name}:
            changes = {**step.get("with", {}), **({step["without"]: None} if "without" in step else {})}
            world.publish(name, step.get("lifetime_minutes", 24 * 60), **changes)
        case {"publish_text": text}:
            world.publish_text(text)
        case {"pass_minutes": minutes}:
            world.local.advance(minutes * 60)
        case {"get": _}:
            tokens = at_once(step, world.client.get)
            world.got.update({token.access_token: token for token in tokens})
            return {**step, "get": " and ".join({token.access_token for token in tokens})}
        case {"get_error": _}:
            with pytest.raises(AccessTokenError) as raised:
                world.client.get()
            text = str(raised.value)
            is_right = step.get("says", "") in text and ("says_not" not in step or step["says_not"] not in text)
            return {**step, "get_error": raised.value.code} if is_right else {"says": text}
        case {"invalidate": name}:
            number, published = step.get("publish_in_wait", (0, ""))
            world.on_wait = lambda wait: world.publish(published) if wait == number else None
            replaced = at_once(step, lambda: world.client.invalidate(world.got[name]))
            return {**step, "replaced": all(replaced)}
        case {"reads": _}:
            return {"reads": world.reads}
        case {"waited_seconds": [least, most]}:
            is_right = least <= sum(world.waits) <= most and all(wait >= 1 for wait in world.waits)
            return step if is_right else {"waited_seconds": world.waits}
        case {"fail_reads": code}:
            status = 500 if code == "InternalServiceError" else 400
            target = {"service": "secretsmanager", "operation": "GetSecretValue", "matchSecretId": world.secret}
            world.local.control("POST /aws/faults", kind="error", code=code, status=status, **target)
        case {"stop_failing": True}:
            world.local.control("DELETE /aws/faults")
        case {"delete": True}:
            world.operator.delete_secret(SecretId=world.secret)
        case {"finish_reads": True}:
            for thread in threading.enumerate():
                if thread.name == "alation-access-token":
                    thread.join()
        case _:
            raise AssertionError(f"unknown step {step}")
    return step


def at_once(step: dict[str, Any], call: Callable[[], Any]) -> list[Any]:
    count = step.get("at_once", 1)
    barrier = threading.Barrier(count)

    def one(_: int) -> Any:
        barrier.wait()
        return call()

    with ThreadPoolExecutor(count) as threads:
        return list(threads.map(one, range(count)))


@pytest.mark.parametrize("case", CASES, ids=lambda case: case["case"])
def test_case(case: dict[str, Any], local: Local) -> None:
    secret = f"alation/case-{CASES.index(case)}/access-token"
    world = World(local, secret, case.get("client_clock_ahead_hours", 0))
    assert [run_step(step, world) for step in case["steps"]] == case["steps"]

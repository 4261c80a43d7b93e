"""Tests what the cases in cases.json cannot express: processes, Regions, printing."""

from __future__ import annotations

import multiprocessing
import threading
import time
from typing import Any

import pytest
from conftest import SECRET, Local

from alation_access_token import AccessTokenClient, AccessTokenError
from alation_access_token._secret_reader import create_client


def test_the_default_client_finds_credentials_region_and_endpoint_as_boto3_does(local: Local, environment: None) -> None:
    client: Any = create_client(None)
    config = client.meta.config
    assert (config.connect_timeout, config.read_timeout) == (3, 5)
    assert AccessTokenClient(SECRET).get().base_url == local.alation


def test_printing_shows_no_secret(local: Local) -> None:
    client = AccessTokenClient(SECRET, secrets_manager=local.secrets_manager)
    token = client.get()
    assert token.access_token not in f"{token!r} {token} {client!r}"
    assert token.version_id in repr(token)


def test_a_replica_is_read_if_the_secret_cannot_be_read_in_its_own_region(local: Local) -> None:
    regions: list[str | None] = []

    def secrets_manager(region: str | None) -> Any:
        regions.append(region)
        client = local.secrets_manager(region, connect_timeout=1)
        if region != "eu-west-1":
            client.meta.events.register("before-sign.secretsmanager", refuse_connection)
        return client

    client = AccessTokenClient(SECRET, replica_region="eu-west-1", secrets_manager=secrets_manager)
    assert client.get().base_url == local.alation
    assert regions == [None, "eu-west-1"]


def refuse_connection(request: Any, **_: Any) -> None:
    request.url = "http://127.0.0.1:9/"


def test_the_client_reads_in_the_region_of_the_arn_and_then_the_replica_in_its_own_region() -> None:
    requests: list[tuple[str | None, str]] = []

    class Recorded:
        def __init__(self, region: str | None) -> None:
            self.region = region

        def get_secret_value(self, *, SecretId: str) -> Any:
            requests.append((self.region, SecretId))
            raise TimeoutError

    arn = "arn:aws:secretsmanager:{}:123456789012:secret:alation/demo/access-token-AbCdEf"
    client = AccessTokenClient(
        arn.format("us-east-1"), replica_region="eu-west-1", secrets_manager=Recorded
    )
    with pytest.raises(AccessTokenError, match="could not be read"):
        client.get()
    assert requests == [(region, arn.format(region)) for region in ("us-east-1", "eu-west-1")]


@pytest.mark.filterwarnings("ignore:.*fork.*:DeprecationWarning")
def test_a_forked_process_reads_while_a_thread_of_its_parent_reads(local: Local) -> None:
    may_read = threading.Event()
    started = threading.Event()
    parent = threading.get_ident()

    class Slow:
        def get_secret_value(self, *, SecretId: str) -> Any:
            if threading.get_ident() != parent:
                started.set()
                may_read.wait(30)
            return local.secrets_manager().get_secret_value(SecretId=SecretId)

    client = AccessTokenClient(SECRET, secrets_manager=lambda _: Slow())
    thread = threading.Thread(target=client.get)
    thread.start()
    started.wait(30)

    child = multiprocessing.get_context("fork").Process(target=client.get, daemon=True)
    child.start()
    child.join(30)
    assert child.exitcode == 0
    may_read.set()
    thread.join()


def test_the_process_can_end_during_a_background_read(local: Local) -> None:
    clock = [0.0]
    blocked = threading.Event()

    class Hanging:
        def __init__(self) -> None:
            self.reads = 0

        def get_secret_value(self, *, SecretId: str) -> Any:
            self.reads += 1
            if self.reads > 1:
                blocked.wait(30)
            return local.secrets_manager().get_secret_value(SecretId=SecretId)

    hanging = Hanging()
    client = AccessTokenClient(
        SECRET, secrets_manager=lambda _: hanging, clock=lambda: time.time() + clock[0]
    )
    first = client.get()
    clock[0] = 3601
    assert client.get() == first
    assert [thread.daemon for thread in threading.enumerate() if thread.name == "alation-access-token"] == [True]
    blocked.set()

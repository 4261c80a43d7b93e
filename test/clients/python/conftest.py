"""Starts ``npm run local`` for the tests: a simulated AWS, a simulated Alation and the rotator on this machine."""

from __future__ import annotations

import json
import os
import re
import subprocess
import urllib.request
from collections.abc import Iterator
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from threading import Thread
from typing import Any

import boto3
import pytest
from botocore.config import Config

ROOT = Path(__file__).parents[3]
NODE = os.environ.get("NODE", "node")
SECRET = "alation/demo/access-token"


class Local:
    """The servers of ``npm run local``. ``control`` moves their clock and adds faults."""

    def __init__(self, addresses: dict[str, str]) -> None:
        self.aws = addresses["AWS"]
        self.alation = addresses["Alation"]
        self._control = addresses["Control"]
        self.advanced = 0.0

    def control(self, target: str, **body: Any) -> Any:
        method, path = target.split(" ")
        data = json.dumps(body).encode()
        request = urllib.request.Request(self._control + path, data=data, method=method)
        with urllib.request.urlopen(request, timeout=60) as response:
            return json.load(response)

    def advance(self, seconds: float) -> None:
        """Moves the clock of AWS and Alation, with every scheduled run on the way."""
        self.control("POST /clock/advance", hours=seconds / 3600)
        self.advanced += seconds

    def secrets_manager(self, region: str | None = None, **options: Any) -> Any:
        return boto3.session.Session().client(
            "secretsmanager",
            region_name=region or "us-east-1",
            endpoint_url=self.aws,
            aws_access_key_id="AKIDEXAMPLE",
            aws_secret_access_key="example",
            config=Config(retries={"total_max_attempts": 1}, max_pool_connections=50, **options),
        )

    def document(self) -> dict[str, str]:
        """Reads the document that is published now."""
        read: dict[str, str] = json.loads(self.secrets_manager().get_secret_value(SecretId=SECRET)["SecretString"])
        return read

    def publish_next(self) -> dict[str, str]:
        """Moves the clock by 13 hours. Then the rotator has published the next access token. Returns its document."""
        before = self.document()
        self.advance(13 * 3600)
        after = self.document()
        assert after["access_token"] != before["access_token"]
        return after


@pytest.fixture(scope="session")
def servers() -> Iterator[Local]:
    ports = [f"--{name}-port=0" for name in ("aws", "alation", "control")]
    command = [NODE, "local/serve/main.ts", *ports]
    with subprocess.Popen(command, cwd=ROOT, stdout=subprocess.PIPE, text=True) as process:
        assert process.stdout is not None
        addresses: dict[str, str] = {}
        for line in process.stdout:
            if found := re.match(r"(AWS|Alation|Control) +(http:\S+)", line):
                addresses[found[1]] = found[2]
            # The first run publishes the access token of the integration `demo`.
            if '"message":"SweepEnded"' in line:
                break
        # A full pipe would block the servers.
        output = process.stdout
        Thread(target=lambda: list(output), daemon=True).start()
        yield Local(addresses)
        process.terminate()


@pytest.fixture
def local(servers: Local) -> Iterator[Local]:
    yield servers
    servers.control("DELETE /aws/faults")
    servers.control("DELETE /alation/faults")


@pytest.fixture
def document(local: Local) -> dict[str, str]:
    return local.document()


@pytest.fixture
def environment(local: Local, monkeypatch: pytest.MonkeyPatch) -> None:
    """Points every AWS SDK at the local servers."""
    for name, value in {
        "AWS_ENDPOINT_URL": local.aws,
        "AWS_REGION": "us-east-1",
        "AWS_DEFAULT_REGION": "us-east-1",
        "AWS_ACCESS_KEY_ID": "AKIDEXAMPLE",
        "AWS_SECRET_ACCESS_KEY": "example",
    }.items():
        monkeypatch.setenv(name, value)


class Elsewhere:
    """Another host. It records the headers of the requests that it receives."""

    def __init__(self) -> None:
        received: list[dict[str, str]] = []

        class Handler(BaseHTTPRequestHandler):
            def do_GET(self) -> None:
                received.append({name.lower(): value for name, value in self.headers.items()})
                self.send_response(200)
                self.end_headers()

            def log_message(self, *_: Any) -> None:
                pass

        self.received = received
        self.server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
        self.url = f"http://127.0.0.1:{self.server.server_port}/"


@pytest.fixture
def elsewhere() -> Iterator[Elsewhere]:
    host = Elsewhere()
    Thread(target=host.server.serve_forever, daemon=True).start()
    yield host
    host.server.shutdown()

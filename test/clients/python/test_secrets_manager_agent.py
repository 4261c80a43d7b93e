"""Runs the command and the function of docs/recipes.md against the Secrets Manager Agent.

If the agent is not installed, a stand-in replaces it. The Lambda extension accepts the same request, but runs only in Lambda.
"""

from __future__ import annotations

import json
import os
import re
import shutil
import subprocess
from collections.abc import Iterator
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from threading import Thread
from typing import Any

import pytest
from conftest import SECRET, Local
from recipe import PAGE_TEXT, example

AGENT = os.environ.get("SECRETS_MANAGER_AGENT") or shutil.which("aws_secretsmanager_agent")


def stand_in(local: Local, token: str) -> ThreadingHTTPServer:
    """A server that responds as the Secrets Manager Agent 2.0.0 does. It caches one response."""
    cache: dict[str, dict[str, str]] = {}

    class Handler(BaseHTTPRequestHandler):
        def do_GET(self) -> None:
            address, _, refresh = self.path.partition("&refreshNow=")
            allowed = self.headers["X-Aws-Parameters-Secrets-Token"] == token
            found = address == f"/secretsmanager/get?secretId={SECRET}" and refresh in ("", "true")
            self.send_response(200 if allowed and found else 403 if found else 400)
            self.end_headers()
            if refresh or not cache:
                read = local.secrets_manager().get_secret_value(SecretId=SECRET)
                cache["response"] = {name: read[name] for name in ("ARN", "Name", "VersionId", "SecretString")}
            self.wfile.write(json.dumps(cache["response"]).encode())

        def log_message(self, *_: Any) -> None:
            pass

    return ThreadingHTTPServer(("127.0.0.1", 0), Handler)


@pytest.fixture
def token(tmp_path: Path) -> Path:
    file = tmp_path / "token"
    file.write_text("of-the-agent")
    return file


@pytest.fixture(params=[AGENT], ids=["the agent" if AGENT else "a stand-in"])
def agent(request: pytest.FixtureRequest, local: Local, environment: None, token: Path) -> Iterator[str]:
    """The address on which the agent, or its stand-in, listens."""
    if request.param is None:
        server = stand_in(local, token.read_text())
        Thread(target=server.serve_forever, daemon=True).start()
        yield f"127.0.0.1:{server.server_port}"
        server.shutdown()
        return
    configuration = token.with_name("agent.toml")
    configuration.write_text('http_port = "0"\nlog_to_file = false\nlog_level = "error"\n')
    variables = {**os.environ, "AWS_TOKEN": f"file://{token}"}
    command = [request.param, "--config", str(configuration)]
    with subprocess.Popen(command, env=variables, stdout=subprocess.PIPE, text=True) as process:
        assert process.stdout is not None
        [address] = re.findall(r"listening on http://(\S+)", process.stdout.readline())
        yield address
        process.terminate()


@pytest.mark.skipif(shutil.which("jq") is None or shutil.which("curl") is None, reason="jq or curl is not installed")
def test_the_command_for_the_secrets_manager_agent_prints_the_document(
    agent: str, token: Path, local: Local, document: dict[str, str]
) -> None:
    def printed(command: str) -> Any:
        ended = subprocess.run(["bash", "-c", command], capture_output=True, text=True)
        assert (ended.returncode, ended.stderr) == (0, "")
        return json.loads(ended.stdout)

    command = example("sh", "localhost:2773").replace("/var/run/awssmatoken", str(token)).replace("localhost:2773", agent)
    assert printed(command) == document
    published = local.publish_next()
    assert printed(command) == document
    [refresh] = re.findall(r"with `(&\S+)` at the end of the address", PAGE_TEXT)
    assert printed(command.replace(SECRET, SECRET + refresh)) == published


def test_the_function_for_the_lambda_extension_returns_the_document(
    agent: str, token: Path, document: dict[str, str], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("AWS_SESSION_TOKEN", token.read_text())
    variables: dict[str, Any] = {}
    exec(example("python", "AWS_SESSION_TOKEN").replace("localhost:2773", agent), variables)
    assert variables["read_document"]() == document

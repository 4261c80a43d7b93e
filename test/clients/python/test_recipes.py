"""The recipes of docs/recipes.md, with the real tools or their own expressions."""

from __future__ import annotations

import json
import os
import re
import shutil
import subprocess
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from threading import Thread
from typing import Any

import jmespath  # type: ignore[import-untyped]
import pytest
import yaml  # type: ignore[import-untyped]
from aws_lambda_powertools.utilities import parameters
from aws_secretsmanager_caching import SecretCache, SecretCacheConfig  # type: ignore[import-untyped]
from conftest import NODE, ROOT, Local

PAGE = (ROOT / "docs/recipes.md").read_text()
SECRET = "alation/demo/access-token"
AIRFLOW = os.environ.get("AIRFLOW") or shutil.which("airflow")


@pytest.fixture
def document(local: Local) -> dict[str, str]:
    read: dict[str, str] = json.loads(local.secrets_manager().get_secret_value(SecretId=SECRET)["SecretString"])
    return read


@pytest.fixture
def environment(local: Local, monkeypatch: pytest.MonkeyPatch) -> dict[str, str]:
    variables = {
        "AWS_ENDPOINT_URL": local.aws,
        "AWS_REGION": "us-east-1",
        "AWS_DEFAULT_REGION": "us-east-1",
        "AWS_ACCESS_KEY_ID": "AKIDEXAMPLE",
        "AWS_SECRET_ACCESS_KEY": "example",
    }
    for name, value in variables.items():
        monkeypatch.setenv(name, value)
    return variables


def example(language: str, text: str) -> str:
    [found] = [block for block in re.findall(rf"```{language}\n(.*?)```", PAGE, re.DOTALL) if text in block]
    return str(found).replace("tableau-lineage", "demo")


def run(language: str, text: str) -> Any:
    variables: dict[str, Any] = {}
    exec(example(language, text), variables)
    return variables["document"]


def test_the_caching_client_of_aws_reads_the_document_and_describes_the_secret(
    local: Local, environment: dict[str, str], document: dict[str, str]
) -> None:
    local.control("DELETE /aws/calls")
    assert run("python", "SecretCache") == document
    # The functions of the local servers may describe the secret too.
    assert {"secretsmanager.DescribeSecret", "secretsmanager.GetSecretValue"} <= local.control("GET /aws/calls").keys()


def test_powertools_reads_the_document(environment: dict[str, str], document: dict[str, str]) -> None:
    assert run("python", "aws_lambda_powertools") == document


def test_middy_needs_cache_expiry_because_the_secret_has_no_rotation_date(environment: dict[str, str]) -> None:
    folder = ROOT / "test/clients/recipes"
    install = ["npm", "ci", "--legacy-peer-deps", "--ignore-scripts", "--no-audit", "--no-fund", "--loglevel=error"]
    subprocess.run(install, cwd=folder, check=True, capture_output=True)
    program = subprocess.run(
        [NODE, "recipes.mjs"], cwd=folder, capture_output=True, text=True, timeout=60, env={**os.environ, **environment}
    )
    assert program.stderr == ""
    # In two hours: without an expiry one read, with an hour two.
    assert json.loads(program.stdout) == {"default": 1, "rotationDate": 1, "hour": 2, "powertools": "TOKEN"}


def test_the_expressions_of_the_csi_driver_find_texts(document: dict[str, str]) -> None:
    manifest = yaml.safe_load(example("yaml", "jmesPath"))
    assert (manifest["kind"], manifest["spec"]["provider"]) == ("SecretProviderClass", "aws")
    [entry] = yaml.safe_load(manifest["spec"]["parameters"]["objects"])
    assert (entry["objectName"], entry["objectType"]) == (SECRET, "secretsmanager")
    found = {one["objectAlias"]: jmespath.search(one["path"], document) for one in entry["jmesPath"]}
    assert found == {name: document[name] for name in ("base_url", "header_name", "header_value")}


def test_the_properties_of_the_external_secrets_operator_are_fields_of_the_document(document: dict[str, str]) -> None:
    manifest = yaml.safe_load(example("yaml", "ExternalSecret"))
    assert (manifest["kind"], manifest["spec"]["refreshInterval"]) == ("ExternalSecret", "1h")
    references = {one["secretKey"]: one["remoteRef"] for one in manifest["spec"]["data"]}
    assert {one["key"] for one in references.values()} == {SECRET}
    found = {name: document[one["property"]] for name, one in references.items()}
    assert found == {name: document[name] for name in ("base_url", "header_name", "header_value")}


class Agent(BaseHTTPRequestHandler):
    """Answers as the Secrets Manager Agent 2.0.0 did, with the response of GetSecretValue."""

    response: dict[str, str]

    def do_GET(self) -> None:
        allowed = self.headers["X-Aws-Parameters-Secrets-Token"] == "of-the-agent"
        found = self.path == f"/secretsmanager/get?secretId={SECRET}"
        self.send_response(200 if allowed and found else 403 if found else 400)
        self.end_headers()
        self.wfile.write(json.dumps(self.response).encode())

    def log_message(self, *_: Any) -> None:
        pass


@pytest.mark.skipif(shutil.which("jq") is None or shutil.which("curl") is None, reason="jq or curl is not installed")
def test_the_command_for_the_secrets_manager_agent_prints_the_document(
    local: Local, document: dict[str, str], tmp_path: Path
) -> None:
    read = local.secrets_manager().get_secret_value(SecretId=SECRET)
    Agent.response = {name: read[name] for name in ("ARN", "Name", "VersionId", "SecretString")}
    server = ThreadingHTTPServer(("127.0.0.1", 0), Agent)
    Thread(target=server.serve_forever, daemon=True).start()
    (tmp_path / "token").write_text("of-the-agent")
    command = example("sh", "localhost:2773").replace("/var/run/awssmatoken", str(tmp_path / "token"))
    command = command.replace("localhost:2773", f"127.0.0.1:{server.server_port}")
    ended = subprocess.run(["bash", "-c", command], capture_output=True, text=True)
    server.shutdown()
    assert (ended.returncode, ended.stderr) == (0, "")
    assert json.loads(ended.stdout) == document


@pytest.mark.skipif(shutil.which("terraform") is None, reason="Terraform is not installed")
def test_terraform_decodes_the_document(local: Local, document: dict[str, str], tmp_path: Path) -> None:
    expression = example("hcl", "jsondecode")
    secret = "data.aws_secretsmanager_secret_version.alation.secret_string"
    assert secret in expression
    decoded = re.findall(r"^locals \{.*?^\}", expression, re.DOTALL | re.MULTILINE)[0].replace(secret, "var.text")
    program = (
        decoded + '\nvariable "text" {}\noutput "header" { value = "${local.alation.header_name} ${local.alation.base_url}" }'
    )
    (tmp_path / "main.tf").write_text(program)
    # The request of the provider's data source.
    read = local.secrets_manager().get_secret_value(SecretId=SECRET, VersionStage="AWSCURRENT")
    environment = {**os.environ, "TF_VAR_text": read["SecretString"]}
    for command in (["init"], ["apply", "-auto-approve"], ["output", "-raw", "header"]):
        ended = subprocess.run(["terraform", *command], cwd=tmp_path, capture_output=True, text=True, env=environment)
        assert ended.returncode == 0, ended.stderr
    assert ended.stdout.splitlines()[-1] == f"{document['header_name']} {document['base_url']}"


@pytest.mark.skipif(AIRFLOW is None, reason="Airflow is not installed")
def test_airflow_reads_the_document(environment: dict[str, str], document: dict[str, str], tmp_path: Path) -> None:
    (tmp_path / "airflow.cfg").write_text(example("ini", "SecretsManagerBackend"))
    [variable] = re.findall(r'Variable\.get\("(.*?)"', PAGE)
    command = [str(AIRFLOW), "variables", "get", variable.replace("tableau-lineage", "demo")]
    of_airflow = {**os.environ, "AIRFLOW_HOME": str(tmp_path)}
    ended = subprocess.run(command, capture_output=True, text=True, env=of_airflow)
    assert ended.returncode == 0, ended.stderr
    assert json.loads(ended.stdout.splitlines()[-1]) == document

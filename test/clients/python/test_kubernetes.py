"""The recipes for Kubernetes in docs/recipes.md, with the code and the library that the tools themselves read with."""

from __future__ import annotations

import json
import subprocess
from pathlib import Path

import pytest
from conftest import SECRET, Local
from recipe import PROGRAMS, build_go, example

FIELDS = ("base_url", "header_name", "header_value")


@pytest.fixture(scope="module")
def kubernetes(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Builds the program that reads both manifests."""
    program = tmp_path_factory.mktemp("kubernetes") / "kubernetes"
    build_go(PROGRAMS / "kubernetes", program)
    return program


def test_the_external_secrets_operator_reads_the_fields_of_the_document(
    kubernetes: Path, environment: None, local: Local, document: dict[str, str], monkeypatch: pytest.MonkeyPatch
) -> None:
    # The operator has its own variable for the address of Secrets Manager.
    monkeypatch.setenv("AWS_SECRETSMANAGER_ENDPOINT", local.aws)
    manifest = kubernetes.with_name("external-secret.yaml")
    manifest.write_text(example("yaml", "ExternalSecret"))
    ended = subprocess.run([kubernetes, manifest], capture_output=True, text=True)
    assert ended.returncode == 0, ended.stderr
    assert json.loads(ended.stdout) == {name: document[name] for name in FIELDS}


def test_the_csi_driver_mounts_the_fields_of_the_document(kubernetes: Path, document: dict[str, str]) -> None:
    manifest = kubernetes.with_name("secret-provider-class.yaml")
    manifest.write_text(example("yaml", "jmesPath"))
    ended = subprocess.run([kubernetes, manifest], input=json.dumps({SECRET: document}), capture_output=True, text=True)
    assert ended.returncode == 0, ended.stderr
    assert json.loads(ended.stdout) == {name: document[name] for name in FIELDS}

"""AWS's caching clients run the recipes of docs/recipes.md."""

from __future__ import annotations

import json
import shutil
import subprocess
import sys
from pathlib import Path

import pytest
from conftest import SECRET, Local
from recipe import PROGRAMS, build_go, example


def python(folder: Path) -> list[str]:
    """Returns the command that runs the recipe for Python."""
    shutil.copytree(PROGRAMS / "python", folder, dirs_exist_ok=True)
    (folder / "recipe.py").write_text(example("python", "SecretCache"))
    return [sys.executable, str(folder / "main.py")]


def go(folder: Path) -> list[str]:
    """Builds the recipe for Go, and returns the command that runs it."""
    shutil.copytree(PROGRAMS / "go", folder, dirs_exist_ok=True)
    (folder / "recipe.go").write_text("package main\n\n" + example("go", "secretcache"))
    build_go(folder, folder / "recipe")
    return [str(folder / "recipe")]


def java(folder: Path) -> list[str]:
    """Compiles the recipe for Java, and returns the command that runs it."""
    if shutil.which("mvn") is None or shutil.which("javac") is None:
        pytest.skip("Maven or the JDK is not installed")
    shutil.copytree(PROGRAMS / "java", folder, dirs_exist_ok=True)
    (folder / "AlationDocument.java").write_text(example("java", "SecretCache"))
    maven = ["mvn", "--batch-mode", "--quiet", "dependency:build-classpath", "-Dmdep.outputFile=libraries"]
    subprocess.run(maven, cwd=folder, check=True)
    libraries = (folder / "libraries").read_text()
    subprocess.run(["javac", "-cp", libraries, "AlationDocument.java", "Main.java"], cwd=folder, check=True)
    return ["java", "-cp", f"{folder}:{libraries}", "Main"]


@pytest.fixture(scope="module", params=[python, go, java], ids=["Python", "Go", "Java"])
def program(request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory) -> list[str]:
    command: list[str] = request.param(tmp_path_factory.mktemp("recipe"))
    return command


def test_the_caching_client_caches_the_document_until_it_refreshes(
    program: list[str], local: Local, environment: None, document: dict[str, str]
) -> None:
    with subprocess.Popen(program, stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True) as process:
        assert process.stdin is not None and process.stdout is not None
        assert json.loads(process.stdout.readline()) == document
        published = local.publish_next()
        process.stdin.write("refresh\n")
        process.stdin.close()
        assert [json.loads(line) for line in process.stdout] == [document, published]
    assert process.returncode == 0


def test_the_caching_client_fails_without_the_permission_to_describe_the_secret(
    program: list[str], local: Local, environment: None
) -> None:
    target = {"service": "secretsmanager", "operation": "DescribeSecret", "matchSecretId": SECRET}
    message = "not authorized to perform: secretsmanager:DescribeSecret"
    denied = {"code": "AccessDeniedException", "status": 400, "message": message}
    local.control("POST /aws/faults", kind="error", **target, **denied)
    ended = subprocess.run(program, stdin=subprocess.DEVNULL, capture_output=True, text=True)
    assert (ended.returncode, ended.stdout) == (1, "")
    assert message in ended.stderr

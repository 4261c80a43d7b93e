"""The recipes of docs/recipes.md for Powertools, Middy, Terraform and Airflow, with the tools themselves."""

from __future__ import annotations

import json
import os
import re
import shutil
import subprocess
from pathlib import Path

import pytest
from aws_lambda_powertools.utilities import parameters
from conftest import NODE, ROOT, SECRET, Local
from recipe import PAGE_TEXT, PROGRAMS, build_go, example

AIRFLOW = os.environ.get("AIRFLOW") or shutil.which("airflow")


def test_powertools_reads_the_document(local: Local, environment: None, document: dict[str, str]) -> None:
    variables: dict[str, object] = {}
    exec(example("python", "aws_lambda_powertools"), variables)
    assert variables["document"] == document
    published = local.publish_next()
    assert parameters.get_secret(SECRET, transform="json", max_age=3600) == document
    [skipping_cache] = re.findall(r"`(force_fetch)=True`", PAGE_TEXT)
    assert parameters.get_secret(SECRET, transform="json", **{skipping_cache: True}) == published


def test_middy_needs_cache_expiry_because_the_secret_has_no_rotation_date(environment: None) -> None:
    folder = ROOT / "test/clients/recipes"
    install = ["npm", "ci", "--legacy-peer-deps", "--ignore-scripts", "--no-audit", "--no-fund", "--loglevel=error"]
    subprocess.run(install, cwd=folder, check=True, capture_output=True)
    program = subprocess.run([NODE, "recipes.mjs"], cwd=folder, capture_output=True, text=True, timeout=60)
    assert program.stderr == ""
    # Within two hours Middy reads once without cacheExpiry, and twice with a cacheExpiry of an hour.
    assert json.loads(program.stdout) == {"default": 1, "rotationDate": 1, "hour": 2, "powertools": "TOKEN"}


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


def test_the_libraries_of_terraform_evaluate_the_recipe(document: dict[str, str], tmp_path: Path) -> None:
    (tmp_path / "recipe.tf").write_text(example("hcl", "jsondecode"))
    build_go(PROGRAMS / "terraform", tmp_path / "terraform")
    command = [tmp_path / "terraform", tmp_path / "recipe.tf"]
    ended = subprocess.run(command, input=json.dumps(document), capture_output=True, text=True)
    assert ended.returncode == 0, ended.stderr
    assert json.loads(ended.stdout) == document


@pytest.mark.skipif(AIRFLOW is None, reason="Airflow is not installed")
def test_airflow_reads_the_document(environment: None, document: dict[str, str], tmp_path: Path) -> None:
    (tmp_path / "airflow.cfg").write_text(example("ini", "SecretsManagerBackend"))
    [variable] = re.findall(r'Variable\.get\("(.*?)"', PAGE_TEXT)
    command = [str(AIRFLOW), "variables", "get", variable.replace("tableau-lineage", "demo")]
    of_airflow = {**os.environ, "AIRFLOW_HOME": str(tmp_path)}
    ended = subprocess.run(command, capture_output=True, text=True, env=of_airflow)
    assert ended.returncode == 0, ended.stderr
    assert json.loads(ended.stdout.splitlines()[-1]) == document

"""The examples of docs/recipes.md, for the integration ``demo`` of the local servers."""

from __future__ import annotations

import re
import shutil
import subprocess
from pathlib import Path

import pytest
from conftest import ROOT

PROGRAMS = ROOT / "test/clients/recipes"
PAGE_TEXT = (ROOT / "docs/recipes.md").read_text()


def example(language: str, text: str) -> str:
    """Returns the only example in this language that contains the text."""
    [found] = [block for block in re.findall(rf"```{language}\n(.*?)```", PAGE_TEXT, re.DOTALL) if text in block]
    return str(found).replace("tableau-lineage", "demo")


def build_go(source: Path, program: Path) -> None:
    """Builds a program in Go. Skips the test where Go is not installed."""
    if shutil.which("go") is None:
        pytest.skip("Go is not installed")
    # Without optimisation, the first build of the AWS SDK takes two thirds of the time.
    subprocess.run(["go", "build", "-gcflags=all=-N -l", "-o", str(program)], cwd=source, check=True)

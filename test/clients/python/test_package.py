from __future__ import annotations

import subprocess
import sys
import zipfile
from pathlib import Path

from conftest import ROOT

PACKAGE = ROOT / "clients/python"


def test_the_wheel_contains_the_types_and_no_tests(tmp_path: Path) -> None:
    build = [sys.executable, "-m", "build", "--no-isolation", "--outdir", str(tmp_path), str(PACKAGE)]
    subprocess.run(build, check=True, capture_output=True)
    [wheel] = tmp_path.glob("*.whl")
    assert len(list(tmp_path.glob("*.tar.gz"))) == 1
    names = zipfile.ZipFile(wheel).namelist()
    assert "alation_access_token/py.typed" in names
    assert any(name.endswith("/LICENSE") for name in names)
    assert [name for name in names if "test" in name] == []


def test_mypy_finds_no_error_in_the_client_and_its_tests() -> None:
    for folder in ([], [str(Path(__file__).parent)]):
        check = subprocess.run([sys.executable, "-m", "mypy", *folder], cwd=PACKAGE, capture_output=True, text=True)
        assert check.returncode == 0, check.stdout

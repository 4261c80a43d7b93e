"""The examples of docs/recipes.md, for the integration ``demo`` of the local servers."""

from __future__ import annotations

import re

from conftest import ROOT

PAGE_TEXT = (ROOT / "docs/recipes.md").read_text()


def example(language: str, text: str) -> str:
    """Returns the only example in this language that contains the text."""
    [found] = [block for block in re.findall(rf"```{language}\n(.*?)```", PAGE_TEXT, re.DOTALL) if text in block]
    return str(found).replace("tableau-lineage", "demo")

"""Puts the examples' code onto the site, where the page on examples only links to their files.

A line of its own that links to a file of `examples/` becomes that file's code; of a notebook, its
cells.
"""

from __future__ import annotations

import json
import re
from pathlib import Path
from typing import Final

__all__ = ["on_page_markdown", "with_code"]

_ROOT: Final = Path(__file__).resolve().parent.parent
_LINK: Final = re.compile(r"^\[`[^`]+`\]\(\.\./(examples/[\w/]+\.(?:py|ipynb))\)$", re.MULTILINE)


def on_page_markdown(markdown: str, **_: object) -> str:
    """What MkDocs calls for each page, as `mkdocs.yml` says."""
    return with_code(markdown)


def with_code(markdown: str) -> str:
    """The page with the code in the place of links to it."""
    return _LINK.sub(lambda link: _code(_ROOT / link[1]), markdown)


def _code(path: Path) -> str:
    if path.suffix == ".py":
        return _block(path.read_text(encoding="utf-8"), path.name)
    notebook = json.loads(path.read_text(encoding="utf-8"))
    return "\n\n".join(
        _cell(cell["cell_type"], "".join(cell["source"])) for cell in notebook["cells"]
    )


def _cell(kind: str, text: str) -> str:
    # The page has its own headings of the first and second level.
    return _block(text, "") if kind == "code" else re.sub(r"^#", "###", text, flags=re.MULTILINE)


def _block(code: str, title: str) -> str:
    named = f' title="{title}"' if title else ""
    return f"```python{named}\n{code.rstrip()}\n```"

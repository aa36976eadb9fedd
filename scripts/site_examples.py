"""Include the code of the examples in the site; in the repository the page links to their files.

A line that consists of a link to a file in `examples/` is replaced by its code, or by the cells of
a notebook.
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
    """The MkDocs hook for each page, registered in `mkdocs.yml`."""
    return with_code(markdown)


def with_code(markdown: str) -> str:
    """Replace links to examples by their code."""
    return _LINK.sub(lambda link: _code(_ROOT / link[1]), markdown)


def _code(path: Path) -> str:
    if path.suffix == ".py":
        return _block(path.read_text(encoding="utf-8"), path.name)
    notebook = json.loads(path.read_text(encoding="utf-8"))
    return "\n\n".join(
        _cell(cell["cell_type"], "".join(cell["source"])) for cell in notebook["cells"]
    )


def _cell(kind: str, text: str) -> str:
    # The first two heading levels belong to the page.
    return _block(text, "") if kind == "code" else re.sub(r"^#", "###", text, flags=re.MULTILINE)


def _block(code: str, title: str) -> str:
    named = f' title="{title}"' if title else ""
    return f"```python{named}\n{code.rstrip()}\n```"

"""Convert doctests in docstrings to code blocks; Markdown would render them as quotations."""

from __future__ import annotations

import re
from typing import Any

import griffe

__all__ = ["FencedDoctests", "fenced"]

_DOCTEST = re.compile(r"^>>> .*(?:\n(?!\s*$).*)*", re.MULTILINE)


def fenced(text: str) -> str:
    """The docstring with each doctest, up to the next empty line, as a fenced code block."""
    return _DOCTEST.sub(lambda match: f"```pycon\n{match[0]}\n```", text)


class FencedDoctests(griffe.Extension):
    """The griffe extension in mkdocs.yml; griffe calls it for every object of the package."""

    def on_object(self, *, obj: griffe.Object, **_: Any) -> None:
        """Convert the docstring before it is parsed."""
        if obj.docstring:
            obj.docstring.value = fenced(obj.docstring.value)

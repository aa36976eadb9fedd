"""The page itself: its own code and style, and what it may load, which lies beside it."""

from __future__ import annotations

import base64
import hashlib
from collections.abc import Sequence
from dataclasses import dataclass
from html import escape
from importlib.resources import files
from typing import Final
from urllib.parse import quote

from fastlabel._facade import public
from fastlabel.html.escape import escaped

__all__ = ["ReportLink", "page"]

_SCRIPTS: Final = ("filters.js", "list.js", "viewer.js", "start.js")


@public
@dataclass(frozen=True, slots=True)
class ReportLink:
    """A link at the top of a page, to a file beside it."""

    text: str
    """What it says."""
    file: str
    """The name of the file, in the folder of the page."""


def page(title: str, index: str, links: Sequence[ReportLink] = (), credit: str = "") -> str:
    """The page as HTML. Whatever it is told stands in it as text.

    Args:
        title: Its heading.
        index: The address of the script that has the index of all tasks.
        links: What else lies beside it.
        credit: A last line.
    """
    style = _own("page.css")
    scripts = [_own(name) for name in _SCRIPTS]
    policy = (
        "default-src 'none'; img-src 'self' file:; "
        f"script-src 'self' file: {' '.join(map(_hash, scripts))}; style-src {_hash(style)}; "
        "base-uri 'none'; form-action 'none'"
    )
    beside = "".join(map(_link, links))
    code = "\n".join(f"<script>{script}</script>" for script in scripts)
    body = _own("body.html").format(
        title=escaped(title), links=beside, credit=f"<footer>{escaped(credit)}</footer>"
    )
    return f"""<!DOCTYPE html>
<html lang="en">
<head>
<meta charset="utf-8">
<meta http-equiv="Content-Security-Policy" content="{escape(policy)}">
<meta name="viewport" content="width=device-width, initial-scale=1">
<title>{escaped(title)}</title>
<style>{style}</style>
</head>
<body>
{body}
{code}
<script src="{escape(index)}" defer></script>
</body>
</html>
"""


def _own(name: str) -> str:
    return files("fastlabel.report").joinpath("assets", name).read_text(encoding="utf-8")


def _hash(text: str) -> str:
    return f"'sha256-{base64.b64encode(hashlib.sha256(text.encode()).digest()).decode()}'"


def _link(link: ReportLink) -> str:
    return f'<a href="./{quote(link.file, safe="")}">{escaped(link.text)}</a>'

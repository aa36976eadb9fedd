"""The HTML page of a report, with its code and style."""

from __future__ import annotations

import base64
import hashlib
from collections.abc import Sequence
from dataclasses import dataclass
from html import escape
from importlib.resources import files
from typing import Final
from urllib.parse import quote

from fastlabel.html.escape import escaped

_SCRIPTS: Final = ("filters.js", "list.js", "viewer.js", "start.js")


@dataclass(frozen=True, slots=True)
class ReportLink:
    """A link at the top of a report, to a file next to it."""

    text: str
    """Text of the link."""
    file: str
    """Name of the file, in the folder of the page."""


def page_html(title: str, index: str, links: Sequence[ReportLink] = (), credit: str = "") -> str:
    """The page as HTML. Its texts are escaped."""
    style = _asset("page.css")
    scripts = [_asset(name) for name in _SCRIPTS]
    policy = (
        "default-src 'none'; img-src 'self' file:; "
        f"script-src 'self' file: {' '.join(map(_csp_hash, scripts))}; "
        f"style-src {_csp_hash(style)}; base-uri 'none'; form-action 'none'"
    )
    code = "\n".join(f"<script>{script}</script>" for script in scripts)
    body = _asset("body.html").format(
        title=escaped(title),
        links="".join(map(_link, links)),
        credit=f"<footer>{escaped(credit)}</footer>",
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


def _asset(name: str) -> str:
    return files("fastlabel.report").joinpath("assets", name).read_text(encoding="utf-8")


def _csp_hash(text: str) -> str:
    return f"'sha256-{base64.b64encode(hashlib.sha256(text.encode()).digest()).decode()}'"


def _link(link: ReportLink) -> str:
    return f'<a href="./{quote(link.file, safe="")}">{escaped(link.text)}</a>'

"""Tasks and annotations as HTML, for notebooks.

A task or an annotation on the last line of a cell is displayed: its class, its shapes as SVG and,
if the task has a URL, its image or video, which the browser loads. `show` displays it on a local
file.

The models do not import this package: their `_repr_html_` loads it by name when it is needed.
"""

from __future__ import annotations

from fastlabel.html.render import to_html
from fastlabel.html.show import NotebookView, show

__all__ = ["NotebookView", "show", "to_html"]

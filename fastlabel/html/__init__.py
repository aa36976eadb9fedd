"""Tasks and annotations as HTML, for notebooks.

A task or an annotation that is the last line of a cell shows itself: its class, its shapes as SVG
and, where the task has a URL, its picture or video, which the browser fetches. `show` puts a file
of this machine under the shapes.

The models know nothing of this package. Their `_repr_html_` asks for it by name, so that what they
import and cost stays the same, and the layer of the models stays the lowest.
"""

from __future__ import annotations

from fastlabel.html.render import html_of
from fastlabel.html.show import NotebookView, show

__all__ = ["NotebookView", "html_of", "show"]

"""How tasks and annotations show themselves in a notebook."""

from __future__ import annotations

from importlib import import_module

__all__ = ["NotebookForm"]


class NotebookForm:
    """What a notebook shows as HTML when it is the last line of a cell."""

    __slots__ = ()

    # Found by name when first shown: what makes the HTML stands above the models, and nobody but a
    # notebook has to load it.
    def _repr_html_(self) -> str:
        html: str = import_module("fastlabel.notebook").html_of(self)
        return html

    @property
    def _ipython_canary_method_should_not_exist_(self) -> None:
        """Never a field. IPython shows no HTML of what has this: it would have any attribute."""

"""Document an exported function that has the name of its module, such as `datasets.from_folder`.

griffe replaces the function that a package imports with the submodule of the same name.
"""

from __future__ import annotations

from typing import Any

import griffe

__all__ = ["ExportedFunctions"]


class ExportedFunctions(griffe.Extension):
    """The extension that mkdocs.yml names; griffe calls it for every function."""

    def on_function(self, *, func: griffe.Function, **_: Any) -> None:
        """Put the function back in the place of its module."""
        module = func.parent
        package = module.parent if module and module.name == func.name else None
        if package and func.name in (package.exports or ()):
            package.members[func.name] = griffe.Alias(func.name, func, parent=package)

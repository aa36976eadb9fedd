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
        if module and package and func.name in (package.exports or ()):
            _restore(package, module)


def _restore(package: griffe.Module | griffe.Class, module: griffe.Module | griffe.Class) -> None:
    """Import names from the module directly, because its path is that of the function now."""
    for name, path in package.imports.items():
        if path.startswith(f"{module.path}."):
            target = module.members[path.rpartition(".")[2]]
            package.members[name] = griffe.Alias(name, target, parent=package)

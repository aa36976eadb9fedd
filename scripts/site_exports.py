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
        """Put the function back in the place of its module, and keep what else is imported."""
        module = func.parent
        package = module.parent if module and module.name == func.name else None
        if not module or not package or func.name not in (package.exports or ()):
            return
        names = {func.name} | {
            name
            for name, member in package.members.items()
            if isinstance(member, griffe.Alias) and member.target_path == f"{module.path}.{name}"
        }
        for name in names:
            package.members[name] = griffe.Alias(name, module.members[name], parent=package)

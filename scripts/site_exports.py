"""Document an exported function that has the name of its module, such as `datasets.from_folder`.

griffe replaces the function that a package imports with the submodule of the same name.
"""

from __future__ import annotations

from typing import Any

import griffe

__all__ = ["ExportedNames"]


class ExportedNames(griffe.Extension):
    """The extension that mkdocs.yml names."""

    def on_package(self, *, pkg: griffe.Module, **_: Any) -> None:
        """Put the functions back in the place of the modules."""
        _export(pkg)


def _export(module: griffe.Module) -> None:
    for name, member in list(module.members.items()):
        if not isinstance(member, griffe.Module):
            continue
        _export(member)
        if name in (module.exports or ()) and name in member.members:
            module.members[name] = griffe.Alias(name, member.members[name], parent=module)

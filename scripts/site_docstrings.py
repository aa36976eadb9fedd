"""Prepare the API reference: doctests as code blocks, functions before modules of the same name."""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import Any

import griffe

__all__ = ["ApiReference", "fenced"]

_DOCTEST = re.compile(r"^>>> .*(?:\n(?!\s*$).*)*", re.MULTILINE)


def fenced(text: str) -> str:
    """The docstring with each doctest, up to the next empty line, as a fenced code block."""
    return _DOCTEST.sub(lambda match: f"```pycon\n{match[0]}\n```", text)


class ApiReference(griffe.Extension):
    """The griffe extension in mkdocs.yml."""

    def on_object(self, *, obj: griffe.Object, **_: Any) -> None:
        """Convert the doctests of each docstring before it is parsed."""
        _fence_doctests(obj)

    def on_package(self, *, pkg: griffe.Module, **_: Any) -> None:
        """Document the function that a package imports from its module of the same name."""
        for package in _packages(pkg):
            for name, path in package.imports.items():
                if path == f"{package.path}.{name}.{name}":
                    _show_members(package, name)


def _fence_doctests(obj: griffe.Object) -> None:
    if obj.docstring:
        obj.docstring.value = fenced(obj.docstring.value)


def _packages(package: griffe.Module) -> Iterator[griffe.Module]:
    yield package
    for module in package.modules.values():
        if not module.is_alias:
            yield from _packages(module)


def _show_members(package: griffe.Module, name: str) -> None:
    """Replace a submodule by the function of its name, and resolve other imports from it."""
    submodule = package.modules[name]
    # griffe visits only members of packages, so not the objects of this submodule any more.
    for obj in _objects(submodule):
        _fence_doctests(obj)
    for imported, path in package.imports.items():
        if path.startswith(f"{package.path}.{name}."):
            target = submodule.members[path.rpartition(".")[2]]
            package.members[imported] = griffe.Alias(imported, target, parent=package)


def _objects(parent: griffe.Object) -> Iterator[griffe.Object]:
    for member in parent.members.values():
        if not isinstance(member, griffe.Alias):
            yield member
            yield from _objects(member)

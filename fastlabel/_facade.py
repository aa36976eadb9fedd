"""Public names that load when they are first used, and say that they are public."""

from __future__ import annotations

import gc
import sys
from importlib import import_module

# As `typing` has it, whose import would be most of what this one costs.
TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Mapping
    from types import ModuleType
    from typing import TypeVar

    C = TypeVar("C", bound=type)

__all__ = ["attach", "defining_module", "public", "publish"]

_DEFINED_IN: dict[object, str] = {}


def attach(
    package: str, names: Mapping[str, Iterable[str]], modules: Iterable[str] = ()
) -> tuple[Callable[[str], object], Callable[[], list[str]], list[str]]:
    """`__getattr__`, `__dir__` and `__all__` of a package that loads its names on first use.

    Args:
        package: Its name.
        names: Public names by the module, below `fastlabel`, that defines them.
        modules: Public modules of the package.
    """
    homes = {name: module for module, its_names in names.items() for name in its_names}
    modules = frozenset(modules)
    public = sorted({*homes, *modules})

    def load(name: str) -> object:
        if name in modules:
            return import_module(f"{package}.{name}")
        if name not in homes:
            raise AttributeError(f"module {package!r} has no attribute {name!r}")
        value: object = getattr(_import(f"fastlabel.{homes[name]}"), name)
        # A type alias is the class that it names.
        is_alias = getattr(value, "__name__", name) != name
        if not is_alias and value.__module__.removeprefix(f"{package}.") not in modules:
            publish(value, package)
        setattr(sys.modules[package], name, value)
        return value

    return load, lambda: list(public), public


def _import(module: str) -> ModuleType:
    """Import a module with the garbage collector paused: it would look at all that loads."""
    is_enabled = gc.isenabled()
    gc.disable()
    try:
        return import_module(module)
    finally:
        if is_enabled:
            gc.enable()


def publish(value: object, package: str) -> None:
    """Let a class or function of a private module name the public package as its own.

    So a move of the module changes neither pickles nor tracebacks.
    """
    # Not those of other packages, such as unions of `typing`, and none under a second name.
    if not value.__module__.startswith("fastlabel.") or value in _DEFINED_IN:
        return
    if isinstance(value, type):
        _resolve_annotations(value)
    _DEFINED_IN[value] = value.__module__
    value.__module__ = package


def public(cls: C) -> C:
    """Publish a class whose instances are created before the package has loaded it."""
    publish(cls, "fastlabel")
    return cls


def defining_module(value: object) -> str:
    """Name of the module that defines a class or function, whether it is published or not."""
    return _DEFINED_IN.get(value, value.__module__)


def _resolve_annotations(cls: type) -> None:
    """Evaluate annotations that are text: later, names would be looked up in another module."""
    from typing import ForwardRef, get_type_hints  # noqa: PLC0415  # costs more than this package

    annotations: dict[str, object] = vars(cls).get("__annotations__", {})
    if any(isinstance(annotation, str | ForwardRef) for annotation in annotations.values()):
        try:
            hints = get_type_hints(cls, include_extras=True)
        except NameError:  # what only type checkers import stays text
            return
        cls.__annotations__ = {name: hints[name] for name in annotations}

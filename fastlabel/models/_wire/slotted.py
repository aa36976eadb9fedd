"""Base of the small objects that come by the million: slotted dataclasses."""

from __future__ import annotations

from collections.abc import Callable
from copy import deepcopy
from dataclasses import MISSING, Field
from inspect import getattr_static
from typing import Any, ClassVar, Final, Self, TypeVar, cast

from pydantic import ConfigDict, GetJsonSchemaHandler, JsonValue
from pydantic.json_schema import JsonSchemaValue
from pydantic_core import CoreSchema

from fastlabel.models._wire.base import JsonCodec, publish_model
from fastlabel.models._wire.docstrings import with_field_docs

T = TypeVar("T")

SLOTTED: Final = ConfigDict(allow_inf_nan=False, extra="forbid", ser_json_inf_nan="constants")
"""Configuration of the pydantic dataclasses."""

# Attributes that users and the standard library look up on instances.
_PROTECTED: Final = (
    "__dataclass_fields__", "__deepcopy__", "__reduce_ex__",
    "from_json", "from_wire", "list_from_json", "to_json", "to_wire",
)  # fmt: skip


class _WithDict:
    __slots__ = ("__dict__",)


_instance_dict: Final[Callable[[object], dict[str, Any]]] = _WithDict.__dict__["__dict__"].__get__


def unknown_fields(model: SlottedModel) -> dict[str, Any]:
    """Unknown fields, and known ones that were null, as they were read."""
    return _instance_dict(model)


class _ProtectedAttribute:
    """An attribute of the class that no unknown field of the same name can hide."""

    __slots__ = ("_attribute", "_name")

    def __init__(self, name: str, attribute: Any) -> None:
        self._name = name
        self._attribute = attribute

    def __get__(self, instance: object, owner: type) -> Any:
        get = getattr(self._attribute, "__get__", None)
        return get(instance, owner) if get else self._attribute

    def __set__(self, instance: object, value: object) -> None:
        _instance_dict(instance)[self._name] = value


def protect_methods(cls: type[T]) -> type[T]:
    """Keep unknown fields from hiding the attributes that are looked up on instances."""
    if "__weakref__" in vars(cls):
        # Until 3.11.3, a slotted dataclass keeps this one of the class that it replaces.
        delattr(cls, "__weakref__")
    for name in _PROTECTED:
        setattr(cls, name, _ProtectedAttribute(name, getattr_static(cls, name)))
    publish_model(cls, cast("Any", cls).__pydantic_fields__)
    return cls


class SlottedModel(JsonCodec, _WithDict):
    """Base of frozen slotted pydantic dataclasses that keep unknown fields."""

    __slots__ = ()

    # Not by `protect_methods`: these cannot be set on a class later.
    __class__ = _ProtectedAttribute("__class__", object.__dict__["__class__"])  # pyright: ignore[reportIncompatibleMethodOverride, reportAssignmentType]  # gives the class
    __dict__ = cast(
        "dict[str, Any]", _ProtectedAttribute("__dict__", _WithDict.__dict__["__dict__"])
    )
    __dataclass_fields__: ClassVar[dict[str, Field[Any]]]

    def __eq__(self, other: object) -> bool:
        if type(self) is not type(other):
            return NotImplemented
        same = cast("Self", other)
        return _known(self) == _known(same) and _instance_dict(self) == _instance_dict(same)

    def __hash__(self) -> int:
        return hash((type(self), *_known(self).values()))

    # The `__getstate__` of a slotted dataclass omits `__dict__`.
    def __reduce_ex__(self, protocol: Any) -> tuple[Any, ...]:
        return _rebuilt, (type(self), _known(self), _instance_dict(self))

    def __deepcopy__(self, memo: dict[int, Any]) -> Self:
        return _rebuilt(
            type(self), deepcopy(_known(self), memo), deepcopy(_instance_dict(self), memo)
        )

    def to_wire(self) -> dict[str, JsonValue]:
        """JSON object: unset fields omitted, unknown fields kept."""
        set_fields = {
            name: value
            for name, value in _known(self).items()
            if value is not None or self.__dataclass_fields__[name].default is MISSING
        }
        return {**set_fields, **_instance_dict(self)}

    @classmethod
    def __get_pydantic_json_schema__(
        cls, schema: CoreSchema, handler: GetJsonSchemaHandler
    ) -> JsonSchemaValue:
        return with_field_docs(cls, handler(schema), handler)


def _known(model: SlottedModel) -> dict[str, Any]:
    return {name: getattr(model, name) for name in model.__dataclass_fields__}


def _rebuilt(cls: type[T], known: dict[str, Any], unknown: dict[str, Any]) -> T:
    model = object.__new__(cls)
    for name, value in known.items():
        object.__setattr__(model, name, value)
    _instance_dict(model).update(unknown)
    return model

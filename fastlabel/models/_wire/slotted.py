"""What the small objects have that come by the thousand: slots instead of a model's machinery."""

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

__all__ = ["SLOTTED", "SlottedModel", "protect_methods", "unknown_fields"]

T = TypeVar("T")

SLOTTED: Final = ConfigDict(
    allow_inf_nan=False,
    extra="forbid",
    ser_json_inf_nan="constants",
)
"""The configuration of their pydantic dataclasses."""


# What people and the standard library ask instances for.
_PROTECTED: Final = (
    "__dataclass_fields__", "__deepcopy__", "__reduce_ex__",
    "from_json", "from_wire", "list_from_json", "to_json", "to_wire",
)  # fmt: skip


class _WithDict:
    __slots__ = ("__dict__",)


_dict_of: Final[Callable[[object], dict[str, Any]]] = _WithDict.__dict__["__dict__"].__get__


def unknown_fields(form: SlottedModel) -> dict[str, Any]:
    """Fields that its class does not know, and known ones that were null, as they were read.

    The form's own dict: what is put into it is written with the form.
    """
    return _dict_of(form)


class _ProtectedAttribute:
    """An attribute of the class that no unknown field of the same name hides.

    Pydantic sets unknown fields one by one, as attributes. Having `__set__` is what makes Python
    look here first, and lets the field into the dict under any name.
    """

    __slots__ = ("_attribute", "_name")

    def __init__(self, name: str, attribute: Any) -> None:
        self._name = name
        self._attribute = attribute

    def __get__(self, form: object, owner: type) -> Any:
        get = getattr(self._attribute, "__get__", None)
        return get(form, owner) if get else self._attribute

    def __set__(self, form: object, value: object) -> None:
        _dict_of(form)[self._name] = value


def protect_methods(cls: type[T]) -> type[T]:
    """Keep what is looked up on instances from being hidden by unknown fields."""
    if "__weakref__" in vars(cls):
        # Until 3.11.3, what `dataclass` makes with slots keeps this one of the class before.
        delattr(cls, "__weakref__")
    for name in _PROTECTED:
        setattr(cls, name, _ProtectedAttribute(name, getattr_static(cls, name)))
    publish_model(cls, cast("Any", cls).__pydantic_fields__)
    return cls


class SlottedModel(JsonCodec, _WithDict):
    """Base of frozen slotted pydantic dataclasses that keep what they were read with.

    Fields that a class does not know are in its `__dict__`: pydantic puts them there. So are known
    optional fields that were null, which a field's default of None does not tell from absent.
    """

    __slots__ = ()

    # Shielded by hand: a class cannot be given another one of these later.
    __class__ = _ProtectedAttribute("__class__", object.__dict__["__class__"])  # pyright: ignore[reportIncompatibleMethodOverride, reportAssignmentType]  # gives the class
    __dict__ = cast(
        "dict[str, Any]", _ProtectedAttribute("__dict__", _WithDict.__dict__["__dict__"])
    )
    __dataclass_fields__: ClassVar[dict[str, Field[Any]]]

    def __eq__(self, other: object) -> bool:
        if type(self) is not type(other):
            return NotImplemented
        twin = cast("Self", other)
        return _known(self) == _known(twin) and _dict_of(self) == _dict_of(twin)

    def __hash__(self) -> int:
        return hash((type(self), *_known(self).values()))

    # A slotted dataclass brings a __getstate__ of its own, which forgets `__dict__`.
    def __reduce_ex__(self, protocol: Any) -> tuple[Any, ...]:
        return _rebuilt, (type(self), _known(self), _dict_of(self))

    def __deepcopy__(self, memo: dict[int, Any]) -> Self:
        return _rebuilt(type(self), deepcopy(_known(self), memo), deepcopy(_dict_of(self), memo))

    def to_wire(self) -> dict[str, JsonValue]:
        """The JSON object: what was never said left out, what was read kept."""
        said = {
            name: value
            for name, value in _known(self).items()
            if value is not None or self.__dataclass_fields__[name].default is MISSING
        }
        return {**said, **_dict_of(self)}

    @classmethod
    def __get_pydantic_json_schema__(
        cls, schema: CoreSchema, handler: GetJsonSchemaHandler
    ) -> JsonSchemaValue:
        return with_field_docs(cls, handler(schema), handler)


def _known(form: SlottedModel) -> dict[str, Any]:
    return {name: getattr(form, name) for name in form.__dataclass_fields__}


def _rebuilt(cls: type[T], known: dict[str, Any], unknown: dict[str, Any]) -> T:
    form = object.__new__(cls)
    for name, value in known.items():
        object.__setattr__(form, name, value)
    _dict_of(form).update(unknown)
    return form

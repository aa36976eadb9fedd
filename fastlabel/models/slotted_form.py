"""What the small objects have that come by the thousand: slots instead of a model's machinery."""

from __future__ import annotations

from dataclasses import MISSING, Field
from typing import Any, ClassVar, Final, Self, cast

from pydantic import ConfigDict, JsonValue

from fastlabel.models.wire_form import WireForm

__all__ = ["SLOTTED", "SlottedForm"]

SLOTTED: Final = ConfigDict(
    allow_inf_nan=False,
    extra="forbid",
    ser_json_inf_nan="constants",
    use_attribute_docstrings=True,
)
"""The configuration of their pydantic dataclasses."""


class SlottedForm(WireForm):
    """Base of frozen slotted pydantic dataclasses that keep what they were read with.

    Fields that a class does not know are in its `__dict__`: pydantic puts them there. So are known
    optional fields that were null, which a field's default of None does not tell from absent.
    """

    __slots__ = ("__dict__",)

    __dataclass_fields__: ClassVar[dict[str, Field[Any]]]

    def __eq__(self, other: object) -> bool:
        if type(self) is not type(other):
            return NotImplemented
        twin = cast("Self", other)
        return self._fields() == twin._fields() and self.__dict__ == twin.__dict__

    def __hash__(self) -> int:
        return hash((type(self), *self._fields().values()))

    # A slotted dataclass brings a __getstate__ of its own, which forgets `__dict__`.
    def __reduce__(self) -> tuple[Any, ...]:
        return _rebuilt, (type(self), self._fields(), self.__dict__)

    def to_wire(self) -> dict[str, JsonValue]:
        """The JSON object: what was never said left out, what was read kept."""
        optional = self.__dataclass_fields__
        said = {
            name: value
            for name, value in self._fields().items()
            if value is not None or optional[name].default is MISSING
        }
        return {**said, **self.__dict__}

    def _fields(self) -> dict[str, Any]:
        return {name: getattr(self, name) for name in self.__dataclass_fields__}


def _rebuilt(cls: type[Any], fields: dict[str, Any], unknown: dict[str, Any]) -> Any:
    form = object.__new__(cls)
    for name, value in fields.items():
        object.__setattr__(form, name, value)
    form.__dict__.update(unknown)
    return form

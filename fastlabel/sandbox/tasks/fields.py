"""JSON fields of creates and updates, and the optional ones that came after release 0.7.0.

Source: the bodies of release 0.7.0, and the optional fields that release 0.26 added.
"""

from __future__ import annotations

from typing import Final, Literal, TypeAlias, get_args

from pydantic import BaseModel, ConfigDict, JsonValue, ValidationError
from pydantic.alias_generators import to_camel

from fastlabel.models._wire.error_text import invalid_model
from fastlabel.sandbox.store.records import JsonObject, Kind, media_field

USERS: Final = (
    "assignee",
    "reviewer",
    "approver",
    "externalAssignee",
    "externalReviewer",
    "externalApprover",
    *(f"workflow{number}User" for number in range(1, 7)),
)
"""Fields that name a user. They alone may be null."""

_COMMON: Final = frozenset({"status", "tags", "externalStatus", "priority", *USERS})

_ExternalStatus: TypeAlias = Literal[
    "approved",
    "completed",
    "customer_declined",
    "declined",
    "pending",
    "registered",
    "reviewed",
    "sent_back",
    "skipped",
]
_CustomStatus: TypeAlias = Literal[
    "registered",
    "pending",
    "workflow_1_completed",
    "workflow_2_completed",
    "workflow_3_completed",
    "workflow_4_completed",
    "workflow_5_completed",
    "workflow_6_completed",
    "workflow_1_declined",
    "workflow_2_declined",
    "workflow_3_declined",
    "workflow_4_declined",
    "workflow_5_declined",
    "workflow_6_declined",
]

EXTERNAL_STATUSES: Final[frozenset[str]] = frozenset(get_args(_ExternalStatus))


class _Strict(BaseModel):
    model_config = ConfigDict(
        alias_generator=to_camel,
        defer_build=True,
        extra="forbid",
        strict=True,
        validate_by_alias=True,
        validate_by_name=True,
    )


class _Metadata(_Strict):
    key: str
    value: JsonValue


class _Relation(_Strict):
    start_index: int
    end_index: int


class _OptionalFields(_Strict, extra="allow"):
    __pydantic_extra__: dict[str, str | None]  # pyright: ignore[reportIncompatibleVariableOverride]  # as pydantic documents
    """The fields of users."""
    external_status: _ExternalStatus | None = None
    priority: Literal[0, 10, 20, 30] | None = None
    """None, low, medium, high."""
    custom_task_status: _CustomStatus | None = None
    metadatas: list[_Metadata] = []
    relations: list[_Relation] = []
    is_delete_exif: bool = False


_OPTIONAL: Final = (*(to_camel(name) for name in _OptionalFields.model_fields), *USERS)


def create_fields(kind: Kind) -> frozenset[str]:
    """JSON fields that a create of a kind takes."""
    return _COMMON | {"project", "name", media_field(kind), kind.marks} | kind.create_fields


def update_fields(kind: Kind | None) -> frozenset[str]:
    """JSON fields that an update of a kind takes, or without a kind `PUT tasks/{id}`."""
    if kind is None:
        return _COMMON | {"metadatas"}
    return _COMMON | {kind.marks} | kind.update_fields


def parse_optional_fields(body: JsonObject) -> JsonObject:
    """Validate the optional fields of a body and return those that are stored."""
    optional = {key: body[key] for key in _OPTIONAL if key in body}
    try:
        _OptionalFields.model_validate(optional, by_alias=True, by_name=False)
    except ValidationError as error:
        invalid_model(error)
    # Images keep their Exif data in any case.
    optional.pop("isDeleteExif", None)
    return optional

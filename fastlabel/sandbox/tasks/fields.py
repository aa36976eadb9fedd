"""The optional fields of a task that came after release 0.7.0."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Final, Literal, TypeAlias, get_args

from pydantic import BaseModel, ConfigDict, JsonValue, ValidationError
from pydantic.alias_generators import to_camel

from fastlabel.models._wire.error_text import invalid_model
from fastlabel.sandbox.store.records import JsonObject, Kind

__all__ = [
    "ANY_KIND_CHANGES",
    "EXTERNAL_STATUSES",
    "USERS",
    "change_fields",
    "create_fields",
    "read_settings",
]

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

ANY_KIND_CHANGES: Final[frozenset[str]] = _COMMON | {"metadatas"}
"""Fields of `PUT tasks/{id}`."""

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


class _Settings(_Strict, extra="ignore"):
    external_status: _ExternalStatus | None = None
    priority: Literal[0, 10, 20, 30] | None = None
    """None, low, medium, high."""
    custom_task_status: _CustomStatus | None = None
    metadatas: list[_Metadata] = []
    relations: list[_Relation] = []
    is_delete_exif: bool = False
    assignee: str | None = None
    reviewer: str | None = None
    approver: str | None = None
    external_assignee: str | None = None
    external_reviewer: str | None = None
    external_approver: str | None = None
    workflow_1_user: str | None = None
    workflow_2_user: str | None = None
    workflow_3_user: str | None = None
    workflow_4_user: str | None = None
    workflow_5_user: str | None = None
    workflow_6_user: str | None = None


# The sandbox stores media as they come, Exif included, so there is nothing to remember of that one.
_KEPT: Final = tuple(to_camel(name) for name in _Settings.model_fields if name != "is_delete_exif")


def create_fields(kind: Kind) -> frozenset[str]:
    """JSON fields that a create of a kind takes."""
    media = "contents" if kind.has_contents else "file"
    return _COMMON | {"project", "name", media, kind.marks} | kind.create_fields


def change_fields(kind: Kind) -> frozenset[str]:
    """JSON fields that an update of a kind takes."""
    return _COMMON | {kind.marks} | kind.update_fields


def read_settings(body: Mapping[str, JsonValue]) -> JsonObject:
    """Those fields of a body that are settings worth keeping.

    Raises:
        FastLabelInvalidException: One has a value that it cannot have.
    """
    try:
        _Settings.model_validate(body, by_alias=True, by_name=False)
    except ValidationError as error:
        invalid_model(error)
    return {key: body[key] for key in _KEPT if key in body}

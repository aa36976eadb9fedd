"""The statuses of a task, as the command line offers them. Nothing here loads the models."""

from __future__ import annotations

from enum import StrEnum, auto
from typing import TYPE_CHECKING, cast

if TYPE_CHECKING:
    from fastlabel.models import TaskStatus

__all__ = ["Status", "task_status"]


class Status(StrEnum):
    """`fastlabel.models.TaskStatus`, in the order of the work."""

    REGISTERED = auto()
    PENDING = auto()
    IN_PROGRESS = auto()
    COMPLETED = auto()
    SKIPPED = auto()
    IN_REVIEW = auto()
    REVIEWED = auto()
    SEND_BACKED = auto()
    SENT_BACK = auto()
    DECLINED = auto()
    APPROVED = auto()
    CUSTOMER_IN_REVIEW = auto()
    CUSTOMER_SEND_BACKED = auto()
    CUSTOMER_APPROVED = auto()


def task_status(status: Status | None) -> TaskStatus | None:
    """The status as the client takes it."""
    return None if status is None else cast("TaskStatus", status.value)

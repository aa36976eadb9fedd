"""Checks of the arguments that all new tasks of a dataset share."""

from __future__ import annotations

from collections.abc import Sequence
from typing import cast

from fastlabel._protocol.validation import check_status, check_tags
from fastlabel.errors import invalid

__all__ = ["check_project"]


def check_project(project: str, status: str | None, tags: object) -> None:
    """Refuse early what every new task would be refused for.

    Raises:
        FastLabelInvalidException: The project is missing, the status unknown, or `tags` is not a
            list of non-empty strings.
    """
    if not project:
        invalid("is required", "project")
    check_status(status)
    if not isinstance(tags, Sequence):
        invalid(f"expected a list of non-empty strings, got {tags!r}", "tags")
    check_tags(cast("Sequence[object]", tags))

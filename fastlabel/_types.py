"""Types that load neither pydantic nor the models."""

from __future__ import annotations

import os
from typing import Final, Literal, TypeAlias, get_args

TaskStatus: TypeAlias = Literal[
    "approved",
    "completed",
    "customer_approved",
    "customer_in_review",
    "customer_send_backed",
    "declined",
    "in_progress",
    "in_review",
    "pending",
    "registered",
    "reviewed",
    "send_backed",
    "sent_back",
    "skipped",
]
"""The ten statuses of FastLabel 0.7.0, and later ones of the service (`declined`, `pending`,
`reviewed`, `sent_back`)."""

KNOWN_STATUSES: Final[frozenset[str]] = frozenset(get_args(TaskStatus))

StrPath: TypeAlias = str | os.PathLike[str]
"""Path of a file or folder."""

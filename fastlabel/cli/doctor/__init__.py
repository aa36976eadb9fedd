"""`fastlabel doctor`: one module for each group of checks."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

__all__ = ["Finding"]


@dataclass(frozen=True, slots=True)
class Finding:
    """Result of one check."""

    check: str
    state: Literal["ok", "missing", "fail"]
    """`missing` is optional: an extra, a proxy."""
    detail: str
    hint: str = ""

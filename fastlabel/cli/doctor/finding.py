"""Result of a check."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

State = Literal["ok", "missing", "fail"]
"""`absent` is what may be missing: an extra, a proxy."""


@dataclass(frozen=True, slots=True)
class Finding:
    """Result of one check."""

    check: str
    state: State
    detail: str
    hint: str = ""

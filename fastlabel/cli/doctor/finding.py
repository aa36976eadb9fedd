"""What a check found."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

__all__ = ["Finding", "State"]

State = Literal["ok", "absent", "wrong"]
"""`absent` is what may be missing: an extra, a proxy."""


@dataclass(frozen=True, slots=True)
class Finding:
    """One thing looked at."""

    check: str
    state: State
    told: str
    way_out: str = ""

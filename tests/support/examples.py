"""How many examples hypothesis tries, for all laws in one place.

`make test` tries the same examples each time. `make fuzz` (`HYPOTHESIS_PROFILE=fuzz`) draws others
each time, and twenty times as many.
"""

from __future__ import annotations

import os
from typing import Final

from hypothesis import HealthCheck, settings

__all__ = ["examples", "load_profile"]

_USUAL_EXAMPLES: Final = 100
_FUZZ_FACTOR: Final = 20

# How long an example takes depends on what else the machine does.
settings.register_profile(
    "test", deadline=None, max_examples=_USUAL_EXAMPLES, derandomize=True, database=None
)
settings.register_profile(
    "fuzz",
    deadline=None,
    max_examples=_USUAL_EXAMPLES * _FUZZ_FACTOR,
    print_blob=True,
    suppress_health_check=[HealthCheck.too_slow],
)


def load_profile() -> None:
    """Load the profile that the environment names, before any law is imported."""
    settings.load_profile(os.environ.get("HYPOTHESIS_PROFILE", "test"))


def examples(count: int) -> settings:
    """Settings of a law that needs more or fewer examples than usual, in every profile."""
    profile = settings()
    return settings(profile, max_examples=count * profile.max_examples // _USUAL_EXAMPLES)

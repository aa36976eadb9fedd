"""How many examples hypothesis tries, for all laws in one place.

`HYPOTHESIS_PROFILE` names the profile. `test` tries the same examples each time, and `quick` a
tenth of them; `fuzz` draws others each time, ten times as many.
"""

from __future__ import annotations

import os
from typing import Final

from hypothesis import HealthCheck, settings

__all__ = ["examples", "load_profile"]

_USUAL_EXAMPLES: Final = 100

# How long an example takes depends on what else the machine does.
_UNTIMED: Final = settings(deadline=None, suppress_health_check=[HealthCheck.too_slow])
_REPEATABLE: Final = settings(_UNTIMED, derandomize=True, database=None)

settings.register_profile("test", _REPEATABLE, max_examples=_USUAL_EXAMPLES)
settings.register_profile("quick", _REPEATABLE, max_examples=_USUAL_EXAMPLES // 10)
settings.register_profile("fuzz", _UNTIMED, max_examples=_USUAL_EXAMPLES * 10, print_blob=True)


def load_profile() -> None:
    """Load the profile that the environment names, before any law is imported."""
    settings.load_profile(os.environ.get("HYPOTHESIS_PROFILE", "test"))


def examples(count: int) -> settings:
    """Settings of a law that needs more or fewer examples than usual, in every profile."""
    profile = settings()
    return settings(profile, max_examples=count * profile.max_examples // _USUAL_EXAMPLES)

"""How long tests wait for what has to happen, on a machine that may be slow or busy.

Nothing measures a speed here: these limits only end what hangs.
"""

from __future__ import annotations

import time
from collections.abc import Generator
from contextlib import contextmanager
from typing import Final

__all__ = ["HANG_SECONDS", "hang_guard"]

HANG_SECONDS: Final = 150.0


@contextmanager
def hang_guard(seconds: float = HANG_SECONDS) -> Generator[None]:
    """Fail if the block takes longer than only a hanging one would."""
    start = time.monotonic()
    yield
    assert time.monotonic() - start < seconds

"""How large media may be.

Source: what FastLabel's own client of release 0.26 refuses before sending. Release 0.7.0 had no
limits.
"""

from __future__ import annotations

from typing import Final

from fastlabel.errors import invalid

MIB: Final = 2**20
MAX_IMAGE_BYTES: Final[int] = 20 * MIB
"""Of an image, also of one in a multi-image task."""
MAX_VIDEO_BYTES: Final[int] = 250 * MIB
MAX_CONTENTS: Final = 250
"""Images in a multi-image task."""
MAX_CONTENTS_CHARACTERS: Final = 536_870_000
"""Of the contents of a multi-image task together, as JSON."""


def is_token(text: str) -> bool:
    """Whether a text fits into the header that carries it: visible ASCII."""
    return bool(text) and text.isascii() and text.isprintable() and " " not in text


_MAX_CONCURRENCY: Final = 1000


def check_concurrency(concurrency: int) -> None:
    """Refuse to do nothing at once, or too much."""
    if not 1 <= concurrency <= _MAX_CONCURRENCY:
        invalid(f"concurrency: {concurrency}, it is 1 to {_MAX_CONCURRENCY}")


def check_seconds(seconds: float, place: str) -> float:
    """A time that may pass."""
    if not 0 < seconds < float("inf"):
        invalid(f"{place}: {seconds}, it is a number of seconds above 0")
    return seconds

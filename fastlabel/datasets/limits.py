"""How large media may be.

Source: what FastLabel's own client of release 0.26 refuses before sending. Release 0.7.0 had no
limits.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Final

from fastlabel.datasets.finding import Finding

__all__ = ["MOST_CONTENTS", "MOST_IMAGE_BYTES", "MOST_VIDEO_BYTES", "check_contents", "check_size"]

_MIB: Final = 2**20
MOST_IMAGE_BYTES: Final[int] = 20 * _MIB
"""Of an image, also of one in a multi-image task."""
MOST_VIDEO_BYTES: Final[int] = 250 * _MIB
MOST_CONTENTS: Final = 250
"""Images in a multi-image task."""
_MOST_LETTERS: Final = 536_870_000
"""Of the contents of a multi-image task together, as JSON."""


def check_size(size: int, most: int, place: str) -> Iterator[Finding]:
    """Find a file that is too large. Sizes are bytes."""
    if size > most:
        yield Finding(place, f"{size / _MIB:.1f} MiB, the service takes {most // _MIB}")


def check_contents(sizes: Mapping[str, int], place: str) -> Iterator[Finding]:
    """Find too many images in a multi-image task, or too large ones together.

    Args:
        sizes: Content name → bytes.
        place: The argument that they came by.
    """
    if len(sizes) > MOST_CONTENTS:
        yield Finding(place, f"{len(sizes)} images, a task has up to {MOST_CONTENTS}")
    letters = sum(_letters(name, size) for name, size in sizes.items())
    if letters > _MOST_LETTERS:
        yield Finding(place, f"{letters} characters as JSON, the service takes {_MOST_LETTERS}")


def _letters(name: str, size: int) -> int:
    """Of `{"name": "…", "file": "…"}`; the file is base64."""
    return len('{"name": "", "file": ""}') + len(name) + 4 * -(-size // 3)

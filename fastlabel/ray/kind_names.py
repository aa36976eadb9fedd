"""The kinds of task by the names of the client's resources."""

from __future__ import annotations

from typing import Any, Final

from fastlabel._protocol.kinds import IMAGE, IMAGE_CLASSIFICATION, MULTI_IMAGE, VIDEO, Kind
from fastlabel.errors import invalid

__all__ = ["KINDS", "check_kind"]


KINDS: Final[dict[str, Kind[Any]]] = {
    "image": IMAGE,
    "image_classification": IMAGE_CLASSIFICATION,
    "multi_image": MULTI_IMAGE,
    "video": VIDEO,
}


def check_kind(kind: str) -> None:
    """Refuse what is no kind.

    Raises:
        FastLabelInvalidException: It is none.
    """
    if kind not in KINDS:
        invalid(f"kind: {kind!r} is not one of {', '.join(KINDS)}")

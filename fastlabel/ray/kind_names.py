"""The kinds of task by the names of the client's resources."""

from __future__ import annotations

from typing import Any, Final, Literal, TypeAlias

from fastlabel.checks import refuse
from fastlabel.kinds import IMAGE, IMAGE_CLASSIFICATION, MULTI_IMAGE, VIDEO, Kind

__all__ = ["KINDS", "KindName", "check_kind"]

KindName: TypeAlias = Literal["image", "image_classification", "multi_image", "video"]
"""A kind of task, as the client's resource of it is called."""

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
        refuse(f"kind: {kind!r} is not one of {', '.join(KINDS)}")

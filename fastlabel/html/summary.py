"""Short texts about annotations, attributes and tasks."""

from __future__ import annotations

import json

from fastlabel._media.layout import known_size
from fastlabel.models import (
    Attribute,
    BBox,
    Keypoint,
    Line,
    Polygon,
    Segmentation,
    UnknownAnnotation,
    VideoBBox,
    seconds_of,
)
from fastlabel.models.tasks import AnyAnnotation


def class_text(annotation: AnyAnnotation) -> str:
    """Name of an annotation's class: its title, otherwise its value."""
    if isinstance(annotation, UnknownAnnotation):
        return annotation.value if isinstance(annotation.value, str) else "unknown"
    return annotation.title or annotation.value or annotation.type


def geometry_text(annotation: AnyAnnotation) -> str:
    """Coordinates of an annotation in pixels, or how many it has."""
    match annotation:
        case BBox() | Keypoint():
            return ", ".join(f"{number:g}" for number in annotation.points)
        case Polygon() | Line():
            return f"{len(annotation.points) // 2} vertices"
        case Segmentation():
            holes = sum(len(rings) - 1 for rings in annotation.points if rings)
            return f"{plural(len(annotation.points), 'region')}, {plural(holes, 'hole')}"
        case VideoBBox():
            frames = plural(len(annotation.points), "frame")
            return f"{frames}, {plural(len(annotation.keyframes), 'keyframe')}"
        case UnknownAnnotation():
            return "unknown type, kept unchanged"


def attribute_text(annotation: AnyAnnotation, separator: str = ", ") -> str:
    """Attributes of an annotation with their names; empty if it has none."""
    attributes = () if isinstance(annotation, UnknownAnnotation) else annotation.attributes
    return separator.join(f"{attribute_name(one)}: {value_text(one)}" for one in attributes)


def attribute_name(attribute: Attribute) -> str:
    """Name of an attribute, otherwise its key."""
    return attribute.name or attribute.key


def value_text(attribute: Attribute) -> str:
    """Value of an attribute: a string unchanged, anything else as JSON."""
    value = attribute.value
    return value if isinstance(value, str) else json.dumps(value, ensure_ascii=False)


def size_text(media: object) -> str:
    """Size of a task or content; empty if unknown."""
    size = known_size(media)
    return f"{size[0]} × {size[1]} pixels" if size else ""


def frame_text(frame: int, fps: float | None) -> str:
    """Number of a frame, and its time if the frame rate is known."""
    return f"frame {frame}, {seconds_of(frame, fps):.2f} s" if fps else f"frame {frame}"


def plural(count: int, noun: str) -> str:
    """A count and its noun."""
    return f"{count:,} {noun}{'' if count == 1 else 's'}"

"""What the models do not say, or say to Python only, about their fields on the wire.

A refinement is merged into the schema of its class and of the classes derived from it: `properties`
names what it is about, and must be there. The smallest counts are those of
`fastlabel._protocol.validation`.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Final, TypeAlias

from fastlabel.models.annotations.base import AnnotationBase, UnknownAnnotation
from fastlabel.models.annotations.line import Line
from fastlabel.models.annotations.polygon import Polygon
from fastlabel.models.annotations.segmentation import Segmentation
from fastlabel.models.annotations.video_bbox import VideoBBox
from fastlabel.models.tasks.base import NewFileTask, NewTask
from fastlabel.models.tasks.multi_image import NewMultiImageTask
from fastlabel.schema.bodies import NewContent, TaskUpdate
from fastlabel.schema.rewrite import JsonObject

__all__ = ["ALWAYS", "WHEN_CREATING", "WHEN_READING", "Refinements"]

Refinements: TypeAlias = Mapping[type[object], JsonObject]

# Whole groups of four would need a pattern that some engines match by recursion, per group.
_BASE64: Final = "^[A-Za-z0-9+/]*={0,2}$"
_NOT_EMPTY: Final[JsonObject] = {"minLength": 1}
_TAGS: Final[JsonObject] = {"items": _NOT_EMPTY}
_THREE_VERTICES: Final[JsonObject] = {"minItems": 6}

ALWAYS: Final[Refinements] = {
    AnnotationBase: {
        "properties": {
            "type": {"description": "The shape, which decides the form of `points`."},
        }
    },
    Line: {
        "properties": {
            "points": {"description": "x, y, x, y, … in pixels: an even count of numbers."}
        }
    },
    Polygon: {
        "properties": {
            "points": {
                "description": "x, y, x, y, … in pixels: an even count of numbers. The first "
                "vertex is not repeated at the end."
            }
        }
    },
    Segmentation: {
        "properties": {
            "points": {
                "description": "Regions → rings → x, y, x, y, … in pixels: an even count of "
                "numbers. A ring is closed: its first vertex is repeated at the end. Outlines run "
                "clockwise as seen on the screen."
            }
        }
    },
}
"""In both views."""

WHEN_READING: Final[Refinements] = {
    UnknownAnnotation: {
        "description": "An annotation of a type not listed, or one that does not fit its type.",
        "properties": {
            "type": {"description": "Usually a string."},
            "value": {"description": "Usually the class, a string."},
            "points": {"description": "Of any shape."},
        },
    },
}
"""In what is read."""

WHEN_CREATING: Final[Refinements] = {
    NewTask: {
        "properties": {
            "project": _NOT_EMPTY,
            "name": {"description": "Unique in the project.", **_NOT_EMPTY},
            "tags": _TAGS,
        }
    },
    NewFileTask: {
        "properties": {
            "file": {
                "description": "The whole file in standard base64: no line breaks, no `data:` "
                "prefix.",
                "pattern": _BASE64,
            }
        }
    },
    NewContent: {"properties": {"file": {"pattern": _BASE64}}},
    NewMultiImageTask: {
        "description": "PNGs or JPEGs to create one task from.",
        "properties": {
            "contents": {"description": "The images; no two of the same name."},
            "annotations": {
                "items": {
                    "type": "object",
                    "required": ["content"],
                    "properties": {
                        "content": {
                            "description": "The name of the image that the annotation is on: one "
                            "of those in `contents`.",
                            "type": "string",
                        }
                    },
                },
            },
        },
    },
    TaskUpdate: {"properties": {"tags": _TAGS}},
    Line: {"properties": {"points": {"minItems": 4}}},
    Polygon: {"properties": {"points": _THREE_VERTICES}},
    Segmentation: {
        "properties": {
            "points": {"minItems": 1, "items": {"minItems": 1, "items": _THREE_VERTICES}}
        }
    },
    VideoBBox: {"properties": {"points": {"minProperties": 1}}},
}
"""In what may be sent."""

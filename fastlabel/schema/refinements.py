"""Constraints and descriptions of fields on the wire that the models do not express.

A refinement is merged into the schema of its class and of derived classes; its `properties` have to
exist there.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Final, TypeAlias

from fastlabel._geometry.validity import MIN_LINE_VERTICES, MIN_RING_VERTICES
from fastlabel.models.annotations.base import AnnotationBase, UnknownAnnotation
from fastlabel.models.annotations.line import Line
from fastlabel.models.annotations.polygon import Polygon
from fastlabel.models.annotations.segmentation import Segmentation
from fastlabel.models.annotations.video_bbox import VideoBBox
from fastlabel.models.tasks.base import NewContentsTask, NewFileTask, NewTask
from fastlabel.schema.bodies import NewContent, TaskUpdate
from fastlabel.schema.rewrite import JsonObject

Refinements: TypeAlias = Mapping[type[object], JsonObject]

# Some regex engines would match a pattern of groups of four by recursion.
_BASE64: Final = "^[A-Za-z0-9+/]*={0,2}$"
_NOT_EMPTY: Final[JsonObject] = {"minLength": 1}
_TAGS: Final[JsonObject] = {"items": _NOT_EMPTY}
_MIN_RING: Final[JsonObject] = {"minItems": 2 * MIN_RING_VERTICES}

ALWAYS: Final[Refinements] = {
    AnnotationBase: {
        "properties": {"type": {"description": "Shape, which determines the format of `points`."}}
    },
    Line: {
        "properties": {
            "points": {"description": "x, y, x, y, … in pixels: an even number of coordinates."}
        }
    },
    Polygon: {
        "properties": {
            "points": {
                "description": "x, y, x, y, … in pixels: an even number of coordinates. The "
                "last vertex does not repeat the first."
            }
        }
    },
    Segmentation: {
        "properties": {
            "points": {
                "description": "Regions → rings → x, y, x, y, … in pixels: an even number of "
                "coordinates. The first ring of a region is its outline, others are holes. A ring "
                "is closed: its last vertex repeats the first. Outlines run clockwise on the "
                "screen."
            }
        }
    },
}
"""In both views."""

WHEN_READING: Final[Refinements] = {
    UnknownAnnotation: {
        "description": "An annotation of an unknown type, or one that does not match its type.",
        "properties": {
            "type": {"description": "Usually a string."},
            "value": {"description": "Usually the class, a string."},
            "points": {"description": "Of any shape."},
        },
    }
}
"""In what is read."""

WHEN_CREATING: Final[Refinements] = {
    NewTask: {
        "properties": {
            "project": _NOT_EMPTY,
            "name": {"description": "Name, unique in the project.", **_NOT_EMPTY},
            "tags": _TAGS,
        }
    },
    NewFileTask: {
        "properties": {
            "file": {
                "description": "File in standard base64, without line breaks or a `data:` prefix.",
                "pattern": _BASE64,
            }
        }
    },
    NewContent: {"properties": {"file": {"pattern": _BASE64}}},
    NewContentsTask: {
        "description": "A new task of several PNG or JPEG images.",
        "properties": {
            "contents": {"description": "Images with distinct names."},
            "annotations": {
                "items": {
                    "type": "object",
                    "required": ["content"],
                    "properties": {
                        "content": {
                            "description": "Name of the annotated image, one of `contents`.",
                            "type": "string",
                        }
                    },
                }
            },
        },
    },
    TaskUpdate: {"properties": {"tags": _TAGS}},
    Line: {"properties": {"points": {"minItems": 2 * MIN_LINE_VERTICES}}},
    Polygon: {"properties": {"points": _MIN_RING}},
    Segmentation: {
        "properties": {"points": {"minItems": 1, "items": {"minItems": 1, "items": _MIN_RING}}}
    },
    VideoBBox: {"properties": {"points": {"minProperties": 1}}},
}
"""In what may be sent."""

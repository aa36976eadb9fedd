"""JSON Schema of the COCO files that this package writes.

Unknown fields are allowed, so that files of later versions stay valid.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import ClassVar, Final

from pydantic import ConfigDict, TypeAdapter
from pydantic.json_schema import JsonSchemaValue
from pydantic_core import core_schema

from fastlabel.converters.coco.types import (
    CocoAnnotation,
    CocoCategory,
    CocoDataset,
    CocoImage,
    CocoRle,
    CocoTrack,
    CocoVideo,
)
from fastlabel.schema.refinements import Refinements
from fastlabel.schema.rewrite import JsonObject, as_object, inline_any_json
from fastlabel.schema.views import View

_FROM_0: Final[JsonObject] = {"minimum": 0}
_FROM_1: Final[JsonObject] = {"minimum": 1}
_SIZE: Final[Mapping[str, JsonObject]] = {"width": _FROM_0, "height": _FROM_0}
_EXAMPLE: Final[JsonObject] = {
    "info": {"description": "Converted from FastLabel tasks", "version": "1.0"},
    "licenses": [],
    "images": [{"id": 1, "file_name": "cat.jpg", "width": 451, "height": 300, "task_id": "42"}],
    "categories": [{"id": 1, "name": "cat", "supercategory": "cat"}],
    "annotations": [
        {
            "id": 1,
            "image_id": 1,
            "category_id": 1,
            "bbox": [100.0, 100.0, 100.0, 50.0],
            "area": 5000.0,
            "segmentation": [[100.0, 100.0, 200.0, 100.0, 200.0, 150.0, 100.0, 150.0]],
            "iscrowd": 0,
            "type": "bbox",
            "attributes": {"kind": "tabby"},
        }
    ],
}


def coco_schema() -> JsonObject:
    """Build the schema of a COCO file."""
    # In a list, because a typed dict itself takes no external configuration.
    adapter = TypeAdapter(list[CocoDataset], config=ConfigDict(use_attribute_docstrings=True))
    listed = adapter.json_schema(schema_generator=_CocoView, mode="serialization")
    definitions = as_object(listed["$defs"])
    dataset = as_object(definitions.pop(CocoDataset.__name__))
    return inline_any_json({**dataset, "$defs": definitions})


def _refined(**properties: JsonObject) -> JsonObject:
    return {"properties": dict(properties)}


class _CocoView(View):
    refinements: ClassVar[Refinements] = {
        CocoVideo: _refined(id=_FROM_1, length=_FROM_0, **_SIZE),
        CocoTrack: _refined(id=_FROM_1, category_id=_FROM_1, video_id=_FROM_1),
        CocoImage: _refined(
            id=_FROM_1, video_id=_FROM_1, frame_id=_FROM_0, frame_index=_FROM_0, **_SIZE
        ),
        CocoCategory: _refined(
            id=_FROM_1, skeleton={"items": {"minItems": 2, "maxItems": 2, "items": _FROM_1}}
        ),
        CocoRle: _refined(size={"minItems": 2, "maxItems": 2, "items": _FROM_1}),
        CocoAnnotation: _refined(
            id=_FROM_1,
            image_id=_FROM_1,
            category_id=_FROM_1,
            bbox={"minItems": 4, "maxItems": 4},
            area=_FROM_0,
            iscrowd={"const": 0},
            keypoints={"minItems": 3},
            num_keypoints=_FROM_0,
            line={"minItems": 2},
            video_id=_FROM_1,
            instance_id=_FROM_1,
            track_id=_FROM_1,
        ),
        CocoDataset: {
            "properties": {"info": {"description": "Information about the file."}},
            "examples": [_EXAMPLE],
        },
    }

    def typed_dict_schema(self, schema: core_schema.TypedDictSchema) -> JsonSchemaValue:
        """Generate an object of the file, which may have other fields."""
        result = super().typed_dict_schema(schema)
        cls = schema.get("cls")
        result = self.object_schema(cls, result) if cls else result
        return {**result, "additionalProperties": True}

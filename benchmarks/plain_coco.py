"""The plainest loop that makes a COCO file of boxes and polygons, in chunks.

It checks nothing, tells of nothing, and keeps no attributes; a failure leaves half a file. What it
takes is what a converter has to do anyway.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from operator import mul
from pathlib import Path
from typing import Any, Final

from pydantic_core import to_json

from fastlabel.models import BBox, ImageTask, Polygon

__all__ = ["write_coco"]

_CHUNK: Final = 500  # annotations

Json = dict[str, Any]


def write_coco(tasks: list[ImageTask], path: Path) -> None:
    """Write a dataset, its classes in the order they are met."""
    ids: dict[str, int] = {}
    images = [
        {"id": number, "file_name": task.name, "height": task.height, "width": task.width}
        for number, task in enumerate(tasks, 1)
    ]
    with path.open("wb") as file:
        file.write(b'{"images":' + to_json(images) + b',"annotations":[')
        file.writelines(_chunks(_entries(tasks, ids)))
        categories = [{"id": number, "name": name} for name, number in ids.items()]
        file.write(b'],"categories":' + to_json(categories) + b"}")


def _chunks(entries: Iterable[Json]) -> Iterator[bytes]:
    chunk: list[Json] = []
    comma = b""
    for entry in entries:
        chunk.append(entry)
        if len(chunk) == _CHUNK:
            yield comma + to_json(chunk)[1:-1]
            comma, chunk = b",", []
    if chunk:
        yield comma + to_json(chunk)[1:-1]


def _entries(tasks: Iterable[ImageTask], ids: dict[str, int]) -> Iterator[Json]:
    number = 0
    for image_id, task in enumerate(tasks, 1):
        for annotation in task.annotations:
            if type(annotation) is BBox or type(annotation) is Polygon:
                number += 1
                bbox, area, outline = _measures(annotation)
                yield {
                    "id": number,
                    "image_id": image_id,
                    "category_id": ids.setdefault(annotation.value, len(ids) + 1),
                    "bbox": bbox,
                    "area": area,
                    "segmentation": [outline],
                    "iscrowd": 0,
                }


def _measures(annotation: BBox | Polygon) -> tuple[list[float], float, list[float]]:
    if type(annotation) is BBox:
        left, top, right, bottom = annotation.points
        outline = [left, top, right, top, right, bottom, left, bottom]
        wide, high = right - left, bottom - top
        return [left, top, wide, high], wide * high, outline
    points = list(annotation.points)
    xs, ys = points[::2], points[1::2]
    left, top = min(xs), min(ys)
    forward, backward = sum(map(mul, xs, ys[1:] + ys[:1])), sum(map(mul, ys, xs[1:] + xs[:1]))
    bbox = [left, top, max(xs) - left, max(ys) - top]
    return bbox, abs(forward - backward) / 2, points

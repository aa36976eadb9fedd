"""A minimal loop that writes boxes and polygons to the file of `write_coco`: the baseline.

It has no checks and no reports, holds all images in memory, and a failure leaves a partial file.
Its time is the minimum that any converter needs.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from operator import mul
from pathlib import Path
from typing import Any, Final

from fastlabel.converters.coco.spool import encode
from fastlabel.models import BBox, ImageTask, Polygon

__all__ = ["annotation_entries", "write_coco"]

_CHUNK: Final = 500  # annotations

Json = dict[str, Any]


def write_coco(tasks: list[ImageTask], path: Path) -> None:
    """Write a dataset."""
    drawn = (annotation for task in tasks for annotation in task.annotations)
    names = sorted({each.value for each in drawn if isinstance(each, BBox | Polygon)})
    categories = [
        {"id": number, "name": name, "supercategory": name} for number, name in enumerate(names, 1)
    ]
    info = {"description": "Converted from FastLabel tasks", "version": "1.0"}
    with path.open("wb") as file:
        file.write(b'{"info":' + encode(info) + b',"licenses":[]')
        file.write(b',"images":' + encode(list(_image_entries(tasks))))
        file.write(b',"categories":' + encode(categories) + b',"annotations":[')
        file.writelines(_chunks(annotation_entries(tasks, names)))
        file.write(b"]}")


def annotation_entries(tasks: Iterable[ImageTask], names: list[str]) -> Iterator[Json]:
    """The entries of boxes and polygons."""
    ids = {name: number for number, name in enumerate(names, 1)}
    number = 0
    for image_id, task in enumerate(tasks, 1):
        for annotation in task.annotations:
            if type(annotation) is BBox or type(annotation) is Polygon:
                number += 1
                bbox, area, outline = _measures(annotation)
                yield {
                    "id": number,
                    "image_id": image_id,
                    "category_id": ids[annotation.value],
                    "bbox": bbox,
                    "area": area,
                    "segmentation": [outline],
                    "iscrowd": 0,
                    "type": annotation.type,
                    "attributes": {one.key: one.value for one in annotation.attributes},
                }


def _image_entries(tasks: Iterable[ImageTask]) -> Iterator[Json]:
    for number, task in enumerate(tasks, 1):
        yield {
            "id": number,
            "file_name": task.name,
            "width": task.width,
            "height": task.height,
            "task_id": task.id,
            "url": task.url,
        }


def _chunks(entries: Iterable[Json]) -> Iterator[bytes]:
    chunk: list[Json] = []
    comma = b""
    for entry in entries:
        chunk.append(entry)
        if len(chunk) == _CHUNK:
            yield comma + encode(chunk)[1:-1]
            comma, chunk = b",", []
    if chunk:
        yield comma + encode(chunk)[1:-1]


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

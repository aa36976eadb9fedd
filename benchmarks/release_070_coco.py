"""Baseline: the COCO export of release 0.7.0, with geojson, numpy and a thread pool per image."""

from __future__ import annotations

import json
from collections.abc import Callable, Iterable
from concurrent.futures import ThreadPoolExecutor
from functools import partial
from importlib import import_module
from pathlib import Path
from typing import Any, Final, cast

import numpy as np

__all__ = ["to_coco", "write_coco"]

Json = dict[str, Any]

# geojson ships no types.
_geojson = import_module("geojson")
_polygon: Final = cast("Callable[[list[list[tuple[float, float]]]], object]", _geojson.Polygon)
_coords: Final = cast("Callable[[object], Iterable[tuple[float, float]]]", _geojson.utils.coords)


def write_coco(tasks: list[Json], path: Path) -> None:
    """Write the dataset to a file, as users of 0.7.0 did."""
    with path.open("w") as file:
        json.dump(to_coco(tasks), file)


def to_coco(tasks: list[Json]) -> Json:
    """Convert image tasks to a COCO dict."""
    values = {annotation["value"] for task in tasks for annotation in task["annotations"]}
    ids = {value: number for number, value in enumerate(values, 1)}
    categories = [
        {"supercategory": value, "id": number, "name": value} for value, number in ids.items()
    ]
    images: list[Json] = []
    annotations: list[Json] = []
    count = 0
    for number, task in enumerate(tasks, 1):
        size = {"height": task["height"], "width": task["width"]}
        images.append({"file_name": task["name"], **size, "id": number})
        listed: list[Json] = task["annotations"]
        numbered = list(enumerate(listed, count + 1))
        count += len(numbered)
        with ThreadPoolExecutor(max_workers=8) as pool:
            annotations += pool.map(partial(_annotation, number, ids), numbered)
    return {"images": images, "categories": categories, "annotations": annotations}


def _annotation(image_id: int, ids: dict[str, int], numbered: tuple[int, Json]) -> Json:
    number, annotation = numbered
    points: list[float] = annotation["points"]
    return {
        "segmentation": [points],
        "iscrowd": 0,
        "area": _area(annotation["type"], points),
        "image_id": image_id,
        "bbox": _bbox(points),
        "category_id": ids[annotation["value"]],
        "id": number,
    }


def _bbox(points: list[float]) -> list[float]:
    ring = list(zip(points[::2], points[1::2], strict=True))
    vertices = np.array(list(_coords(_polygon([ring]))))
    left, top = vertices[:, 0].min(), vertices[:, 1].min()
    right, bottom = vertices[:, 0].max(), vertices[:, 1].max()
    return [left, top, right - left, bottom - top]


def _area(kind: str, points: list[float]) -> float:
    if kind == "bbox":
        return (points[0] - points[2]) * (points[1] - points[3])
    xs, ys = points[::2], points[1::2]
    return float(0.5 * np.abs(np.dot(xs, np.roll(ys, 1)) - np.dot(ys, np.roll(xs, 1))))

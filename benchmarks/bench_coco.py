"""Tasks into a COCO file, × the way of release 0.7.0.

That was a thread pool for each image, numpy for each annotation, and `json.dump`. 1,000 images × 10
annotations, half boxes and half polygons of 20 vertices.
"""

from __future__ import annotations

import json
import subprocess
import sys
from concurrent.futures import ThreadPoolExecutor
from functools import partial
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any, Final

import numpy as np

import fastlabel
from benchmarks.ratios import ratio, report, report_gain
from benchmarks.reference_pages import image_page
from fastlabel.models import ImageTask

Json = dict[str, Any]

_FEW: Final = 1_000
_MANY: Final = 10_000
_MEASURED: Final = """
import resource, sys
import fastlabel
from benchmarks.bench_coco import many_tasks
def peak():
    unit = 1 if sys.platform == "darwin" else 1024
    return resource.getrusage(resource.RUSAGE_SELF).ru_maxrss * unit
fastlabel.write_coco(many_tasks(100), {path!r})
before = peak()
fastlabel.write_coco(many_tasks({count}), {path!r})
print(peak() - before)
"""


def many_tasks(count: int) -> Any:
    """So many tasks, of which few are in memory."""
    tasks = ImageTask.list_from_json(image_page(100))
    return (tasks[number % 100] for number in range(count))


def main() -> None:
    """Print the table."""
    page = image_page(_FEW)
    models, dicts = ImageTask.list_from_json(page), json.loads(page)
    with TemporaryDirectory() as folder:
        path = Path(folder, "coco.json")
        theirs = partial(_write_as_070, dicts, path)
        gain = ratio(theirs, lambda: fastlabel.write_coco(models, path), rounds=5)
        report_gain("write_coco, × faster than 0.7.0 and json.dump", gain, 60)
        gain = ratio(partial(_to_coco_as_070, dicts), lambda: fastlabel.to_coco(models), rounds=5)
        report_gain("to_coco in memory, × faster than 0.7.0", gain, 40)
        code = _MEASURED.format(path=str(path), count=_MANY)
        command = [sys.executable, "-c", code]
        grown = int(subprocess.run(command, check=True, capture_output=True).stdout)  # noqa: S603
    report("write_coco of 10,000 images, growth of memory", grown / 10**6, 10, unit="MB")


def _write_as_070(tasks: list[Json], path: Path) -> None:
    with path.open("w") as file:
        json.dump(_to_coco_as_070(tasks), file)


def _to_coco_as_070(tasks: list[Json]) -> Json:
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
            made = pool.map(partial(_annotation_as_070, number, ids), numbered)
        annotations += [each for each in made if each]
    return {"images": images, "categories": categories, "annotations": annotations}


def _annotation_as_070(image_id: int, ids: dict[str, int], numbered: tuple[int, Json]) -> Json:
    number, annotation = numbered
    points: list[float] = annotation["points"]
    vertices = np.array(points).reshape(-1, 2)
    left, top = vertices.min(axis=0)
    right, bottom = vertices.max(axis=0)
    if annotation["type"] == "bbox":
        area = (points[0] - points[2]) * (points[1] - points[3])
    else:
        xs, ys = vertices[:, 0], vertices[:, 1]
        area = 0.5 * np.abs(np.dot(xs, np.roll(ys, 1)) - np.dot(ys, np.roll(xs, 1)))
    return {
        "segmentation": [points],
        "iscrowd": 0,
        "area": area,
        "image_id": image_id,
        "bbox": [left, top, right - left, bottom - top],
        "category_id": ids[annotation["value"]],
        "id": number,
    }


if __name__ == "__main__":
    main()

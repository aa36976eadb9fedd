"""Upload images with model predictions as pre-annotations, for people to review.

The model is a simple color detector: `find_lights` predicts boxes around small bright blobs, and
`find_crockery` segments large red areas. Replace them with your own model.

Requires numpy and Pillow (the extras `coco` and `draw`). Reads the access token from
FASTLABEL_ACCESS_TOKEN; `fastlabel sandbox` provides one for testing.
"""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import numpy as np
from numpy.typing import NDArray
from PIL import Image

import fastlabel
from fastlabel.models import Attribute, BBox, NewImageTask, Segmentation

MODEL = "colours-1"
Mask = NDArray[np.bool_]


def connected_regions(mask: Mask, value: str, min_area: float) -> Iterator[Segmentation]:
    """One segmentation for each connected region of at least `min_area` pixels."""
    if not mask.any():
        return
    for region in Segmentation.from_mask(mask, value=value).regions:
        if region.area >= min_area:
            yield Segmentation.from_rings(
                [[region.outline, *region.holes]],
                value=value,
                attributes=[Attribute(key="model", value=MODEL)],
            )


def find_lights(image: Image.Image) -> Iterator[BBox]:
    """Boxes around bright blobs, which are lights if most of the image is dark."""
    gray = np.asarray(image.convert("L"))
    if gray.mean() > 100:
        return
    for light in connected_regions(gray >= 235, "light", min_area=20):
        yield BBox(value=light.value, points=light.bounds, attributes=light.attributes)


def find_crockery(image: Image.Image) -> Iterator[Segmentation]:
    """Segmentations of red, saturated areas that cover at least a tenth of the image."""
    hue, saturation, brightness = np.moveaxis(np.asarray(image.convert("HSV")), 2, 0)
    mask = ((hue < 8) | (hue > 245)) & (saturation > 150) & (brightness > 60)
    yield from connected_regions(mask, "crockery", min_area=mask.size / 10)


def preannotated_task(path: Path, project: str) -> NewImageTask:
    """A new task for an image, with the predictions of the model."""
    with Image.open(path) as image:
        predictions: list[BBox | Segmentation] = [*find_lights(image), *find_crockery(image)]
    tags = ["pre-annotated"] if predictions else []
    return NewImageTask(project=project, file_path=path, tags=tags, annotations=predictions)


def main() -> None:
    """Upload all images in this folder and print the predictions to review."""
    paths = sorted(path for path in Path().iterdir() if path.suffix in {".jpg", ".png"})
    with fastlabel.Client() as client:
        tasks = (preannotated_task(path, "review") for path in paths)
        print(client.image.create_many(tasks, journal="review.journal"))
        uploaded = client.image.iter(project="review", tags=["pre-annotated"])
        for task in sorted(uploaded, key=lambda task: task.name):
            print(task.name, [f"{shape.type} {shape.value}" for shape in task.annotations])


if __name__ == "__main__":
    main()

"""Let a model draw first: what it finds goes out with the photos, for people to correct.

The model is simple and real: it looks for colours. `find_lights` boxes small bright blobs, and
`find_crockery` outlines what is large and red. Put your own model in their place.

Needs `pip install 'fastlabel[coco,draw]'`. Like all examples it takes the token from
FASTLABEL_ACCESS_TOKEN; `fastlabel sandbox` gives one for trials.
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


def regions(mask: Mask, value: str, smallest: float) -> Iterator[Segmentation]:
    """One segmentation for each connected region that has enough pixels."""
    if not mask.any():
        return
    for region in Segmentation.from_mask(mask, value=value).regions:
        if region.area >= smallest:
            yield Segmentation.from_rings(
                [[region.outline, *region.holes]],
                value=value,
                attributes=[Attribute(key="model", value=MODEL)],
            )


def find_lights(picture: Image.Image) -> Iterator[BBox]:
    """Boxes around bright blobs, which are lights if most of the picture is dark."""
    grey = np.asarray(picture.convert("L"))
    if grey.mean() > 100:
        return
    for found in regions(grey >= 235, "light", smallest=20):
        yield BBox(value=found.value, points=found.bounds, attributes=found.attributes)


def find_crockery(picture: Image.Image) -> Iterator[Segmentation]:
    """Outlines of what is red, strong in colour, and covers a tenth of the picture."""
    hue, saturation, brightness = np.moveaxis(np.asarray(picture.convert("HSV")), 2, 0)
    mask = ((hue < 8) | (hue > 245)) & (saturation > 150) & (brightness > 60)
    yield from regions(mask, "crockery", smallest=mask.size / 10)


def drawn(path: Path, project: str) -> NewImageTask:
    """A task of a photo, with what the model found on it."""
    with Image.open(path) as picture:
        found: list[BBox | Segmentation] = [*find_lights(picture), *find_crockery(picture)]
    tags = ["pre-annotated"] if found else []
    return NewImageTask(project=project, file_path=path, tags=tags, annotations=found)


def main() -> None:
    """Send all photos of this folder, and tell what there is to review."""
    photos = sorted(path for path in Path().iterdir() if path.suffix in {".jpg", ".png"})
    with fastlabel.Client() as client:
        tasks = (drawn(path, "review") for path in photos)
        print(client.image.create_many(tasks, journal="review.journal"))
        found = client.image.iter(project="review", tags=["pre-annotated"])
        for task in sorted(found, key=lambda task: task.name):
            print(task.name, [f"{one.type} {one.value}" for one in task.annotations])


if __name__ == "__main__":
    main()

"""Read a project as (image URL, boxes) samples, fully type-checked."""

from __future__ import annotations

from collections.abc import Iterator
from typing import NamedTuple

import fastlabel
from fastlabel.models import BBox, ImageTask


class Sample(NamedTuple):
    """One training image with its boxes."""

    url: str
    boxes: list[tuple[float, float, float, float]]
    classes: list[str]


def to_sample(task: ImageTask) -> Sample:
    """The boxes of a task; other annotation types are ignored."""
    boxes = [annotation for annotation in task.annotations if isinstance(annotation, BBox)]
    return Sample(task.url or "", [box.points for box in boxes], [box.value for box in boxes])


def samples(client: fastlabel.Client, project: str) -> Iterator[Sample]:
    """Stream the approved tasks of a project."""
    for task in client.image.iter(project=project, status="approved"):
        yield to_sample(task)


def main() -> None:
    """Create a project with one task and read it as samples."""
    with fastlabel.Client() as client:
        client.image.create(
            project="cats",
            file_path="chelsea.png",
            status="approved",
            annotations=[BBox(value="cat", points=(28, 0, 364, 292))],
        )
        for sample in samples(client, "cats"):
            print(sample.classes, sample.boxes)


if __name__ == "__main__":
    main()

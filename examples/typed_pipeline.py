"""From a project to (picture, boxes) pairs: every step checked by a type checker."""

from __future__ import annotations

from collections.abc import Iterator
from typing import NamedTuple

import fastlabel
from fastlabel.models import BBox, ImageTask


class Sample(NamedTuple):
    """One picture to train on."""

    url: str
    boxes: list[tuple[float, float, float, float]]
    classes: list[str]


def sample_of(task: ImageTask) -> Sample:
    """The boxes of a task; shapes of other types are no training data here."""
    boxes = [annotation for annotation in task.annotations if isinstance(annotation, BBox)]
    return Sample(task.url or "", [box.points for box in boxes], [box.value for box in boxes])


def samples(client: fastlabel.Client, project: str) -> Iterator[Sample]:
    """All approved tasks of a project, page by page."""
    for task in client.image.iter(project=project, status="approved"):
        yield sample_of(task)


def main() -> None:
    """Make a project of one task, and read it as samples."""
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

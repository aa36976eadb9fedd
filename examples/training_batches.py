"""Download a project and train on it: a PyTorch-style dataset and batches, with numpy only.

The approved tasks and their images are downloaded and exported to COCO. `BoxDataset` reads the COCO
file and has `__len__` and `__getitem__`, so PyTorch accepts it directly:
`torch.utils.data.DataLoader(BoxDataset(...), batch_size=2, collate_fn=Batch.collate)`.

Requires numpy and Pillow (the extras `coco` and `draw`). Reads the access token from
FASTLABEL_ACCESS_TOKEN; `fastlabel sandbox` provides one for testing.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import NamedTuple, Self

import numpy as np
from numpy.typing import NDArray
from PIL import Image

import fastlabel
from fastlabel.models import BBox, ImageTask

Floats = NDArray[np.float32]
Ints = NDArray[np.int64]


class Sample(NamedTuple):
    """One training image with its boxes."""

    image: Floats
    """Shape (3, size, size), from 0 to 1."""
    boxes: Floats
    """Shape (N, 4): left, top, right, bottom in pixels of `image`."""
    labels: Ints
    """Shape (N,): indices of `BoxDataset.classes`."""


class Batch(NamedTuple):
    """A batch of images. Boxes are a list, because each image has a different number of them."""

    images: Floats
    """Shape (B, 3, size, size)."""
    boxes: list[Floats]
    labels: list[Ints]

    @classmethod
    def collate(cls, samples: Sequence[Sample]) -> Self:
        """Combine samples into a batch: the `collate_fn` of a `DataLoader`."""
        images, boxes, labels = zip(*samples, strict=True)
        return cls(np.stack(images), [*boxes], [*labels])


class BoxDataset:
    """The boxes of a downloaded folder's COCO file, with images resized to a square."""

    def __init__(self, folder: Path, size: int = 128) -> None:
        self._images = fastlabel.read_coco(folder / "coco.json")
        self._paths = {
            task.name: fastlabel.media_paths(folder, task)[0] for task in read_tasks(folder)
        }
        self._size = size
        self.classes = sorted({box.value for image in self._images for box in image.annotations})

    def __len__(self) -> int:
        return len(self._images)

    def class_names(self, labels: Ints) -> list[str]:
        """The class name of each label."""
        return [self.classes[int(label)] for label in labels]

    def __getitem__(self, index: int) -> Sample:
        image = self._images[index]
        with Image.open(self._paths[image.name]) as file:
            width, height = file.size
            resized = file.convert("RGB").resize((self._size, self._size))
        boxes = [shape for shape in image.annotations if isinstance(shape, BBox)]
        normalized = np.array([box.normalized(width, height) for box in boxes], np.float32)
        labels = np.array([self.classes.index(box.value) for box in boxes], np.int64)
        pixels = np.asarray(resized, np.float32).transpose(2, 0, 1) / np.float32(255)
        return Sample(pixels, normalized.reshape(-1, 4) * np.float32(self._size), labels)


def batches(dataset: BoxDataset, size: int, seed: int) -> Iterator[Batch]:
    """One epoch: all samples once, shuffled with the seed."""
    order = np.random.default_rng(seed).permutation(len(dataset))
    for start in range(0, len(order), size):
        yield Batch.collate([dataset[int(index)] for index in order[start : start + size]])


def read_tasks(folder: Path) -> Iterator[ImageTask]:
    """Stream the tasks of a downloaded folder."""
    with (folder / "tasks.jsonl").open("rb") as lines:
        yield from ImageTask.iter_from_json_lines(lines)


def download(client: fastlabel.Client, project: str, folder: Path) -> None:
    """Download the approved tasks and their images, and write a COCO file."""
    report = client.image.pull(project=project, folder=folder, status="approved")
    if report.failed:
        raise SystemExit(str(report))
    fastlabel.write_coco(read_tasks(folder), folder / "coco.json", on_loss="raise")


def annotate(client: fastlabel.Client, project: str) -> None:
    """Create annotated tasks, as annotators would do in the browser."""
    cat = BBox(value="cat", points=(28, 0, 364, 292))
    cup = BBox(value="cup", points=(173, 18, 408, 308))
    rocket = BBox(value="rocket", points=(310, 126, 335, 408))
    for name, box in {"chelsea.png": cat, "coffee.png": cup, "rocket.jpg": rocket}.items():
        client.image.create(project=project, file_path=name, status="approved", annotations=[box])


def main() -> None:
    """Run two epochs in batches of two."""
    with fastlabel.Client() as client:
        annotate(client, "training")
        download(client, "training", Path("training"))
    dataset = BoxDataset(Path("training"))
    print(dataset.classes)
    for epoch in range(2):
        for batch in batches(dataset, size=2, seed=epoch):
            names = [dataset.class_names(labels) for labels in batch.labels]
            print(epoch, batch.images.shape, f"{batch.images.mean():.2f}", names)


if __name__ == "__main__":
    main()

"""From a project to batches for training, in the style of PyTorch, with nothing but numpy.

The approved tasks come home with their images, become a COCO file, and that becomes a dataset:
an object with `__len__` and `__getitem__`, so `torch.utils.data.DataLoader(BoxDataset(...),
batch_size=2, collate_fn=Batch.of)` takes it as it is.

Needs `pip install 'fastlabel[coco,draw]'`. Like all examples it takes the token from
FASTLABEL_ACCESS_TOKEN; `fastlabel sandbox` gives one for trials.
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
    """One picture to train on."""

    image: Floats
    """Of shape (3, size, size), from 0 to 1."""
    boxes: Floats
    """Of shape (N, 4): left, top, right, bottom in pixels of `image`."""
    labels: Ints
    """Of shape (N,): indices of `BoxDataset.classes`."""


class Batch(NamedTuple):
    """Some pictures at once. Their boxes stay apart, since each picture has another number."""

    images: Floats
    """Of shape (B, 3, size, size)."""
    boxes: list[Floats]
    labels: list[Ints]

    @classmethod
    def of(cls, samples: Sequence[Sample]) -> Self:
        """The collate function."""
        images, boxes, labels = zip(*samples, strict=True)
        return cls(np.stack(images), [*boxes], [*labels])


class BoxDataset:
    """The boxes of a folder's COCO file, each image squeezed into a square."""

    def __init__(self, home: Path, size: int = 128) -> None:
        self._images = fastlabel.read_coco(home / "coco.json")
        self._paths = {task.name: fastlabel.media_paths(home, task)[0] for task in tasks_in(home)}
        self._size = size
        self.classes = sorted({one.value for image in self._images for one in image.annotations})

    def __len__(self) -> int:
        return len(self._images)

    def names(self, labels: Ints) -> list[str]:
        """The classes of labels."""
        return [self.classes[int(label)] for label in labels]

    def __getitem__(self, index: int) -> Sample:
        image = self._images[index]
        with Image.open(self._paths[image.name]) as picture:
            width, height = picture.size
            small = picture.convert("RGB").resize((self._size, self._size))
        boxes = [one for one in image.annotations if isinstance(one, BBox)]
        parts = np.array([box.normalized(width, height) for box in boxes], np.float32)
        labels = np.array([self.classes.index(box.value) for box in boxes], np.int64)
        pixels = np.asarray(small, np.float32).transpose(2, 0, 1) / np.float32(255)
        return Sample(pixels, parts.reshape(-1, 4) * np.float32(self._size), labels)


def batches(dataset: BoxDataset, size: int, seed: int) -> Iterator[Batch]:
    """All samples once, in a random order that the seed fixes: one epoch."""
    order = np.random.default_rng(seed).permutation(len(dataset))
    for start in range(0, len(order), size):
        yield Batch.of([dataset[int(index)] for index in order[start : start + size]])


def tasks_in(home: Path) -> Iterator[ImageTask]:
    """The tasks that were brought home, one by one."""
    with (home / "tasks.jsonl").open("rb") as lines:
        yield from ImageTask.iter_from_json_lines(lines)


def bring_home(client: fastlabel.Client, project: str, home: Path) -> None:
    """The approved tasks and their images in a folder, and a COCO file of them."""
    report = client.image.pull(project=project, folder=home, status="approved")
    if report.failed:
        raise SystemExit(str(report))
    fastlabel.write_coco(tasks_in(home), home / "coco.json", on_loss="raise")


def annotate(client: fastlabel.Client, project: str) -> None:
    """What people would do in the browser, so that there is something to train on."""
    cat = BBox(value="cat", points=(28, 0, 364, 292))
    cup = BBox(value="cup", points=(173, 18, 408, 308))
    rocket = BBox(value="rocket", points=(310, 126, 335, 408))
    for name, box in {"chelsea.png": cat, "coffee.png": cup, "rocket.jpg": rocket}.items():
        client.image.create(project=project, file_path=name, status="approved", annotations=[box])


def main() -> None:
    """Two epochs in batches of two."""
    with fastlabel.Client() as client:
        annotate(client, "training")
        bring_home(client, "training", Path("training"))
    dataset = BoxDataset(Path("training"))
    print(dataset.classes)
    for epoch in range(2):
        for batch in batches(dataset, size=2, seed=epoch):
            names = [dataset.names(labels) for labels in batch.labels]
            print(epoch, batch.images.shape, f"{batch.images.mean():.2f}", names)


if __name__ == "__main__":
    main()

"""Conversion of training datasets to Hugging Face's `datasets`."""

from __future__ import annotations

from collections.abc import Iterator
from importlib import import_module
from itertools import chain
from typing import TYPE_CHECKING, Any, Final, Literal, overload

from fastlabel.errors import invalid, missing_extra
from fastlabel.training.classification import ClassificationDataset
from fastlabel.training.detection import DetectionDataset

if TYPE_CHECKING:
    import datasets  # pyright: ignore[reportMissingTypeStubs]  # it ships none


_SHARD_SIZE: Final = 1_000
"""Images of one shard, which a worker of a streaming loader reads at a time."""

# The features have the types of the columns.
Row = dict[str, Any]


@overload
def to_hf_dataset(images: DetectionDataset | ClassificationDataset) -> datasets.Dataset: ...
@overload
def to_hf_dataset(
    images: DetectionDataset | ClassificationDataset, *, streaming: Literal[False]
) -> datasets.Dataset: ...
@overload
def to_hf_dataset(
    images: DetectionDataset | ClassificationDataset, *, streaming: Literal[True]
) -> datasets.IterableDataset: ...
def to_hf_dataset(
    images: DetectionDataset | ClassificationDataset, *, streaming: bool = False
) -> datasets.Dataset | datasets.IterableDataset:
    """Convert to a `datasets.Dataset` with typed columns, or to a streaming one.

    | column | feature |
    |---|---|
    | `image` | `Image`, decoded when it is read; the file is not copied |
    | `name`, `task_id` | `Value("string")` |
    | `label` | classification tasks only: `ClassLabel` |
    | `objects.bbox` | left, top, width, height in pixels, the convention of COCO and `datasets` |
    | `objects.category` | `ClassLabel` |
    | `objects.area` | in pixels² |
    | `objects.segmentation` | regions → rings → x, y, x, y, … in pixels |

    Args:
        images: Dataset of the folder, which has the classes.
        streaming: Whether to return an `IterableDataset` with shards of 1,000 images, which writes
            nothing. Otherwise the rows go to the cache of `datasets`, and the images do not.

    Raises:
        FastLabelInvalidException: There are no classes, which `ClassLabel` cannot represent.
        MissingExtraError: `datasets` is not installed.
    """
    try:
        library: Any = import_module("datasets")
    except ImportError:
        raise missing_extra("Hugging Face datasets", "datasets") from None
    if not images.classes:
        invalid("no classes; pass classes=, or a folder with annotations", "images")
    count = len(images)
    shards = [range(at, min(at + _SHARD_SIZE, count)) for at in range(0, count, _SHARD_SIZE)]
    cls = library.IterableDataset if streaming else library.Dataset
    dataset: datasets.Dataset | datasets.IterableDataset = cls.from_generator(
        _rows, features=_features(library, images), gen_kwargs={"images": images, "shards": shards}
    )
    return dataset


def _rows(images: DetectionDataset | ClassificationDataset, shards: list[range]) -> Iterator[Row]:
    for index in chain.from_iterable(shards):
        if isinstance(images, ClassificationDataset):
            yield _classification_row(images, index)
        else:
            yield _detection_row(images, index)


def _classification_row(images: ClassificationDataset, index: int) -> Row:
    path, task, label = images.entry(index)
    return {"image": str(path), "name": task.name, "task_id": task.id, "label": label}


def _detection_row(images: DetectionDataset, index: int) -> Row:
    entry = images.entry(index)
    boxes = [shape.bounds for shape in entry.shapes]
    return {
        "image": str(entry.path),
        "name": entry.name,
        "task_id": entry.task.id,
        "objects": {
            "bbox": [[left, top, right - left, bottom - top] for left, top, right, bottom in boxes],
            "category": [images.label_of(shape.value) for shape in entry.shapes],
            "area": [shape.area for shape in entry.shapes],
            "segmentation": [shape.regions for shape in entry.shapes],
        },
    }


def _features(library: Any, images: DetectionDataset | ClassificationDataset) -> Any:
    text, number = library.Value("string"), library.Value("float64")
    label, listed = library.ClassLabel(names=images.classes), library.List
    common = {"image": library.Image(), "name": text, "task_id": text}
    if isinstance(images, ClassificationDataset):
        return library.Features({**common, "label": label})
    objects = {
        "bbox": listed(listed(number, length=4)),
        "category": listed(label),
        "area": listed(number),
        "segmentation": listed(listed(listed(listed(number)))),
    }
    return library.Features({**common, "objects": objects})

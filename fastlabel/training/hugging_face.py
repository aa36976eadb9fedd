"""A pulled folder as a data set of Hugging Face's `datasets`."""

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

__all__ = ["to_hf_dataset"]

_SHARD: Final = 1_000
"""Pictures of one shard: what a worker of a streaming loader takes at a time."""

# A row goes into Arrow by its features, which say its types.
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
    """Make a `datasets.Dataset`, or a streaming one, with typed columns.

    | column | feature |
    |---|---|
    | `image` | `Image`, decoded when it is read; the file stays where it is |
    | `name`, `task_id` | `Value("string")` |
    | `label` | of classification tasks: `ClassLabel` |
    | `objects.bbox` | left, top, width, height in pixels, as COCO and `datasets` have it |
    | `objects.category` | `ClassLabel` |
    | `objects.area` | in pixels² |
    | `objects.segmentation` | regions → rings → x, y, x, y, … in pixels |

    Args:
        images: The folder as a map data set, which has the classes and what is left out.
        streaming: Give an `IterableDataset`, of shards of 1,000 pictures; nothing is written. Left
            out, the rows go into the cache of `datasets`, and the pictures do not.

    Raises:
        FastLabelInvalidException: There is no class at all, which `ClassLabel` has no form for.
        MissingExtraError: `datasets` is not installed.
    """
    try:
        library: Any = import_module("datasets")
    except ImportError:
        raise missing_extra("Hugging Face datasets", "datasets") from None
    if not images.classes:
        invalid("images: have no class; give classes=, or a folder with annotations")
    shards = [range(at, min(at + _SHARD, len(images))) for at in range(0, len(images), _SHARD)]
    of_shards = {"images": images, "shards": shards}
    maker = library.IterableDataset if streaming else library.Dataset
    features = _features(library, images)
    made: datasets.Dataset | datasets.IterableDataset = maker.from_generator(
        _rows, features=features, gen_kwargs=of_shards
    )
    return made


def _rows(images: DetectionDataset | ClassificationDataset, shards: list[range]) -> Iterator[Row]:
    for number in chain.from_iterable(shards):
        if isinstance(images, ClassificationDataset):
            yield _classified_row(images, number)
        else:
            yield _drawn_row(images, number)


def _classified_row(images: ClassificationDataset, number: int) -> Row:
    path, task, label = images.entry(number)
    return {"image": str(path), "name": task.name, "task_id": task.id, "label": label}


def _drawn_row(images: DetectionDataset, number: int) -> Row:
    entry = images.entry(number)
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

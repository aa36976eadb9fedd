"""A YOLO dataset → pictures with their annotations."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from os import PathLike
from pathlib import Path, PurePosixPath
from typing import Final

from fastlabel.checks import refuse
from fastlabel.converters.annotated import AnnotatedImage
from fastlabel.converters.loss import OnLoss, ReadingLosses
from fastlabel.converters.yolo_dataset import LabelFile, YoloDataset
from fastlabel.converters.yolo_read_lines import LabelReader
from fastlabel.errors import FastLabelInvalidException, MissingExtraError
from fastlabel.opened_images import opened_image

__all__ = ["yolo_to_annotations"]

_ORIENTATION: Final = 0x0112
_ON_ITS_SIDE: Final = 5


def yolo_to_annotations(
    source: str | PathLike[str],
    *,
    split: str | None = None,
    sizes: Mapping[str, tuple[int, int]] | None = None,
    group: str | None = None,
    on_loss: OnLoss = "warn",
) -> Iterator[AnnotatedImage]:
    """Read a YOLO dataset of any style, one picture after the other.

    A line of 5 numbers is a bbox, one of more a polygon; where `data.yaml` has `kpt_shape`, a line
    is a bbox and a keypoint for each point that is labelled. Coordinates are rounded to 9 decimals
    of a pixel, which takes back what dividing by the image's size has changed.

    Args:
        source: The `data.yaml`, or the folder that it is in.
        split: Only this one, such as "train". Left out, all, each picture once.
        sizes: Picture name → width, height in pixels, for pictures that are not there, and to open
            none of the others. The name is that of the file below `images/<split>`.
        group: Of poses, the key of an attribute that tells which box and keypoints belong
            together; its value is the number of the line. Left out, they have none.
        on_loss: What is done if something cannot be read, or not exactly: "warn", "raise" an
            error, or "ignore" it.

    Yields:
        Each picture, by split and name. One without a label file has no annotations.

    Raises:
        FastLabelInvalidException: A file is not what it should be; the message names the line. Or
            two splits have a picture of one name, or something is lost and `on_loss` is "raise".
        MissingFileError: There is no `data.yaml`, or a folder that it names.
        MissingExtraError: PyYAML is not installed, or pictures have to be opened for their size and
            Pillow is not.
        OSError: A file cannot be read.

    Warns:
        ConversionWarning: Something could not be read, or not exactly; after the last picture.
    """
    losses = ReadingLosses("from YOLO", on_loss)
    dataset = YoloDataset.read(Path(source))
    return _images(dataset, split, dict(sizes or {}), group, losses)


@dataclass(slots=True)
class _Sizes:
    """Sizes by name, and by the stem that a label file has."""

    by_name: Mapping[str, tuple[int, int]]
    names: Mapping[str, str]

    @classmethod
    def of(cls, sizes: Mapping[str, tuple[int, int]]) -> _Sizes:
        return cls(sizes, {_stem(name): name for name in sizes})

    def name_of(self, file: LabelFile) -> str:
        name = file.image_name or self.names.get(_stem(file.label_name))
        if name is None:
            refuse(f"{file.place}: there is no image for it; give its size in sizes")
        return name

    def size_of(self, name: str, file: LabelFile) -> tuple[int, int]:
        if name in self.by_name:
            return self.by_name[name]
        if file.image is None:
            refuse(f"{file.place}: there is no image for it; give its size in sizes")
        return _size(file.image)


def _images(
    dataset: YoloDataset,
    split: str | None,
    sizes: Mapping[str, tuple[int, int]],
    group: str | None,
    losses: ReadingLosses,
) -> Iterator[AnnotatedImage]:
    known = _Sizes.of(sizes)
    reader = LabelReader(dataset.classes, dataset.keypoints, group, losses)
    seen: set[str] = set()
    for file in dataset.files(split):
        name = known.name_of(file)
        if name in seen:
            refuse(f"{file.place}: another split has a picture {name!r} too; read one split=")
        seen.add(name)
        width, height = known.size_of(name, file)
        annotations = reader.read(file, width, height)
        yield AnnotatedImage(
            name=name, path=file.image, width=width, height=height, annotations=annotations
        )
    losses.settle()


def _stem(name: str) -> str:
    return PurePosixPath(name).with_suffix("").as_posix()


def _size(path: Path) -> tuple[int, int]:
    """Width and height as the picture is shown: a camera may have been held on its side."""
    try:
        with opened_image(path, str(path)) as image:
            is_turned = image.getexif().get(_ORIENTATION, 1) >= _ON_ITS_SIDE
            return (image.height, image.width) if is_turned else (image.width, image.height)
    except ImportError:
        message = "Pillow is needed for the sizes of images: pip install 'fastlabel[draw]'"
        raise MissingExtraError(f"{message}, or give sizes=") from None
    except FileNotFoundError:
        raise
    except (FastLabelInvalidException, SyntaxError, ValueError, OSError) as error:
        refuse(f"{path}: cannot be opened as an image ({error})")

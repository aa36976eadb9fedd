"""PNG masks → images with a segmentation for each class or annotation.

A folder of `write_masks` has the meaning of its numbers; for other masks the caller gives it.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from os import PathLike
from pathlib import Path
from typing import TYPE_CHECKING, NamedTuple

from pydantic import JsonValue

from fastlabel._geometry.masks import regions_from_mask
from fastlabel.converters._shared.areas import crop_to_content, translate
from fastlabel.converters._shared.image_files import media_path
from fastlabel.converters._shared.values import (
    as_integer,
    as_list,
    as_object,
    as_text,
    in_file,
    parse_json,
)
from fastlabel.converters.annotated import AnnotatedImage
from fastlabel.converters.masks.write import check_libraries
from fastlabel.errors import MissingFileError, invalid
from fastlabel.models import Segmentation

if TYPE_CHECKING:
    from fastlabel.converters.masks.canvas import PixelNumbers


class _Mask(NamedTuple):
    """A mask and the meaning of its numbers."""

    name: str
    path: Path
    classes: Mapping[int, str]
    others: frozenset[int]
    """Numbers without a class: background, and what is ignored."""


def read_masks(
    path: str | PathLike[str],
    *,
    media_dir: str | PathLike[str] | None = None,
    classes: Mapping[int, str] | None = None,
    background: int | None = 0,
    ignore: int | None = 255,
) -> Iterator[AnnotatedImage]:
    """Read PNG masks without losses, with outlines along the edges of pixels.

    Memory holds one mask. Errors of files are raised while iterating.

    Args:
        path: A folder that `write_masks` wrote; or, with `classes`, any folder of semantic masks,
            including those in its subfolders. Each is an image of its name.
        media_dir: Folder of the images by name, for their `path`.
        classes: Number → class, for masks of other tools.
        background: With `classes`, the number of pixels without a class; None if all have one.
        ignore: With `classes`, the number of pixels to ignore; None if there are none.

    Raises:
        MissingFileError: There is no such folder, or a file of it is missing.
        FastLabelInvalidException: A file is invalid or has a number without a class; the message
            names the file.
        MissingExtraError: numpy or Pillow is not installed.
    """
    check_libraries()
    folder = Path(path)
    media = None if media_dir is None else Path(media_dir)
    if not folder.is_dir():
        raise MissingFileError(f"path: there is no folder {folder}")
    if classes is None:
        return _images(_described_masks(folder), media)
    others = {number for number in (background, ignore) if number is not None} - classes.keys()
    masks = (
        _Mask(file.relative_to(folder).as_posix(), file, classes, frozenset(others))
        for file in sorted(folder.rglob("*.png"))
    )
    return _images(masks, media)


def _images(masks: Iterator[_Mask], media: Path | None) -> Iterator[AnnotatedImage]:
    from fastlabel.converters.masks.canvas import read_png  # noqa: PLC0415  # optional

    for mask in masks:
        numbers = read_png(mask.path)
        height, width = numbers.shape
        path = media_path(media, mask.name, mask.path.name)
        annotations = tuple(_segmentations(numbers, mask))
        yield AnnotatedImage(
            name=mask.name, path=path, width=width, height=height, annotations=annotations
        )


def _segmentations(numbers: PixelNumbers, mask: _Mask) -> Iterator[Segmentation]:
    import numpy as np  # noqa: PLC0415  # optional

    present: list[int] = np.unique(numbers).tolist()
    unknown = [number for number in present if number not in {*mask.classes, *mask.others}]
    if unknown:
        invalid(f"{mask.path.name}: the number {unknown[0]} has no class")
    for number in present:
        window = crop_to_content(numbers == number) if number in mask.classes else None
        if window:
            regions = translate(regions_from_mask(window.mask), window.left, window.top)
            yield Segmentation(value=mask.classes[number], points=regions)


def _described_masks(folder: Path) -> Iterator[_Mask]:
    """Masks of a folder that `write_masks` wrote."""
    data = _read(folder / "classes.json")
    with in_file("classes.json"):
        content = as_object(parse_json(data))
        classes = _classes(content, "classes", "name")
        others = frozenset(
            as_integer(content[key], (key,))
            for key in ("background", "ignore")
            if content.get(key) is not None
        )
    lines = _read(folder / "images.jsonl").splitlines()
    for number, line in enumerate(lines, 1):
        location = f"images.jsonl line {number}"
        with in_file(location):
            entry = as_object(parse_json(line))
            mask = as_text(entry.get("mask"), ("mask",))
            path = media_path(folder, mask, "mask") or folder
            if content.get("style") == "instance":
                classes = _classes(entry, "instances", "class")
            name = as_text(entry.get("name"), ("name",))
        yield _Mask(name, path, classes, others)


def _classes(content: Mapping[str, JsonValue], key: str, name_key: str) -> dict[int, str]:
    classes: dict[int, str] = {}
    for index, item in enumerate(as_list(content.get(key), (key,))):
        entry = as_object(item, (key, index))
        number = as_integer(entry.get("id"), (key, index, "id"))
        classes[number] = as_text(entry.get(name_key), (key, index, name_key))
    return classes


def _read(path: Path) -> bytes:
    try:
        return path.read_bytes()
    except FileNotFoundError:
        raise MissingFileError(
            f"there is no {path.name} in {path.parent}; give classes= for masks of other tools"
        ) from None

"""PNG masks → images with a segmentation for each class or annotation.

A folder of `write_masks` tells what its numbers mean. Of other masks the caller does.
"""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping
from os import PathLike
from pathlib import Path
from typing import TYPE_CHECKING, NamedTuple, cast

from fastlabel._geometry.masks import regions_from_mask
from fastlabel.converters._shared.image_files import media_path
from fastlabel.converters._shared.mask_window import moved, windowed
from fastlabel.converters.annotated import AnnotatedImage
from fastlabel.converters.masks.write import check_libraries
from fastlabel.errors import MissingFileError, invalid
from fastlabel.models import Segmentation

if TYPE_CHECKING:
    from fastlabel.converters.masks.canvas import Numbers

__all__ = ["read_masks"]


class _Mask(NamedTuple):
    """One mask, and what its numbers are."""

    name: str
    path: Path
    classes: Mapping[int, str]
    others: frozenset[int]
    """Numbers that are no class: background, and what is to be ignored."""


def read_masks(
    source: str | PathLike[str],
    *,
    classes: Mapping[int, str] | None = None,
    background: int | None = 0,
    ignore: int | None = 255,
    media_dir: str | PathLike[str] | None = None,
) -> Iterator[AnnotatedImage]:
    """Read PNG masks, the outlines exactly along the edges of the pixels.

    Memory holds one mask. Errors of the files come while they are walked. Nothing is lost.

    Args:
        source: A folder that `write_masks` wrote; or, with `classes`, any folder of semantic
            masks, those in its folders too: each is an image of its name.
        classes: Number → class, for masks of others.
        background: With `classes`, the number of what is no class; None if all are.
        ignore: With `classes`, the number of what is to be ignored; None if there is none.
        media_dir: Where the media are: it and their names make their `path`.

    Raises:
        MissingFileError: There is no such folder, or a file of it is missing.
        FastLabelInvalidException: A file is broken or has a number that is no class; the message
            names the file.
        MissingExtraError: numpy or Pillow is not installed.
    """
    check_libraries()
    folder = Path(source)
    media = None if media_dir is None else Path(media_dir)
    if not folder.is_dir():
        raise MissingFileError(f"source: there is no folder {folder}")
    if classes is None:
        return _read(_told(folder), media)
    others = frozenset(number for number in (background, ignore) if number not in {None, *classes})
    return _read(_found(folder, classes, cast("frozenset[int]", others)), media)


def _read(masks: Iterator[_Mask], media: Path | None) -> Iterator[AnnotatedImage]:
    from fastlabel.converters.masks.png import read_png  # noqa: PLC0415  # optional

    for mask in masks:
        numbers = read_png(mask.path)
        height, width = numbers.shape
        yield AnnotatedImage(
            name=mask.name,
            path=media_path(media, mask.name, mask.path.name),
            width=width,
            height=height,
            annotations=tuple(_segmentations(numbers, mask)),
        )


def _segmentations(numbers: Numbers, mask: _Mask) -> Iterator[Segmentation]:
    import numpy as np  # noqa: PLC0415  # optional

    found: list[int] = np.unique(numbers).tolist()
    unknown = [number for number in found if number not in {*mask.classes, *mask.others}]
    if unknown:
        invalid(f"{mask.path.name}: has the number {unknown[0]}, which is no class")
    for number in found:
        window = windowed(numbers == number) if number in mask.classes else None
        if window:
            regions = moved(regions_from_mask(window.mask), window.left, window.top)
            yield Segmentation(value=mask.classes[number], points=regions)


def _found(folder: Path, classes: Mapping[int, str], others: frozenset[int]) -> Iterator[_Mask]:
    for path in sorted(folder.rglob("*.png")):
        yield _Mask(path.relative_to(folder).as_posix(), path, classes, others)


def _told(folder: Path) -> Iterator[_Mask]:
    """The masks of a folder that tells what its numbers are."""
    place = "classes.json"
    facts = _object(_text(folder / place), place)
    classes = {
        _number(entry, "id", place): _string(entry, "name", place)
        for entry in _objects(facts, "classes", place)
    }
    others = frozenset(
        _number(facts, key, place) for key in ("background", "ignore") if facts.get(key) is not None
    )
    lines = _text(folder / "images.jsonl").splitlines()
    for at, line in enumerate(lines, 1):
        place = f"images.jsonl line {at}"
        entry = _object(line, place)
        path = media_path(folder, _string(entry, "mask", place), place) or folder
        if facts.get("style") == "instance":
            classes = {
                _number(each, "id", place): _string(each, "class", place)
                for each in _objects(entry, "instances", place)
            }
        yield _Mask(_string(entry, "name", place), path, classes, others)


def _text(path: Path) -> str:
    try:
        return path.read_text("utf-8")
    except FileNotFoundError:
        raise MissingFileError(
            f"source: there is no {path.name} in {path.parent}; give classes= for masks of others"
        ) from None
    except ValueError as error:
        invalid(f"{path.name}: not UTF-8: {error}")


def _object(text: str, place: str) -> Mapping[str, object]:
    try:
        found: object = json.loads(text)
    except (ValueError, RecursionError) as error:
        invalid(f"{place}: not JSON: {error}")
    return _as_object(found, place)


def _as_object(found: object, place: str) -> Mapping[str, object]:
    if not isinstance(found, dict):
        invalid(f"{place}: {type(found).__name__} where an object is due")
    return cast("Mapping[str, object]", found)


def _objects(entry: Mapping[str, object], key: str, place: str) -> list[Mapping[str, object]]:
    found = entry.get(key)
    if not isinstance(found, list):
        invalid(f"{place}: {key} is no list")
    return [_as_object(each, f"{place}: {key}") for each in cast("list[object]", found)]


def _number(entry: Mapping[str, object], key: str, place: str) -> int:
    found = entry.get(key)
    if isinstance(found, bool) or not isinstance(found, int):
        invalid(f"{place}: {key} is no whole number")
    return found


def _string(entry: Mapping[str, object], key: str, place: str) -> str:
    found = entry.get(key)
    if not isinstance(found, str):
        invalid(f"{place}: {key} is no text")
    return found

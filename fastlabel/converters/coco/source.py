"""A COCO file → its entries by id, with all references checked."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from os import PathLike
from pathlib import Path
from typing import Any, Final, TypeAlias, TypeVar, cast

from pydantic_core import from_json

from fastlabel.errors import MissingFileError, invalid
from fastlabel.models._wire.error_text import short_repr
from fastlabel.models._wire.gc_pause import gc_paused

CocoEntry: TypeAlias = Mapping[str, Any]
"""An object of the file, as it was parsed."""
Id: TypeAlias = int | str
"""COCO says int; some exporters write strings."""
Source: TypeAlias = str | PathLike[str] | bytes | Mapping[str, Any]

T = TypeVar("T")

_NOT_A_SIZE: Final = (0, 0.0, None)


@dataclass(frozen=True, slots=True)
class CocoSource:
    """The entries of one file."""

    images: dict[Id, CocoEntry]
    videos: dict[Id, CocoEntry]
    categories: dict[Id, CocoEntry]
    annotations: Sequence[object]

    @classmethod
    def read(cls, source: Source) -> CocoSource:
        """Parse a file; a mapping is taken as parsed."""
        given = _parsed(source)
        if not isinstance(given, Mapping):
            got = "a list (results of a model?)" if isinstance(given, list) else short_repr(given)
            invalid(f"expected an object with images and annotations, got {got}", "source")
        whole = cast("CocoEntry", given)
        if "images" not in whole:
            invalid("is required; a COCO dataset has images, annotations and categories", "images")
        categories = _by_id(whole, "categories")
        for index, category in enumerate(categories.values()):
            # Annotations may lack a class, which is then an empty one.
            if category.get("name") != "":
                text_of(category, "name", f"categories[{index}]")
        images, videos = _by_id(whole, "images"), _by_id(whole, "videos")
        return cls(images, videos, categories, _listed(whole, "annotations"))

    def each_annotation(self) -> Iterator[tuple[str, CocoEntry]]:
        """Path and entry of every annotation."""
        for index, entry in enumerate(self.annotations):
            if not isinstance(entry, Mapping):
                invalid(f"expected an object, got {short_repr(entry)}", ("annotations", index))
            yield f"annotations[{index}]", cast("CocoEntry", entry)

    def image_id(self, entry: CocoEntry, path: str) -> Id:
        """The id of the image that an annotation is on."""
        return _reference(entry, "image_id", self.images, f"{path}.image_id", "there is no image")

    def category_id(self, entry: CocoEntry, path: str) -> Id:
        """The id of an annotation's category."""
        at = f"{path}.category_id"
        return _reference(entry, "category_id", self.categories, at, "there is no category")


def entry_id(value: object, path: str) -> Id:
    """The value as an id."""
    if value is None:
        invalid("is required", path)
    if isinstance(value, bool) or not isinstance(value, int | str):
        invalid(f"expected an id, an integer, got {short_repr(value)}", path)
    return value


def text_of(entry: CocoEntry, key: str, path: str) -> str:
    """Required text that is not empty."""
    value = entry.get(key)
    if not isinstance(value, str) or not value:
        got = f"expected a string, got {short_repr(value)}" if value else "is required"
        invalid(got, f"{path}.{key}")
    return value


def optional_count(entry: CocoEntry, key: str, path: str) -> int | None:
    """A count such as a width; None where it is absent or 0, which means unknown."""
    value = entry.get(key)
    if value in _NOT_A_SIZE:
        return None
    is_number = isinstance(value, int | float) and not isinstance(value, bool)
    if not is_number or value < 1 or value % 1:
        invalid(f"expected a positive integer, got {short_repr(value)}", f"{path}.{key}")
    return int(value)


def _parsed(source: Source) -> object:
    if isinstance(source, Mapping):
        return source
    text = source if isinstance(source, bytes) else _bytes_of(source)
    try:
        with gc_paused(len(text)):
            return cast("object", from_json(text.removeprefix(b"\xef\xbb\xbf")))
    except ValueError as error:
        invalid(f"is not JSON: {error}", "source")


def _bytes_of(path: str | PathLike[str]) -> bytes:
    try:
        return Path(path).read_bytes()
    except TypeError:
        invalid(f"expected a path, bytes or a parsed file, got {short_repr(path)}", "source")
    except FileNotFoundError:
        raise MissingFileError(f"source: there is no file {str(path)!r}") from None
    except (OSError, ValueError) as error:
        invalid(f"{str(path)!r} cannot be read: {error}", "source")


def _listed(whole: CocoEntry, key: str) -> Sequence[object]:
    value = whole.get(key)
    if value is None:
        return ()
    if not isinstance(value, list | tuple):
        invalid(f"expected a list, got {short_repr(value)}", key)
    return cast("Sequence[object]", value)


def _by_id(whole: CocoEntry, key: str) -> dict[Id, CocoEntry]:
    found: dict[Id, CocoEntry] = {}
    for index, entry in enumerate(_listed(whole, key)):
        path = f"{key}[{index}]"
        if not isinstance(entry, Mapping):
            invalid(f"expected an object, got {short_repr(entry)}", path)
        known = cast("CocoEntry", entry)
        number = entry_id(known.get("id"), f"{path}.id")
        if number in found:
            first = list(found).index(number)
            invalid(f"{number!r} is also the id of {key}[{first}]", f"{path}.id")
        found[number] = known
    return found


def _reference(entry: CocoEntry, key: str, known: Mapping[Id, T], path: str, none: str) -> Id:
    value = entry.get(key)
    # Most are right, and there are many of them.
    if type(value) is int and value in known:
        return value
    number = entry_id(value, path)
    if number not in known:
        invalid(f"{none} {number!r}", path)
    return number

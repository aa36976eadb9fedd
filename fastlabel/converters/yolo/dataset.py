"""What a `data.yaml` says, and the files of its splits."""

from __future__ import annotations

import json
import re
from collections.abc import Hashable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any, Final, NamedTuple, TypeAlias, cast

from fastlabel.errors import MissingFileError, invalid, missing_extra

if TYPE_CHECKING:
    from yaml import MappingNode

__all__ = [
    "KeypointForm",
    "LabelFile",
    "Yaml",
    "YoloDataset",
    "parse_yaml",
    "quoted",
    "read_text",
]


Yaml: TypeAlias = "str | list[Yaml] | dict[str, Yaml]"
"""What such a file holds. Scalars are text, whatever they look like: a class may be called `no`."""


def quoted(text: str) -> str:
    """The text as a scalar in double quotes, every character that is not printable escaped."""
    return "".join(
        letter if letter.isprintable() else f"\\U{ord(letter):08x}"
        for letter in json.dumps(text, ensure_ascii=False)
    )


def parse_yaml(text: str, place: str) -> dict[str, Yaml]:
    """The mapping that a file holds.

    Raises:
        FastLabelInvalidException: It is none, or no YAML; the message names the line.
        MissingExtraError: PyYAML is not installed.
    """
    try:
        import yaml  # noqa: PLC0415  # optional
    except ImportError:
        raise missing_extra("data.yaml files", "pyyaml") from None

    class Loader(yaml.BaseLoader):
        """Makes nothing but text, lists and mappings, whatever tags say."""

        def construct_mapping(self, node: MappingNode, deep: bool = False) -> dict[Hashable, Any]:
            _check_keys(node, place)
            return super().construct_mapping(node, deep)

    try:
        found = cast("Yaml | None", yaml.load(text.removeprefix("\ufeff"), Loader))  # noqa: S506
    except yaml.MarkedYAMLError as error:
        at = f" line {error.problem_mark.line + 1}" if error.problem_mark else ""
        invalid(f"{place}{at}: {error.problem}")
    except yaml.YAMLError as error:
        invalid(f"{place}: {error}")
    except RecursionError:
        invalid(f"{place}: is nested too deeply")
    if not found:
        return {}
    if not isinstance(found, dict):
        invalid(f"{place}: {type(found).__name__} where keys with values are due")
    return found


def _check_keys(node: MappingNode, place: str) -> None:
    seen: set[object] = set()
    for key, _ in node.value:
        line = key.start_mark.line + 1
        if not isinstance(key.value, str):
            invalid(f"{place} line {line}: has a list or mapping as a key")
        if key.value in seen:
            invalid(f"{place} line {line}: has the key {key.value!r} again")
        seen.add(key.value)


_SPLITS: Final = ("train", "val", "test")
_ABOUT: Final = frozenset({"path", "nc", "names", "kpt_shape", "kpt_names", "flip_idx", "download"})
_SUFFIXES: Final = frozenset(
    {".bmp", ".dng", ".heic", ".jpeg", ".jpg", ".mpo", ".png", ".tif", ".tiff", ".webp"}
)


class KeypointForm(NamedTuple):
    """How many keypoints follow the box in a line, and of how many numbers each is."""

    keypoints: int
    dimensions: int
    names: Mapping[int, Sequence[str]]
    """Class number → names of its keypoints; may lack classes."""


class LabelFile(NamedTuple):
    """A picture of a split, with its labels."""

    image: Path | None
    image_name: str | None
    """Below the folder of the split."""
    label: Path | None
    label_name: str
    place: str


@dataclass(frozen=True, slots=True)
class YoloDataset:
    """What a `data.yaml` says."""

    place: str
    root: Path
    classes: Mapping[int, str]
    splits: Mapping[str, Sequence[str]]
    """Split → folders of images, or lists of them, as they are written."""
    keypoints: KeypointForm | None

    @classmethod
    def read(cls, source: Path) -> YoloDataset:
        """Read it.

        Raises:
            MissingFileError: It is not there.
            FastLabelInvalidException: It is not what it should be.
        """
        path = source / "data.yaml" if source.is_dir() else source
        if not path.is_file():
            raise MissingFileError(f"source: there is no {path}; give the data.yaml of a dataset")
        said = parse_yaml(read_text(path, path.name), path.name)
        # Elsewhere a relative path would be found only by luck: Ultralytics tries several folders.
        root = path.parent / _text(said, "path", path.name) if said.get("path") else path.parent
        splits = {name: _texts(said[name]) for name in said if _is_split(name, said[name])}
        if not splits:
            invalid(f"{path.name}: train, val or test is required: the folder of its images")
        return cls(path.name, root, _classes(said, path.name), splits, _keypoints(said, path.name))

    def files(self, split: str | None) -> Iterator[LabelFile]:
        """The files of a split, or of all, sorted by name; none twice.

        Raises:
            FastLabelInvalidException: There is no such split.
            MissingFileError: A folder or a list is not there.
        """
        if split is not None and split not in self.splits:
            invalid(f"split: {split!r} is not one of {', '.join(self.splits)}")
        done: set[Path] = set()
        for name in self.splits if split is None else (split,):
            for place in self.splits[name]:
                if "\0" in f"{self.root}{place}":
                    invalid(f"{self.place}: {name}: {place!r} is no path, for a byte of it is 0")
                path = (self.root / place).resolve()
                if path not in done:
                    done.add(path)
                    yield from self._files(path, place)

    def _files(self, path: Path, place: str) -> Iterator[LabelFile]:
        if path.suffix == ".txt" and path.is_file():
            yield from _listed(path)
            return
        labels = _labels_of(path)
        if not path.is_dir() and not labels.is_dir():
            raise MissingFileError(f"{self.place}: there is no folder {place} in {self.root}")
        images = {_stem(it, path): it for it in _below(path) if it.suffix.lower() in _SUFFIXES}
        found = {_stem(it, labels): it for it in _below(labels) if it.suffix == ".txt"}
        for stem in sorted({*images, *found}):
            image, label = images.get(stem), found.get(stem)
            name = image.relative_to(path).as_posix() if image else None
            yield LabelFile(image, name, label, f"{stem}.txt", str(label or image))


def read_text(path: Path, place: str) -> str:
    """The text of a file in UTF-8.

    Raises:
        FastLabelInvalidException: It is in no UTF-8.
        OSError: It cannot be read.
    """
    try:
        return path.read_bytes().decode("utf-8-sig").replace("\r\n", "\n")
    except UnicodeDecodeError as error:
        invalid(f"{place}: is not UTF-8 at byte {error.start}")


def _below(folder: Path) -> list[Path]:
    return sorted(it for it in folder.rglob("*") if it.is_file() and not it.name.startswith("."))


def _stem(path: Path, folder: Path) -> str:
    return path.relative_to(folder).with_suffix("").as_posix()


def _labels_of(path: Path) -> Path:
    """The same path with the last folder named `images` named `labels`, as Ultralytics looks."""
    parts = list(path.parts)
    at = next((at for at in range(len(parts) - 1, -1, -1) if parts[at] == "images"), None)
    if at is not None:
        parts[at] = "labels"
    return Path(*parts)


def _listed(path: Path) -> Iterator[LabelFile]:
    """The images that a file lists, a path to a line, from the folder of the file."""
    for line in read_text(path, path.name).split("\n"):
        if line.strip():
            image = (path.parent / line.strip()).resolve()
            label = _labels_of(image).with_suffix(".txt")
            _, _, name = image.as_posix().rpartition("/images/")
            there = image if image.is_file() else None
            said = label if label.is_file() else None
            label_name = Path(name).with_suffix(".txt").as_posix()
            yield LabelFile(there, name, said, label_name, str(label))


def _is_split(name: str, value: Yaml) -> bool:
    """Those that Ultralytics knows, and whatever else leads to images, such as `calibration`."""
    if name in _SPLITS:
        return bool(value)
    return name not in _ABOUT and isinstance(value, str) and "images" in Path(value).parts


def _texts(value: Yaml) -> list[str]:
    listed = value if isinstance(value, list) else [value]
    return [text for text in listed if isinstance(text, str)]


def _text(said: Mapping[str, Yaml], key: str, place: str) -> str:
    value = said.get(key)
    if not isinstance(value, str):
        invalid(f"{place}: {key} is no text")
    return value


def _classes(said: Mapping[str, Yaml], place: str) -> Mapping[int, str]:
    names = said.get("names")
    if isinstance(names, list):
        names = {str(number): name for number, name in enumerate(names)}
    if not isinstance(names, dict):
        invalid(f"{place}: names is required: the classes by their numbers")
    classes: dict[int, str] = {}
    for number, name in names.items():
        if not re.fullmatch("[0-9]{1,9}", number) or not isinstance(name, str):
            invalid(f"{place}: names has {number!r}: {name!r}; give a number and a name")
        classes[int(number)] = name
    return classes


def _keypoints(said: Mapping[str, Yaml], place: str) -> KeypointForm | None:
    shape = said.get("kpt_shape")
    if shape is None:
        return None
    numbers = _texts(shape)
    if len(numbers) != 2 or not re.fullmatch("[0-9]{1,6} [23]", " ".join(numbers)):
        invalid(f"{place}: kpt_shape is {shape!r}; give [count, 2] or [count, 3]")
    names = said.get("kpt_names", {})
    by_class = names if isinstance(names, dict) else {}
    listed = {int(number): _texts(each) for number, each in by_class.items() if number.isdigit()}
    return KeypointForm(int(numbers[0]), int(numbers[1]), listed)

"""The `data.yaml` of a YOLO dataset, and the files of its splits."""

from __future__ import annotations

import json
import re
from collections.abc import Callable, Hashable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any, Final, NamedTuple, TypeAlias, cast

from fastlabel.errors import MissingFileError, invalid, missing_extra

if TYPE_CHECKING:
    from yaml import MappingNode

Yaml: TypeAlias = "str | list[Yaml] | dict[str, Yaml]"
"""Content of a YAML file. Scalars stay text: a class may be called `no`."""

_SPLITS: Final = ("train", "val", "test")
_OTHER_KEYS: Final = frozenset(
    {"path", "nc", "names", "kpt_shape", "kpt_names", "flip_idx", "download"}
)
_SUFFIXES: Final = frozenset(
    {".bmp", ".dng", ".heic", ".jpeg", ".jpg", ".mpo", ".png", ".tif", ".tiff", ".webp"}
)


def quoted(text: str) -> str:
    """Text as a YAML scalar in double quotes, with unprintable characters escaped."""
    return "".join(
        letter if letter.isprintable() else f"\\U{ord(letter):08x}"
        for letter in json.dumps(text, ensure_ascii=False)
    )


def parse_yaml(text: str, location: str) -> dict[str, Yaml]:
    """The mapping in a YAML text."""
    try:
        import yaml  # noqa: PLC0415  # optional
    except ImportError:
        raise missing_extra("data.yaml files", "pyyaml") from None

    class Loader(yaml.BaseLoader):
        """Builds only text, lists and mappings, whatever the tags."""

        def construct_mapping(self, node: MappingNode, deep: bool = False) -> dict[Hashable, Any]:
            _check_keys(node, location)
            return super().construct_mapping(node, deep)

    try:
        content = cast("Yaml | None", yaml.load(text.removeprefix("\ufeff"), Loader))  # noqa: S506
    except yaml.MarkedYAMLError as error:
        line = f" line {error.problem_mark.line + 1}" if error.problem_mark else ""
        invalid(f"{location}{line}: {error.problem}")
    except yaml.YAMLError as error:
        invalid(f"{location}: {error}")
    except RecursionError:
        invalid(f"{location}: nested too deeply")
    if not content:
        return {}
    if not isinstance(content, dict):
        invalid(f"{location}: expected keys with values, got {type(content).__name__}")
    return content


def _check_keys(node: MappingNode, location: str) -> None:
    keys: set[object] = set()
    for key, _ in node.value:
        line = key.start_mark.line + 1
        if not isinstance(key.value, str):
            invalid(f"{location} line {line}: a key is a list or mapping")
        if key.value in keys:
            invalid(f"{location} line {line}: the key {key.value!r} is repeated")
        keys.add(key.value)


class KeypointLayout(NamedTuple):
    """Keypoints in a label line, after the box."""

    keypoints: int
    dimensions: int
    """Numbers of each keypoint: 2 or 3."""
    names: Mapping[int, Sequence[str]]
    """Class index → names of its keypoints; may lack classes."""


class LabelFile(NamedTuple):
    """An image of a split, with its label file."""

    image: Path | None
    image_name: str | None
    """Below the folder of the split."""
    label: Path | None
    label_name: str
    location: str


@dataclass(frozen=True, slots=True)
class YoloDataset:
    """Content of a `data.yaml`."""

    location: str
    root: Path
    classes: Mapping[int, str]
    splits: Mapping[str, Sequence[str]]
    """Split → folders of images, or lists of images, as written there."""
    keypoints: KeypointLayout | None

    @classmethod
    def read(cls, source: Path) -> YoloDataset:
        """Read a `data.yaml`, or that of a folder."""
        path = source / "data.yaml" if source.is_dir() else source
        if not path.is_file():
            raise MissingFileError(f"there is no file {path}; give the data.yaml of a dataset")
        name = path.name
        content = parse_yaml(read_text(path, name), name)
        # Ultralytics tries further folders for a relative path, which finds it by chance only.
        root = path.parent / _text(content, "path", name) if content.get("path") else path.parent
        splits = {key: _texts(value) for key, value in content.items() if _is_split(key, value)}
        if not splits:
            invalid(f"{name}: train, val or test is required: the folder of its images")
        return cls(name, root, _classes(content, name), splits, _keypoints(content, name))

    def files(self, split: str | None, media_dir: Path | None) -> Iterator[LabelFile]:
        """Files of a split, or of all splits, sorted by name; each once."""
        if split is not None and split not in self.splits:
            invalid(f"expected one of {', '.join(self.splits)}, got {split!r}", "split")
        done: set[Path] = set()
        for name in self.splits if split is None else (split,):
            for folder in self.splits[name]:
                if "\0" in f"{self.root}{folder}":
                    invalid(f"{self.location}: {name}: {folder!r} has a zero byte")
                path = (self.root / folder).resolve()
                if path not in done:
                    done.add(path)
                    yield from self._files(path, folder, media_dir)

    def _files(self, path: Path, folder: str, media_dir: Path | None) -> Iterator[LabelFile]:
        if path.suffix == ".txt" and path.is_file():
            yield from _listed(path, media_dir)
            return
        label_folder = _label_path(path)
        if not path.is_dir() and not label_folder.is_dir():
            raise MissingFileError(f"{self.location}: there is no folder {folder} in {self.root}")
        image_folder = media_dir or path
        images = _files_below(image_folder, lambda suffix: suffix.lower() in _SUFFIXES)
        labels = _files_below(label_folder, lambda suffix: suffix == ".txt")
        # A folder of media may have images of other splits.
        for stem in sorted(labels if media_dir else {*images, *labels}):
            image, label = images.get(stem), labels.get(stem)
            name = image.relative_to(image_folder).as_posix() if image else None
            yield LabelFile(image, name, label, f"{stem}.txt", str(label or image))


def read_text(path: Path, location: str) -> str:
    """Text of a UTF-8 file."""
    try:
        return path.read_bytes().decode("utf-8-sig").replace("\r\n", "\n")
    except UnicodeDecodeError as error:
        invalid(f"{location}: not UTF-8 at byte {error.start}")


def _files_below(folder: Path, has_suffix: Callable[[str], bool]) -> dict[str, Path]:
    """Files by their path below the folder without suffix."""
    return {
        path.relative_to(folder).with_suffix("").as_posix(): path
        for path in sorted(folder.rglob("*"))
        if not path.name.startswith(".") and has_suffix(path.suffix) and path.is_file()
    }


def _label_path(path: Path) -> Path:
    """The path with its last folder named `images` renamed to `labels`, as Ultralytics does."""
    parts = list(path.parts)
    index = next((at for at in reversed(range(len(parts))) if parts[at] == "images"), None)
    if index is not None:
        parts[index] = "labels"
    return Path(*parts)


def _listed(path: Path, media_dir: Path | None) -> Iterator[LabelFile]:
    """Images that a file lists, one path per line, relative to the folder of the file."""
    for line in read_text(path, path.name).split("\n"):
        if line.strip():
            image = (path.parent / line.strip()).resolve()
            label = _label_path(image).with_suffix(".txt")
            _, _, name = image.as_posix().rpartition("/images/")
            image = media_dir / name if media_dir else image
            yield LabelFile(
                image if image.is_file() else None,
                name,
                label if label.is_file() else None,
                Path(name).with_suffix(".txt").as_posix(),
                str(label),
            )


def _is_split(name: str, value: Yaml) -> bool:
    """Splits that Ultralytics has, and other keys with images, such as `calibration`."""
    if name in _SPLITS:
        return bool(value)
    return name not in _OTHER_KEYS and isinstance(value, str) and "images" in Path(value).parts


def _texts(value: Yaml) -> list[str]:
    items = value if isinstance(value, list) else [value]
    return [text for text in items if isinstance(text, str)]


def _text(content: Mapping[str, Yaml], key: str, location: str) -> str:
    value = content.get(key)
    if not isinstance(value, str):
        invalid(f"{location}: {key} is not text")
    return value


def _classes(content: Mapping[str, Yaml], location: str) -> Mapping[int, str]:
    names = content.get("names")
    if isinstance(names, list):
        names = {str(number): name for number, name in enumerate(names)}
    if not isinstance(names, dict):
        invalid(f"{location}: names is required: the classes by their numbers")
    classes: dict[int, str] = {}
    for number, name in names.items():
        if not re.fullmatch("[0-9]{1,9}", number) or not isinstance(name, str):
            invalid(f"{location}: names: expected a number and a name, got {number!r}: {name!r}")
        classes[int(number)] = name
    return classes


def _keypoints(content: Mapping[str, Yaml], location: str) -> KeypointLayout | None:
    shape = content.get("kpt_shape")
    if shape is None:
        return None
    numbers = _texts(shape)
    if len(numbers) != 2 or not re.fullmatch("[0-9]{1,6} [23]", " ".join(numbers)):
        invalid(f"{location}: kpt_shape: expected [count, 2] or [count, 3], got {shape!r}")
    names = content.get("kpt_names", {})
    by_class = names if isinstance(names, dict) else {}
    listed = {int(key): _texts(value) for key, value in by_class.items() if key.isdigit()}
    return KeypointLayout(int(numbers[0]), int(numbers[1]), listed)

"""The `data.yaml` of a YOLO dataset."""

from __future__ import annotations

import json
from collections.abc import Hashable
from typing import TYPE_CHECKING, Any, TypeAlias, cast

from fastlabel.checks import refuse
from fastlabel.errors import MissingExtraError

if TYPE_CHECKING:
    from yaml import MappingNode

__all__ = ["Yaml", "parse_yaml", "quoted"]

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
        message = "PyYAML is needed to read a data.yaml: pip install 'fastlabel[yolo]'"
        raise MissingExtraError(message) from None

    class Loader(yaml.BaseLoader):
        """Makes nothing but text, lists and mappings, whatever tags say."""

        def construct_mapping(self, node: MappingNode, deep: bool = False) -> dict[Hashable, Any]:
            _check_keys(node, place)
            return super().construct_mapping(node, deep)

    try:
        found = cast("Yaml | None", yaml.load(text.removeprefix("\ufeff"), Loader))  # noqa: S506
    except yaml.MarkedYAMLError as error:
        at = f" line {error.problem_mark.line + 1}" if error.problem_mark else ""
        refuse(f"{place}{at}: {error.problem}")
    except yaml.YAMLError as error:
        refuse(f"{place}: {error}")
    except RecursionError:
        refuse(f"{place}: is nested too deeply")
    if not found:
        return {}
    if not isinstance(found, dict):
        refuse(f"{place}: {type(found).__name__} where keys with values are due")
    return found


def _check_keys(node: MappingNode, place: str) -> None:
    seen: set[object] = set()
    for key, _ in node.value:
        line = key.start_mark.line + 1
        if not isinstance(key.value, str):
            refuse(f"{place} line {line}: has a list or mapping as a key")
        if key.value in seen:
            refuse(f"{place} line {line}: has the key {key.value!r} again")
        seen.add(key.value)

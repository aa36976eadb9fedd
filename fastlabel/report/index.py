"""Index of the page: what its filters and its list need to know of all tasks."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Mapping
from itertools import chain, pairwise
from typing import Final

from pydantic import JsonValue

from fastlabel._geometry.rings import normalized_corners
from fastlabel._protocol.kinds import KINDS, kind_of
from fastlabel._quality.problems import PROBLEM_KINDS, TaskProblem
from fastlabel.html.escape import visible
from fastlabel.html.summary import attribute_name, class_text, plural, value_text
from fastlabel.models import Attribute, BBox, Polygon, Segmentation, UnknownAnnotation, VideoBBox
from fastlabel.models.tasks import AnyAnnotation, AnyTask, annotations_of

_MAX_VALUE: Final = 80  # characters
_MAX_TEXT: Final = 200  # characters
_NO_STATUS: Final = "no status"
_SIDES: Final = (8, 16, 32, 64, 128, 256, 512, 1024)
"""Limits between sizes, in pixels."""

SIZE_NAMES: Final = (
    f"under {_SIDES[0]} px",
    *(f"{low}–{high} px" for low, high in pairwise(_SIDES)),
    f"{_SIDES[-1]} px and more",
)
"""Names of sizes: √area in pixels."""


class FacetValues:
    """Numbers the values of a facet in order of appearance."""

    def __init__(self, known: Iterable[str] = ()) -> None:
        self._numbers: dict[str, int] = {name: number for number, name in enumerate(known)}

    def number(self, value: str) -> int:
        """Number of a value, from 0."""
        return self._numbers.setdefault(value, len(self._numbers))

    def flatten(self, counts: Mapping[str, int]) -> list[int]:
        """Numbers of values and their counts, alternating."""
        return [*chain.from_iterable((self.number(value), n) for value, n in counts.items())]

    @property
    def names(self) -> list[str]:
        """All values, by their numbers."""
        return list(self._numbers)


class ReportIndex:
    """Collects the index, one task after another. Only this grows with the number of tasks."""

    def __init__(self) -> None:
        self._facets: dict[str, tuple[str, FacetValues]] = {
            "class": ("annotations", FacetValues()),
            "problem": ("tasks", FacetValues(PROBLEM_KINDS)),
            "status": ("tasks", FacetValues()),
            "tag": ("tasks", FacetValues()),
            "attribute": ("occurrences", FacetValues()),
            "size": ("annotations", FacetValues(SIZE_NAMES)),
            "kind": ("tasks", FacetValues(kind.label for kind in KINDS.values())),
        }
        self._counts: dict[str, list[JsonValue]] = {name: [] for name in self._facets}
        self._names: list[JsonValue] = []
        self._thumbnails: list[JsonValue] = []
        self._captions: list[JsonValue] = []
        self._problems: Counter[str] = Counter()

    def add(self, task: AnyTask, problems: Iterable[TaskProblem], thumbnail: str) -> None:
        """Add a task with its problems and the URL of its thumbnail, empty if it has none."""
        kind, annotations = kind_of(task), annotations_of(task)
        counts: dict[str, Counter[str]] = {
            "class": Counter(visible(class_text(one), _MAX_VALUE) for one in annotations),
            "problem": Counter({problem.kind for problem in problems}),
            "status": Counter([visible(task.status or _NO_STATUS)]),
            "tag": Counter({visible(tag) for tag in task.tags}),
            "attribute": Counter(map(_attribute_value, _attributes(task))),
            "size": Counter(size for one in annotations if (size := _size_name(one))),
            "kind": Counter([kind.label]),
        }
        for name, (_, values) in self._facets.items():
            self._counts[name].append([*values.flatten(counts[name])])
        self._problems.update(counts["problem"])
        self._names.append(visible(task.name, _MAX_TEXT))
        self._thumbnails.append(thumbnail)
        self._captions.append(plural(len(getattr(task, kind.marks)), kind.marks.removesuffix("s")))

    @property
    def task_count(self) -> int:
        """Number of tasks."""
        return len(self._names)

    def problem_count(self, kind: str) -> int:
        """Number of tasks that have a problem of this kind."""
        return self._problems[kind]

    def as_json(self) -> dict[str, JsonValue]:
        """The index."""
        return {
            "names": self._names,
            "thumbnails": self._thumbnails,
            "captions": self._captions,
            "facets": [
                {
                    "name": name,
                    "unit": unit,
                    "values": [*values.names],
                    "counts": self._counts[name],
                }
                for name, (unit, values) in self._facets.items()
            ],
        }


def _attributes(task: AnyTask) -> Iterable[Attribute]:
    """Attributes with a value, of the task and of its annotations."""
    attributes: list[Attribute] = [*getattr(task, "attributes", ())]
    for annotation in annotations_of(task):
        if not isinstance(annotation, UnknownAnnotation):
            attributes += annotation.attributes
    return (attribute for attribute in attributes if attribute.value not in (None, [], ""))


def _attribute_value(attribute: Attribute) -> str:
    return visible(f"{attribute_name(attribute)}: {value_text(attribute)}", _MAX_VALUE)


def _size_name(annotation: AnyAnnotation) -> str | None:
    """Size of an annotation with an area; of a track that of its largest box."""
    match annotation:
        case BBox() | Polygon() | Segmentation():
            area = annotation.area
        case VideoBBox(points=points) if points:
            boxes = (normalized_corners(point.value) for point in points.values())
            area = max((right - left) * (bottom - top) for left, top, right, bottom in boxes)
        case _:
            return None
    return SIZE_NAMES[sum(area >= side * side for side in _SIDES)]

"""Names that several specs have."""

from __future__ import annotations

import unicodedata
from collections.abc import Iterator
from pathlib import Path
from typing import cast

from fastlabel.datasets.finding import Finding
from fastlabel.models import NewMultiImageTask
from fastlabel.models.new_task import NewFileTask
from fastlabel.requests import NewTaskOfAnyKind

__all__ = ["SeenNames", "name_of"]


def name_of(spec: NewTaskOfAnyKind) -> str:
    """The name that its task will have; empty if it has none."""
    if spec.name is not None:
        return spec.name
    if isinstance(spec, NewMultiImageTask):
        return Path(spec.folder_path).resolve().name if spec.folder_path is not None else ""
    path = cast("NewFileTask", spec).file_path
    return Path(path).name if path is not None else ""


class SeenNames:
    """The names so far, by project. Memory grows with them: a few hundred bytes for each."""

    def __init__(self) -> None:
        self._exact: dict[str, dict[str, int]] = {}
        # Only those that differ from what they fold to: most names are small letters already.
        self._folded: dict[str, dict[str, int]] = {}

    def check(self, index: int, project: str, name: str) -> Iterator[Finding]:
        """Find a name that an earlier spec has, or has but for capitals or composed accents.

        Names are unique in a project, and files downloaded by name collide where a file system
        folds them.
        """
        exact = self._exact.setdefault(project, {})
        folded = self._folded.setdefault(project, {})
        if name in exact:
            text = f"{name!r} is also that of specs[{exact[name]}]; names are unique in a project"
            yield Finding("name", text)
            return
        fold = unicodedata.normalize("NFC", unicodedata.normalize("NFC", name).casefold())
        near = folded.get(fold, exact.get(fold))
        exact[name] = index
        if fold != name:
            folded.setdefault(fold, index)
        if near is not None:
            text = f"{name!r} differs from that of specs[{near}] in capitals or accents only"
            yield Finding("name", text, "warning")

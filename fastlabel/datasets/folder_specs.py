"""Which files of a folder make which specs."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from os.path import lexists
from pathlib import Path, PurePosixPath

from fastlabel.checks import refuse
from fastlabel.datasets.folder_walk import Entry, entries_of, walked
from fastlabel.datasets.labels import Labels, labelled, names_said
from fastlabel.datasets.left_out import LeftOut, suffix_of
from fastlabel.datasets.spec_kinds import SpecKind, extensions_of
from fastlabel.models import Attribute
from fastlabel.models.new_task import NewTask

__all__ = ["FolderSpecs"]


@dataclass(frozen=True, slots=True)
class FolderSpecs:
    """The specs of one folder."""

    root: Path
    kind: SpecKind
    model: type[NewTask]
    recursive: bool
    fields: Mapping[str, object]
    """What all specs have."""
    attribute: str | None
    labels: Labels[object] | None
    left_out: LeftOut

    def all(self) -> Iterator[NewTask]:
        """The specs, in the order of their names; each file is looked for when it is due."""
        yield from self._of_folders() if self.kind == "multi_image" else self._of_files()
        self.left_out.tell()

    def check_labels(self) -> None:
        """Refuse labels of names that no spec will have: they would be lost in silence."""
        missing = [name for name in names_said(self.labels) if not self._is_name(name)]
        if missing:
            more = f", and of {len(missing) - 1} more" if len(missing) > 1 else ""
            refuse(f"{self._field}[{missing[0]!r}]: is of no task of this folder{more}")

    @property
    def _field(self) -> str:
        return "attributes" if self.kind == "image_classification" else "annotations"

    def _of_files(self) -> Iterator[NewTask]:
        for entry in walked(self.root) if self.recursive else entries_of(self.root):
            if not (self.recursive and entry.is_folder) and self._is_supported(entry):
                fields = {**self.fields, "name": entry.name, "file_path": entry.path}
                if self.attribute is not None:
                    fields["attributes"] = [self._class_of(entry)]
                yield labelled(self.model, fields, entry.name, self._field, self.labels)

    def _of_folders(self) -> Iterator[NewTask]:
        for folder in self._folders():
            files = {
                entry.path.name: entry.path
                for entry in entries_of(folder.path, f"{folder.name}/")
                if not (self.recursive and entry.is_folder) and self._is_supported(entry)
            }
            if files:
                fields = {**self.fields, "name": folder.name, "files": files}
                yield labelled(self.model, fields, folder.name, self._field, self.labels)
            elif not self.recursive:
                self.left_out.add(folder.path, folder.name, "folder without images", "no images")

    def _folders(self) -> Iterator[Entry]:
        walk = walked(self.root) if self.recursive else entries_of(self.root)
        for entry in walk:
            if entry.is_folder:
                yield entry
            elif "/" not in entry.name:
                what = suffix_of(entry.path)
                self.left_out.add(entry.path, entry.name, what, "a task is a subfolder of images")

    def _is_supported(self, entry: Entry) -> bool:
        """Whether it makes a task, or a part of one; it is left out if not."""
        if entry.is_folder:
            self.left_out.add(entry.path, entry.name, "folder", "recursive=True would enter it")
            return False
        extensions = extensions_of(self.kind)
        if entry.name.lower().endswith(extensions):
            return True
        way_out = f"supported extensions are {', '.join(ext[1:] for ext in extensions)}"
        self.left_out.add(entry.path, entry.name, suffix_of(entry.path), way_out)
        return False

    def _class_of(self, entry: Entry) -> Attribute:
        folder, _, rest = entry.name.partition("/")
        if not rest:
            refuse(
                f"folder: {entry.name!r} is in no subfolder, whose name would be its "
                f"{self.attribute!r}; move it into one, or leave out attribute"
            )
        return Attribute(key=self.attribute or "", value=folder)

    def _is_name(self, name: str) -> bool:
        parts = PurePosixPath(name).parts
        is_plain = "/".join(parts) == name and not any(
            part.startswith((".", "/")) for part in parts
        )
        if not is_plain or "\0" in name or (len(parts) > 1 and not self.recursive):
            return False
        path = self.root / name
        if self.kind == "multi_image":
            return path.is_dir()
        is_file = lexists(path) and not path.is_dir()
        return is_file and name.lower().endswith(extensions_of(self.kind))

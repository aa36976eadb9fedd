"""The layout of the package: its sizes, and that a kind of task stands in few files."""

from __future__ import annotations

from typing import Final

from fastlabel._protocol.kinds import KINDS
from scripts.layout_report import figures, files_naming_a_kind

OWN_FILES: Final = {
    "fastlabel/_client/_async/client.py",
    "fastlabel/_protocol/kinds.py",
    "fastlabel/models/__init__.py",
    "fastlabel/models/tasks/unions.py",
    *(f"fastlabel/models/tasks/{name}.py" for name in KINDS),
    *(f"fastlabel/_client/_async/resources/{name}.py" for name in KINDS),
}
"""Where a kind is described: the files of the recipe in CONTRIBUTING.md."""

EXCEPTIONS: Final = {
    "fastlabel/client.py": "the methods of SDK 0.7.0 are named after four kinds",
    "fastlabel/datasets/from_annotations.py": "an overload for each kind types what it returns",
    "fastlabel/datasets/from_coco.py": "an overload for each kind types what it returns",
    "fastlabel/datasets/from_folder.py": "an overload for each kind types what it returns",
    "fastlabel/demo/steps.py": "the demo shows one of each",
    "fastlabel/sandbox/server.py": "an overload for each kind types what it returns",
    "fastlabel/schema/examples.py": "each kind's schema has an example of its own",
    "fastlabel/training/classification.py": "trains on classifications only",
    "fastlabel/training/detection.py": "an overload for each kind types its entries",
}


def test_a_kind_is_named_in_its_own_files_only() -> None:
    named = files_naming_a_kind()
    unexpected = {
        path: sorted(names)
        for path, names in named.items()
        if path not in OWN_FILES and path not in EXCEPTIONS
    }
    assert not unexpected, "read the registry instead: fastlabel._protocol.kinds"
    assert not EXCEPTIONS.keys() - named.keys(), "exceptions that are not needed any more"


def test_the_package_keeps_its_floor_plan() -> None:
    found = figures()
    assert found["entries directly in fastlabel/"] <= 30
    assert found["modules directly in converters/"] <= 3
    assert found["lines of the layer contract"] <= 16

"""Specs of tasks from folders and files, and a check of them before anything is sent.

```python
specs = list(fastlabel.datasets.from_folder("photos", project="cats"))
for problem in fastlabel.datasets.check(specs):
    print(problem)
```
"""

from __future__ import annotations

from fastlabel._protocol.kinds import KindName
from fastlabel._quality.problem import Problem, Severity
from fastlabel.datasets.check import check, iter_problems
from fastlabel.datasets.check_geometry import check_geometry
from fastlabel.datasets.from_annotations import from_annotations
from fastlabel.datasets.from_coco import from_coco
from fastlabel.datasets.from_folder import from_folder
from fastlabel.datasets.labels import Labels
from fastlabel.datasets.skipped_files import LeftOutWarning, OnUnsupported

__all__ = [
    "KindName",
    "Labels",
    "LeftOutWarning",
    "OnUnsupported",
    "Problem",
    "Severity",
    "check",
    "check_geometry",
    "from_annotations",
    "from_coco",
    "from_folder",
    "iter_problems",
]

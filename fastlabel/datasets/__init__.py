"""Specs of tasks from folders and files, and a check of them before anything is sent.

```python
specs = list(fastlabel.datasets.from_folder("photos", project="cats"))
for problem in fastlabel.datasets.check(specs):
    print(problem)
```
"""

from __future__ import annotations

from fastlabel.datasets.annotated import from_annotations
from fastlabel.datasets.checking import check, iter_problems
from fastlabel.datasets.coco import from_coco
from fastlabel.datasets.folder import from_folder
from fastlabel.datasets.labels import Labels
from fastlabel.datasets.left_out import LeftOutWarning, OnUnsupported
from fastlabel.datasets.problem import Problem, Severity
from fastlabel.datasets.spec_kinds import SpecKind

__all__ = [
    "Labels",
    "LeftOutWarning",
    "OnUnsupported",
    "Problem",
    "Severity",
    "SpecKind",
    "check",
    "from_annotations",
    "from_coco",
    "from_folder",
    "iter_problems",
]

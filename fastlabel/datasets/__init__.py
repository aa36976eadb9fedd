"""New tasks from folders and files, and their validation before anything is sent.

```python
new_tasks = list(fastlabel.datasets.from_folder("photos", project="cats"))
for problem in fastlabel.datasets.check(new_tasks):
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
from fastlabel.datasets.new_tasks import Labels
from fastlabel.datasets.skipped_files import OnUnsupported, SkippedFilesWarning

__all__ = [
    "KindName",
    "Labels",
    "OnUnsupported",
    "Problem",
    "Severity",
    "SkippedFilesWarning",
    "check",
    "check_geometry",
    "from_annotations",
    "from_coco",
    "from_folder",
    "iter_problems",
]

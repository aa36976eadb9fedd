"""How much is in a COCO file."""

from __future__ import annotations

import json
from collections import Counter
from dataclasses import dataclass
from pathlib import Path
from typing import Self

__all__ = ["CocoCounts"]


@dataclass(frozen=True, slots=True)
class CocoCounts:
    """The lengths of a COCO file's lists."""

    images: int
    annotations: int
    by_category: dict[str, int]
    """The name of each category → how many annotations have it, in the file's order."""

    @classmethod
    def read(cls, path: Path) -> Self:
        """Count what is in a file."""
        coco = json.loads(path.read_bytes())
        used = Counter(annotation["category_id"] for annotation in coco["annotations"])
        by_category = {category["name"]: used[category["id"]] for category in coco["categories"]}
        return cls(len(coco["images"]), len(coco["annotations"]), by_category)

    def summary(self) -> str:
        """One line."""
        return (
            f"{self.images} images, {len(self.by_category)} categories,"
            f" {self.annotations} annotations"
        )

"""A pulled folder as a data set for training code.

`TrainingImages`, `MaskedImages` and `ClassifiedImages` are map data sets, such as PyTorch's
`DataLoader` takes; they need numpy and Pillow, not PyTorch. `to_hf_dataset` makes a data set of
Hugging Face's `datasets` of them. Transforms are yours.
"""

from __future__ import annotations

from fastlabel.training.classification import ClassifiedImages
from fastlabel.training.detection import (
    MaskedImages,
    MaskedTarget,
    Target,
    TrainingEntry,
    TrainingImages,
)
from fastlabel.training.hugging_face import to_hf_dataset
from fastlabel.training.shapes import TrainingShape

__all__ = [
    "ClassifiedImages",
    "MaskedImages",
    "MaskedTarget",
    "Target",
    "TrainingEntry",
    "TrainingImages",
    "TrainingShape",
    "to_hf_dataset",
]

"""Datasets for training code from a folder that `pull` or `download` filled.

`DetectionDataset`, `SegmentationDataset` and `ClassificationDataset` are map-style datasets, as
PyTorch's `DataLoader` takes; they need numpy and Pillow, not PyTorch. `to_hf_dataset` converts them
to a Hugging Face `Dataset`.
"""

from __future__ import annotations

from fastlabel.training.classification import ClassificationDataset
from fastlabel.training.detection import (
    DetectionDataset,
    MaskedTarget,
    SegmentationDataset,
    Target,
    TrainingEntry,
)
from fastlabel.training.hugging_face import to_hf_dataset
from fastlabel.training.shapes import TrainingShape

__all__ = [
    "ClassificationDataset",
    "DetectionDataset",
    "MaskedTarget",
    "SegmentationDataset",
    "Target",
    "TrainingEntry",
    "TrainingShape",
    "to_hf_dataset",
]

"""Tasks → other formats, and back. Pure: nothing here talks to the API."""

from fastlabel.converters.annotated import AnnotatedImage, AnnotatedVideo
from fastlabel.converters.coco import to_coco, write_coco
from fastlabel.converters.coco_reading import read_coco
from fastlabel.converters.coco_types import (
    CocoAnnotation,
    CocoCategory,
    CocoDataset,
    CocoImage,
    CocoInfo,
    CocoLicense,
    CocoRle,
    CocoVideo,
    HoleStyle,
)
from fastlabel.converters.loss import ConversionWarning, Loss, LossReport, OnLoss
from fastlabel.converters.plain_task import AnyTask, TaskLike

__all__ = [
    "AnnotatedImage",
    "AnnotatedVideo",
    "AnyTask",
    "CocoAnnotation",
    "CocoCategory",
    "CocoDataset",
    "CocoImage",
    "CocoInfo",
    "CocoLicense",
    "CocoRle",
    "CocoVideo",
    "ConversionWarning",
    "HoleStyle",
    "Loss",
    "LossReport",
    "OnLoss",
    "TaskLike",
    "read_coco",
    "to_coco",
    "write_coco",
]

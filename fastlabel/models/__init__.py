"""The domain: tasks, their annotations and attributes."""

from fastlabel._types import TaskStatus
from fastlabel.models.annotations import ImageAnnotation, MultiImageAnnotation, VideoAnnotation
from fastlabel.models.annotations.attribute import Attribute
from fastlabel.models.annotations.base import UnknownAnnotation
from fastlabel.models.annotations.bbox import BBox
from fastlabel.models.annotations.frames import FramePoint, frame_at, seconds_of
from fastlabel.models.annotations.keypoint import Keypoint
from fastlabel.models.annotations.line import Line
from fastlabel.models.annotations.polygon import Polygon
from fastlabel.models.annotations.segmentation import Region, Segmentation
from fastlabel.models.annotations.video_bbox import VideoBBox
from fastlabel.models.tasks.base import TaskId
from fastlabel.models.tasks.image import ImageTask, NewImageTask
from fastlabel.models.tasks.image_classification import (
    ImageClassificationTask,
    NewImageClassificationTask,
)
from fastlabel.models.tasks.multi_image import Content, MultiImageTask, NewMultiImageTask
from fastlabel.models.tasks.video import NewVideoTask, VideoTask

__all__ = [
    "Attribute",
    "BBox",
    "Content",
    "FramePoint",
    "ImageAnnotation",
    "ImageClassificationTask",
    "ImageTask",
    "Keypoint",
    "Line",
    "MultiImageAnnotation",
    "MultiImageTask",
    "NewImageClassificationTask",
    "NewImageTask",
    "NewMultiImageTask",
    "NewVideoTask",
    "Polygon",
    "Region",
    "Segmentation",
    "TaskId",
    "TaskStatus",
    "UnknownAnnotation",
    "VideoAnnotation",
    "VideoBBox",
    "VideoTask",
    "frame_at",
    "seconds_of",
]

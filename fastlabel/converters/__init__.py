"""Converters of tasks to other formats, and back. Nothing here talks to the API."""

from fastlabel.converters._shared.image_files import MediaSource
from fastlabel.converters._shared.options import PixelOrigin
from fastlabel.converters._shared.splits import SplitNames
from fastlabel.converters._shared.video_frames import FrameChoice, FrameFormat, VideoFrames
from fastlabel.converters.annotated import AnnotatedImage, AnnotatedVideo
from fastlabel.converters.coco.categories import GivenCategories
from fastlabel.converters.coco.keypoints import CategoryKeypoints
from fastlabel.converters.coco.read import read_coco
from fastlabel.converters.coco.types import (
    CocoAnnotation,
    CocoCategory,
    CocoDataset,
    CocoImage,
    CocoInfo,
    CocoLicense,
    CocoRle,
    CocoTrack,
    CocoVideo,
    HoleStyle,
)
from fastlabel.converters.coco.write import to_coco, write_coco
from fastlabel.converters.cvat.read import read_cvat
from fastlabel.converters.cvat.write import write_cvat
from fastlabel.converters.labelme.read import read_labelme
from fastlabel.converters.labelme.write import write_labelme
from fastlabel.converters.losses import ConversionWarning, Loss, LossReport, OnLoss
from fastlabel.converters.masks.read import read_masks
from fastlabel.converters.masks.write import MaskStyle, Unlabelled, write_masks
from fastlabel.converters.mot.read import read_mot
from fastlabel.converters.mot.write import write_mot
from fastlabel.converters.voc.read import read_voc
from fastlabel.converters.voc.write import VocCorners, write_voc
from fastlabel.converters.yolo.lines import YoloStyle
from fastlabel.converters.yolo.read import read_yolo
from fastlabel.converters.yolo.write import write_yolo
from fastlabel.models.tasks import AnyTask, TaskLike

__all__ = [
    "AnnotatedImage",
    "AnnotatedVideo",
    "AnyTask",
    "CategoryKeypoints",
    "CocoAnnotation",
    "CocoCategory",
    "CocoDataset",
    "CocoImage",
    "CocoInfo",
    "CocoLicense",
    "CocoRle",
    "CocoTrack",
    "CocoVideo",
    "ConversionWarning",
    "FrameChoice",
    "FrameFormat",
    "GivenCategories",
    "HoleStyle",
    "Loss",
    "LossReport",
    "MaskStyle",
    "MediaSource",
    "OnLoss",
    "PixelOrigin",
    "SplitNames",
    "TaskLike",
    "Unlabelled",
    "VideoFrames",
    "VocCorners",
    "YoloStyle",
    "read_coco",
    "read_cvat",
    "read_labelme",
    "read_masks",
    "read_mot",
    "read_voc",
    "read_yolo",
    "to_coco",
    "write_coco",
    "write_cvat",
    "write_labelme",
    "write_masks",
    "write_mot",
    "write_voc",
    "write_yolo",
]

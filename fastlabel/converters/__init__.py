"""Tasks → other formats, and back. Nothing here talks to the API."""

from fastlabel.converters.annotated import AnnotatedImage, AnnotatedVideo
from fastlabel.converters.coco import to_coco, write_coco
from fastlabel.converters.coco_categories import GivenCategories
from fastlabel.converters.coco_poses import CategoryKeypoints
from fastlabel.converters.coco_reading import read_coco
from fastlabel.converters.coco_types import (
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
from fastlabel.converters.cvat import tasks_to_cvat
from fastlabel.converters.cvat_reading import cvat_to_annotations
from fastlabel.converters.frame_files import FrameChoice, FrameFormat, VideoFrames
from fastlabel.converters.labelme import labelme_to_annotations, tasks_to_labelme
from fastlabel.converters.loss import ConversionWarning, Loss, LossReport, OnLoss
from fastlabel.converters.masks import MaskStyle, Unlabelled, tasks_to_masks
from fastlabel.converters.masks_reading import masks_to_annotations
from fastlabel.converters.mot import FirstPixel, tasks_to_mot
from fastlabel.converters.mot_reading import mot_to_annotations
from fastlabel.converters.picture_files import PictureFiles
from fastlabel.converters.plain_task import AnyTask, TaskLike
from fastlabel.converters.splits import SplitNames
from fastlabel.converters.voc import VocCorners, tasks_to_voc, voc_to_annotations
from fastlabel.converters.yolo import tasks_to_yolo, yolo_to_annotations
from fastlabel.converters.yolo_labels import YoloStyle

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
    "FirstPixel",
    "FrameChoice",
    "FrameFormat",
    "GivenCategories",
    "HoleStyle",
    "Loss",
    "LossReport",
    "MaskStyle",
    "OnLoss",
    "PictureFiles",
    "SplitNames",
    "TaskLike",
    "Unlabelled",
    "VideoFrames",
    "VocCorners",
    "YoloStyle",
    "cvat_to_annotations",
    "labelme_to_annotations",
    "masks_to_annotations",
    "mot_to_annotations",
    "read_coco",
    "tasks_to_cvat",
    "tasks_to_labelme",
    "tasks_to_masks",
    "tasks_to_mot",
    "tasks_to_voc",
    "tasks_to_yolo",
    "to_coco",
    "voc_to_annotations",
    "write_coco",
    "yolo_to_annotations",
]

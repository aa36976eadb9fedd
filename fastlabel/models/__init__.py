"""Tasks, annotations and attributes."""

from fastlabel._facade import attach as _attach

# The stub beside this file declares the same names to editors and type checkers.
_NAMES = {
    "_types": ("TaskStatus",),
    "models.annotations.shapes": ("ImageAnnotation", "MultiImageAnnotation"),
    "models.annotations.tracks": ("VideoAnnotation",),
    "models.annotations.attribute": ("Attribute",),
    "models.annotations.base": ("UnknownAnnotation",),
    "models.annotations.bbox": ("BBox",),
    "models.annotations.frames": ("FramePoint", "frame_at", "seconds_of"),
    "models.annotations.keypoint": ("Keypoint",),
    "models.annotations.line": ("Line",),
    "models.annotations.polygon": ("Polygon",),
    "models.annotations.segmentation": ("Region", "Segmentation"),
    "models.annotations.video_bbox": ("VideoBBox",),
    "models.tasks.base": ("Content", "TaskId"),
    "models.tasks.image": ("ImageTask", "NewImageTask"),
    "models.tasks.image_classification": ("ImageClassificationTask", "NewImageClassificationTask"),
    "models.tasks.multi_image": ("MultiImageTask", "NewMultiImageTask"),
    "models.tasks.video": ("NewVideoTask", "VideoTask"),
}

__getattr__, __dir__, __all__ = _attach(__name__, _NAMES)

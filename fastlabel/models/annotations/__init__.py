"""Annotations by kind of task."""

from fastlabel._facade import attach

_NAMES = {
    "models.annotations.shapes": (
        "ImageAnnotation",
        "MultiImageAnnotation",
        "NewImageAnnotation",
        "NewMultiImageAnnotation",
        "ShapeAnnotation",
    ),
    "models.annotations.tracks": ("NewVideoAnnotation", "VideoAnnotation"),
}

__getattr__, __dir__, __all__ = attach(__name__, _NAMES)

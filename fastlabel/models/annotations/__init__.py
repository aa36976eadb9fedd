"""Annotations by kind of task."""

from fastlabel._facade import attach as _attach

_NAMES = {
    "models.annotations.shapes": (
        "ImageAnnotation",
        "MultiImageAnnotation",
        "NewImageAnnotation",
        "NewMultiImageAnnotation",
        "ShapeAnnotation",
        "area_rings",
    ),
    "models.annotations.tracks": ("NewVideoAnnotation", "VideoAnnotation"),
}

__getattr__, __dir__, __all__ = _attach(__name__, _NAMES)

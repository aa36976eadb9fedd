"""Tasks, one module per kind."""

from fastlabel._facade import attach as _attach

_NAMES = {
    "models.tasks.unions": (
        "AnyAnnotation",
        "AnyContentsTask",
        "AnyImageTask",
        "AnyNewTask",
        "AnyTask",
        "AnyVideoTask",
        "TaskLike",
        "annotations_of",
    )
}

__getattr__, __dir__, __all__ = _attach(__name__, _NAMES)

"""Tasks, one module per kind."""

from fastlabel._facade import attach

__getattr__, __dir__, __all__ = attach(
    __name__,
    {
        "models.tasks.unions": (
            "AnyAnnotation",
            "AnyNewTask",
            "AnyTask",
            "TaskLike",
            "annotations_of",
        )
    },
)

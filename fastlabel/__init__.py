"""A typed Python client of the FastLabel annotation API, and a sandbox to try it on.

>>> import fastlabel
>>> client = fastlabel.Client(access_token="...")
>>> client
Client(base_url='https://api.fastlabel.ai/v1/')
"""

from __future__ import annotations

from importlib import import_module

# As `typing` has it, whose import would be most of what this one costs.
TYPE_CHECKING = False

if TYPE_CHECKING:
    from fastlabel import errors, models, sandbox, schema
    from fastlabel._async.client import AsyncClient
    from fastlabel.batch_progress import BatchProgress
    from fastlabel.batches import CreateOutcome, CreateReport
    from fastlabel.converters.annotated import AnnotatedImage, AnnotatedVideo
    from fastlabel.converters.coco import to_coco, write_coco
    from fastlabel.converters.cvat import tasks_to_cvat
    from fastlabel.converters.cvat_reading import cvat_to_annotations
    from fastlabel.converters.loss import ConversionWarning, Loss, LossReport
    from fastlabel.converters.masks import tasks_to_masks
    from fastlabel.converters.masks_reading import masks_to_annotations
    from fastlabel.converters.mot import tasks_to_mot
    from fastlabel.converters.mot_reading import mot_to_annotations
    from fastlabel.drawing import draw
    from fastlabel.errors import (
        AmbiguousWriteError,
        AuthenticationError,
        ConflictError,
        FastLabelException,
        FastLabelInvalidException,
        InvalidResponseError,
        JournalError,
        MissingExtraError,
        MissingFileError,
        NotFoundError,
        RateLimitError,
        ServerError,
        TransportError,
    )
    from fastlabel.flat import Client
    from fastlabel.journal import JournalEntry, read_journal
    from fastlabel.pacing import RateLimit

__all__ = [
    "AmbiguousWriteError",
    "AnnotatedImage",
    "AnnotatedVideo",
    "AsyncClient",
    "AuthenticationError",
    "BatchProgress",
    "Client",
    "ConflictError",
    "ConversionWarning",
    "CreateOutcome",
    "CreateReport",
    "FastLabelException",
    "FastLabelInvalidException",
    "InvalidResponseError",
    "JournalEntry",
    "JournalError",
    "Loss",
    "LossReport",
    "MissingExtraError",
    "MissingFileError",
    "NotFoundError",
    "RateLimit",
    "RateLimitError",
    "ServerError",
    "TransportError",
    "cvat_to_annotations",
    "draw",
    "errors",
    "masks_to_annotations",
    "models",
    "mot_to_annotations",
    "read_journal",
    "sandbox",
    "schema",
    "tasks_to_cvat",
    "tasks_to_masks",
    "tasks_to_mot",
    "to_coco",
    "write_coco",
]

_ERRORS = "fastlabel.errors"
# Loaded when first used, so that `import fastlabel` costs next to nothing.
_HOMES = {
    "AnnotatedImage": "fastlabel.converters.annotated",
    "AnnotatedVideo": "fastlabel.converters.annotated",
    "AsyncClient": "fastlabel._async.client",
    "BatchProgress": "fastlabel.batch_progress",
    "Client": "fastlabel.flat",
    "ConversionWarning": "fastlabel.converters.loss",
    "CreateOutcome": "fastlabel.batches",
    "CreateReport": "fastlabel.batches",
    "JournalEntry": "fastlabel.journal",
    "Loss": "fastlabel.converters.loss",
    "LossReport": "fastlabel.converters.loss",
    "RateLimit": "fastlabel.pacing",
    "cvat_to_annotations": "fastlabel.converters.cvat_reading",
    "draw": "fastlabel.drawing",
    "masks_to_annotations": "fastlabel.converters.masks_reading",
    "mot_to_annotations": "fastlabel.converters.mot_reading",
    "read_journal": "fastlabel.journal",
    "tasks_to_cvat": "fastlabel.converters.cvat",
    "tasks_to_masks": "fastlabel.converters.masks",
    "tasks_to_mot": "fastlabel.converters.mot",
    "to_coco": "fastlabel.converters.coco",
    "write_coco": "fastlabel.converters.coco",
}
_MODULES = frozenset({"errors", "models", "sandbox", "schema"})


def __getattr__(name: str) -> object:
    if name not in __all__:
        raise AttributeError(f"module {__name__!r} has no attribute {name!r}")
    if name in _MODULES:
        return import_module(f"{__name__}.{name}")
    value = getattr(import_module(_HOMES.get(name, _ERRORS)), name)
    globals()[name] = value
    return value


def __dir__() -> list[str]:
    return sorted({*globals(), *__all__})

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
    from fastlabel import datasets, errors, models, sandbox, schema
    from fastlabel._async.client import AsyncClient
    from fastlabel.converters.annotated import AnnotatedImage, AnnotatedVideo
    from fastlabel.converters.coco import to_coco, write_coco
    from fastlabel.converters.coco_reading import read_coco
    from fastlabel.converters.loss import ConversionWarning
    from fastlabel.drawing import draw
    from fastlabel.errors import (
        AmbiguousWriteError,
        AuthenticationError,
        ConflictError,
        FastLabelException,
        FastLabelInvalidException,
        InvalidResponseError,
        MissingExtraError,
        MissingFileError,
        NotFoundError,
        RateLimitError,
        ServerError,
        TransportError,
    )
    from fastlabel.flat import Client
    from fastlabel.pacing import RateLimit

__all__ = [
    "AmbiguousWriteError",
    "AnnotatedImage",
    "AnnotatedVideo",
    "AsyncClient",
    "AuthenticationError",
    "Client",
    "ConflictError",
    "ConversionWarning",
    "FastLabelException",
    "FastLabelInvalidException",
    "InvalidResponseError",
    "MissingExtraError",
    "MissingFileError",
    "NotFoundError",
    "RateLimit",
    "RateLimitError",
    "ServerError",
    "TransportError",
    "datasets",
    "draw",
    "errors",
    "models",
    "read_coco",
    "sandbox",
    "schema",
    "to_coco",
    "write_coco",
]

_ERRORS = "fastlabel.errors"
# Loaded when first used, so that `import fastlabel` costs next to nothing.
_HOMES = {
    "AnnotatedImage": "fastlabel.converters.annotated",
    "AnnotatedVideo": "fastlabel.converters.annotated",
    "AsyncClient": "fastlabel._async.client",
    "Client": "fastlabel.flat",
    "ConversionWarning": "fastlabel.converters.loss",
    "RateLimit": "fastlabel.pacing",
    "draw": "fastlabel.drawing",
    "read_coco": "fastlabel.converters.coco_reading",
    "to_coco": "fastlabel.converters.coco",
    "write_coco": "fastlabel.converters.coco",
}
_MODULES = frozenset({"datasets", "errors", "models", "sandbox", "schema"})


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

"""The error tree: what is below what, what each carries, and that all of it survives pickling."""

from __future__ import annotations

import copy
import pickle
from datetime import UTC, datetime

import pytest

from fastlabel import errors
from fastlabel.errors import (
    AuthenticationError,
    ConflictError,
    FastLabelException,
    FastLabelInvalidException,
    MissingExtraError,
    MissingFileError,
    NotFoundError,
    RateLimitError,
)

EVERY = [getattr(errors, name) for name in errors.__all__]


@pytest.mark.parametrize("error", EVERY)
def test_every_error_is_of_the_tree_and_survives_copying(error: type[FastLabelException]) -> None:
    assert issubclass(error, FastLabelException)
    raised = error("what happened", 418)
    for twin in (pickle.loads(pickle.dumps(raised)), copy.copy(raised)):
        assert type(twin) is error
        assert (twin.message, twin.code) == ("what happened", 418)
        assert str(twin) == "<Response [418]> what happened"
    assert str(error("what happened", None)) == "what happened"


@pytest.mark.parametrize(
    "error", [AuthenticationError, ConflictError, NotFoundError, RateLimitError, MissingFileError]
)
def test_what_the_caller_got_wrong(error: type[FastLabelException]) -> None:
    assert issubclass(error, FastLabelInvalidException)
    assert issubclass(error, ValueError)


def test_errors_that_the_standard_library_knows_too() -> None:
    assert issubclass(MissingFileError, FileNotFoundError)
    assert issubclass(MissingExtraError, ImportError)


def test_rate_limit_error_keeps_its_moment() -> None:
    moment = datetime(2026, 1, 1, tzinfo=UTC)
    assert pickle.loads(pickle.dumps(RateLimitError("slow", 429, moment))).retry_at == moment

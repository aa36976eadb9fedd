"""The error tree: what is below what, what each carries, and that all of it survives pickling."""

from __future__ import annotations

import copy
import pickle
from datetime import UTC, datetime

import pytest
from hypothesis import given
from hypothesis import strategies as st

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

EVERY = [
    error
    for error in vars(errors).values()
    if isinstance(error, type) and issubclass(error, errors.FastLabelException)
]


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


def test_errors_carry_the_path_of_the_value() -> None:
    with pytest.raises(FastLabelInvalidException) as caught:
        errors.invalid("expected 4 numbers for a bbox, got 3", ("annotations", 3, "points"))
    error = caught.value
    assert error.message == "annotations[3].points: expected 4 numbers for a bbox, got 3"
    assert error.detail == "expected 4 numbers for a bbox, got 3"
    assert (error.path, error.path_text) == (("annotations", 3, "points"), "annotations[3].points")
    below = error.under("tasks", 7)
    assert below.path == ("tasks", 7, "annotations", 3, "points")
    assert str(below).startswith("<Response [422]> tasks[7].annotations[3].points: expected 4")
    for twin in (pickle.loads(pickle.dumps(below)), copy.deepcopy(below)):
        assert (twin.path, twin.message, twin.code) == (below.path, below.message, 422)
    assert FastLabelException("no path").path == ()


@pytest.mark.parametrize("text", ["files['z.png']", 'files["z.png"]'])
def test_paths_are_read_in_both_quote_styles(text: str) -> None:
    path = ("files", "z.png")
    assert errors.parse_path(text) == path
    assert errors.format_path(path) == "files['z.png']"
    with pytest.raises(FastLabelInvalidException, match="is empty") as caught:
        errors.invalid("is empty", text)
    assert (caught.value.path, caught.value.detail) == (path, "is empty")


@pytest.mark.parametrize(
    "name", ["it's.png", 'a "b".png', "both ' and \"", "back\\slash'", "\n\x00é"]
)
def test_paths_with_quotes_survive_their_text_form(name: str) -> None:
    assert errors.parse_path(errors.format_path(("files", name, 3))) == ("files", name, 3)
    assert errors.parse_path(f"files[{name!r}]") == ("files", name)


@given(st.lists(st.integers(0, 99) | st.text(), max_size=5).map(tuple))
def test_paths_survive_their_text_form(path: errors.ErrorPath) -> None:
    text = errors.format_path(path)
    assert errors.parse_path(text) == path

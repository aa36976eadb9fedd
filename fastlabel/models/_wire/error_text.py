"""Validation errors of pydantic as paths and short messages."""

from __future__ import annotations

import reprlib
from collections import Counter
from collections.abc import Mapping, Sequence, Sized
from typing import Final, NoReturn

from pydantic import ValidationError
from pydantic_core import ErrorDetails

from fastlabel.errors import ErrorPath, format_path, invalid, parse_path

_MAX_PROBLEMS: Final = 5
_MAX_LENGTH: Final = 350
_REPR: Final = reprlib.Repr()
_REPR.maxlevel = 3
_REPR.maxstring = _REPR.maxother = 60
_TAGS: Final = frozenset({"bbox", "polygon", "keypoint", "line", "segmentation"})


def invalid_model(error: ValidationError, path: ErrorPath | str = ()) -> NoReturn:
    """Raise all problems as one `FastLabelInvalidException`, at the path of the first of them."""
    prefix = parse_path(path) if isinstance(path, str) else path
    invalid(*_joined(validation_problems(error, prefix)))


def format_validation_error(error: ValidationError) -> str:
    """All problems in one line: `annotations[3].points: expected 4 numbers for a bbox, got 3`."""
    text, path = _joined(validation_problems(error))
    return f"{format_path(path)}: {text}" if path else text


def validation_problems(
    error: ValidationError, prefix: ErrorPath = ()
) -> list[tuple[ErrorPath, str]]:
    """Distinct problems, each as the path of the value and a message."""
    every = error.errors(include_url=False)
    # A frame number may look like a union branch: better all problems than none.
    details = [it for it in every if not _is_fallback(it["loc"])] or every
    missing_numbers = Counter(it["loc"][:-1] for it in details if _is_missing_number(it))
    return list(dict.fromkeys(_problem(it, prefix, missing_numbers) for it in details))


def _joined(problems: list[tuple[ErrorPath, str]]) -> tuple[str, ErrorPath]:
    (path, first), *others = problems
    lines = [first, *(f"{format_path(at)}: {text}" if at else text for at, text in others)]
    text = "; ".join(_shorten(line, _MAX_LENGTH) for line in lines[:_MAX_PROBLEMS])
    more = len(lines) - _MAX_PROBLEMS
    return (f"{text}; and {more} more" if more > 0 else text), path


def _is_fallback(location: ErrorPath) -> bool:
    """Whether a problem is of a union branch that only JSON from the wire may take."""
    return any(
        isinstance(step, str) and step.startswith(("function-", "[null]")) for step in location
    )


def _is_missing_number(problem: ErrorDetails) -> bool:
    is_number = problem["type"] == "missing" and isinstance(problem["loc"][-1], int)
    return is_number and isinstance(problem["input"], Sized)


def _problem(
    problem: ErrorDetails, prefix: ErrorPath, missing_numbers: Counter[ErrorPath]
) -> tuple[ErrorPath, str]:
    location = problem["loc"]
    if _is_missing_number(problem):
        location = location[:-1]
        expected = len(problem["input"]) + missing_numbers[location]
        text = _count_text(expected, problem["input"], location)
    elif problem["type"] == "too_long":
        text = _count_text(problem.get("ctx", {})["max_length"], problem["input"], location)
    else:
        text = _text(problem)
    steps = (step for step in location if not _is_branch(step))
    return (*prefix, *(_shorten(it) if isinstance(it, str) else it for it in steps)), text


def _is_branch(step: int | str) -> bool:
    """Whether a step names a branch of a union instead of a place in the JSON."""
    return isinstance(step, str) and (step in _TAGS or "[" in step)


def _count_text(expected: int, numbers: Sequence[object], location: ErrorPath) -> str:
    tag = next((step for step in reversed(location) if step in _TAGS), None)
    noun = f" for a {tag}" if tag else ""
    return f"expected {expected} numbers{noun}, got {len(numbers)}"


_PHRASES: Final[Mapping[str, str]] = {
    "dataclass_type": "expected an object, got {input}",
    "dict_type": "expected an object, got {input}",
    "extra_forbidden": "no such field",
    "finite_number": "expected a finite number, got {input}",
    "float_type": "expected a number, got {input}",
    "int_type": "expected a whole number, got {input}",
    "list_type": "expected a list, got {input}",
    "literal_error": "{input} is not one of {expected}",
    "missing": "is required",
    "model_attributes_type": "expected an object, got {input}",
    "model_type": "expected an object, got {input}",
    "string_type": "expected a string, got {input}",
    "tuple_type": "expected a list, got {input}",
    "unexpected_keyword_argument": "no such field",
    "union_tag_invalid": "type {tag!r} is not one of {expected_tags}",
    "union_tag_not_found": "has no type",
}


def _text(problem: ErrorDetails) -> str:
    phrase = _PHRASES.get(problem["type"])
    if phrase is None:
        return problem["msg"].removeprefix("Value error, ").replace("Input should", "must")
    return phrase.format(input=short_repr(problem["input"]), **problem.get("ctx", {}))


def short_repr(value: object) -> str:
    """Short `repr` of any value, for a message."""
    try:
        return _shorten(_REPR.repr(value))
    except (RecursionError, ValueError):
        # A number of thousands of digits has no repr either.
        return f"a {type(value).__name__}"


def _shorten(text: str, max_length: int = 60) -> str:
    return text if len(text) <= max_length else f"{text[: max_length - 1]}…"

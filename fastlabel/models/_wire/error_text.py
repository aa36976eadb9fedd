"""Validation errors in words: the place as one would type it, and what is wrong there."""

from __future__ import annotations

import reprlib
from collections import Counter
from collections.abc import Mapping, Sequence, Sized
from typing import Final

from pydantic import ValidationError
from pydantic_core import ErrorDetails

__all__ = ["format_validation_error", "place", "short_repr"]

_MOST_SHOWN: Final = 5
_LONGEST: Final = 350
_REPR: Final = reprlib.Repr()
_REPR.maxlevel = 3
_REPR.maxstring = _REPR.maxother = 60
_TAGS: Final = frozenset({"bbox", "polygon", "keypoint", "line", "segmentation"})

Location = tuple[int | str, ...]


def format_validation_error(error: ValidationError) -> str:
    """All problems in one line, such as `annotations[3].points: 3 numbers, a bbox has 4`."""
    every = error.errors(include_url=False)
    # A frame's key may look like a branch: better all problems than none.
    problems = [p for p in every if not _is_fallback(p["loc"])] or every
    missing_numbers = Counter(p["loc"][:-1] for p in problems if _is_missing_number(p))
    lines = dict.fromkeys(_shorten(_line(p, missing_numbers), _LONGEST) for p in problems)
    shown = "; ".join(list(lines)[:_MOST_SHOWN])
    more = len(lines) - _MOST_SHOWN
    return f"{shown}; and {more} more" if more > 0 else shown


def place(location: Sequence[int | str]) -> str:
    """A path into JSON, such as `annotations[3].points`.

    >>> place(("annotations", 3, "points"))
    'annotations[3].points'
    """
    text = ""
    for step in location:
        text += f"[{step}]" if isinstance(step, int) else f".{step}"
    return text.removeprefix(".")


def _is_fallback(location: Location) -> bool:
    """Whether the problem is of the branch that only reading may take."""
    return any(
        isinstance(step, str) and step.startswith(("function-", "[null]")) for step in location
    )


def _is_missing_number(problem: ErrorDetails) -> bool:
    is_number = problem["type"] == "missing" and isinstance(problem["loc"][-1], int)
    return is_number and isinstance(problem["input"], Sized)


def _line(problem: ErrorDetails, missing_numbers: Counter[Location]) -> str:
    location = problem["loc"]
    if _is_missing_number(problem):
        location = location[:-1]
        text = _count(len(problem["input"]) + missing_numbers[location], problem["input"], location)
    elif problem["type"] == "too_long":
        text = _count(problem.get("ctx", {})["max_length"], problem["input"], location)
    else:
        text = _text(problem)
    where = place([step for step in location if not _is_branch(step)])
    return f"{where}: {text}" if where else text


def _is_branch(step: int | str) -> bool:
    """Whether a step names a branch of a union instead of a place in the JSON."""
    return isinstance(step, str) and (step in _TAGS or "[" in step)


def _count(due: int, found: Sequence[object], location: Location) -> str:
    tag = next((step for step in reversed(location) if step in _TAGS), None)
    article = f"a {tag} has {due}" if tag else f"{due} are due"
    return f"{len(found)} number{'' if len(found) == 1 else 's'}, {article}"


_PHRASES: Final[Mapping[str, str]] = {
    "dataclass_type": "{input} where an object is due",
    "dict_type": "{input} where an object is due",
    "extra_forbidden": "no such field",
    "finite_number": "{input} is not a finite number",
    "float_type": "{input} where a number is due",
    "int_type": "{input} where a whole number is due",
    "list_type": "{input} where a list is due",
    "literal_error": "{input} is not one of {expected}",
    "missing": "is required",
    "model_attributes_type": "{input} where an object is due",
    "model_type": "{input} where an object is due",
    "string_type": "{input} where a string is due",
    "tuple_type": "{input} where a list is due",
    "unexpected_keyword_argument": "no such field",
    "union_tag_invalid": "type {tag!r} is not one of {expected_tags}",
    "union_tag_not_found": "has no type",
}


def _text(problem: ErrorDetails) -> str:
    phrase = _PHRASES.get(problem["type"])
    if phrase is None:
        return problem["msg"].removeprefix("Value error, ").replace("Input should be", "is not")
    return phrase.format(input=short_repr(problem["input"]), **problem.get("ctx", {}))


def short_repr(value: object) -> str:
    """A value in an error message: short, whatever it is."""
    try:
        return _shorten(_REPR.repr(value))
    except (RecursionError, ValueError):
        # A number of thousands of digits has no repr either.
        return f"a {type(value).__name__}"


def _shorten(text: str, most: int = 60) -> str:
    return text if len(text) <= most else f"{text[: most - 1]}…"

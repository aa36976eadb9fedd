"""JSON objects with one thing wrong, or not."""

from __future__ import annotations

import copy
from collections.abc import Callable, Iterator
from typing import Any, TypeAlias, cast

from hypothesis import strategies as st

from tests.support.wire_strategies import Json, texts

Steps: TypeAlias = tuple[str | int, ...]

# No floats that are whole: to JSON Schema they are integers.
_values: st.SearchStrategy[Any] = st.recursive(
    st.none() | st.booleans() | st.integers() | st.just(0.5) | texts,
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(texts, inner, max_size=2),
    max_leaves=4,
)


@st.composite
def mutated(
    draw: st.DrawFn,
    objects: st.SearchStrategy[Json],
    is_comparable: Callable[[Steps, str, object], bool] | None = None,
) -> Json:
    """An object as it is, or with one field left out, of another value, or one too many.

    `is_comparable` says of a place, what is done there and the new value whether a verdict on it
    can be compared.
    """
    wire = copy.deepcopy(draw(objects))
    steps = draw(st.sampled_from([(), *fields(wire)]))
    if not steps:
        return wire
    action = draw(st.sampled_from(["drop", "set", "add"]))
    value = draw(_values)
    if is_comparable is None or is_comparable(steps, action, value):
        change(wire, steps, action, value)
    return wire


def fields(value: object, above: Steps = ()) -> Iterator[Steps]:
    """The places of all that is in it, as the steps that lead there."""
    if isinstance(value, dict):
        for key, inner in cast("Json", value).items():
            yield (*above, key)
            yield from fields(inner, (*above, key))
    elif isinstance(value, list):
        for index, inner in enumerate(cast("list[object]", value)):
            yield (*above, index)
            yield from fields(inner, (*above, index))


def value_at(wire: object, steps: Steps) -> Any:
    """What is at a place."""
    found: Any = wire
    for step in steps:
        found = found[step]
    return found


def change(wire: Json, steps: Steps, action: str, value: object) -> None:
    """Drop what is at the place, or set it, or add an unknown field or one more item beside it."""
    place = value_at(wire, steps[:-1])
    if action == "drop":
        del place[steps[-1]]
    elif action == "set":
        place[steps[-1]] = value
    elif isinstance(place, list):
        cast("list[object]", place).append(value)
    else:
        place[f"x-{steps[-1]}"] = value

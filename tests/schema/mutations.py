"""JSON objects with one thing wrong, or not."""

from __future__ import annotations

import copy
from collections.abc import Callable, Iterator
from typing import Any, TypeAlias, cast

from hypothesis import strategies as st

from tests.wire_json import Json, texts

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
    is_comparable: Callable[[Steps, str, object], bool],
) -> Json:
    """An object as it is, or with one field left out, of another value, or one too many.

    `is_comparable` says of a place, what is done there and the new value whether a verdict on it
    can be compared.
    """
    wire = copy.deepcopy(draw(objects))
    steps = draw(st.sampled_from([(), *_fields(wire)]))
    if not steps:
        return wire
    action = draw(st.sampled_from(["drop", "set", "add"]))
    value = draw(_values)
    if is_comparable(steps, action, value):
        _change(wire, steps, action, value)
    return wire


def _fields(value: object, above: Steps = ()) -> Iterator[Steps]:
    if isinstance(value, dict):
        for key, inner in cast("Json", value).items():
            yield (*above, key)
            yield from _fields(inner, (*above, key))
    elif isinstance(value, list):
        for index, inner in enumerate(cast("list[object]", value)):
            yield from _fields(inner, (*above, index))


def _change(wire: Json, steps: Steps, action: str, value: object) -> None:
    place: Any = wire
    for step in steps[:-1]:
        place = place[step]
    if action == "drop":
        del place[steps[-1]]
    elif action == "set":
        place[steps[-1]] = value
    else:
        place[f"x-{steps[-1]}"] = value

from __future__ import annotations

import re

import pytest
from hypothesis import given
from hypothesis import strategies as st

from fastlabel._protocol.class_color import class_color


@pytest.mark.parametrize(
    ("value", "told"), [("cat", "#2eb89d"), ("dog", "#9e2eb8"), ("ネコ", "#2eb84e")]
)
def test_color_is_the_same_everywhere(value: str, told: str) -> None:
    assert class_color(value) == told


@given(st.text(st.characters(exclude_categories=["Cs"])))
def test_color_is_neither_pale_nor_dark(value: str) -> None:
    told = class_color(value)
    assert re.fullmatch("#[0-9a-f]{6}", told)
    channels = [int(told[place : place + 2], 16) for place in (1, 3, 5)]
    assert (min(channels), max(channels)) == (46, 184)

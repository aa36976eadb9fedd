"""The part of YAML that a data.yaml needs."""

from __future__ import annotations

import pytest

from fastlabel import FastLabelInvalidException
from fastlabel.converters.yolo_yaml import parse_yaml, quoted

COCO8 = """\
# A dataset — of eight images
path: ../datasets/coco8 # dataset root dir

train: images/train # 4 images
test: # none

names:
  0: person
  1: traffic light   # spaces within
  2: 'it''s "one"'

kpt_names:
  0:
    - nose
    - left_eye

download: |
  from pathlib import Path
  urls: [broken
"""


def test_as_ultralytics_writes_it() -> None:
    assert parse_yaml(COCO8, "data.yaml") == {
        "path": "../datasets/coco8",
        "train": "images/train",
        "test": "",
        "names": {"0": "person", "1": "traffic light", "2": 'it\'s "one"'},
        "kpt_names": {"0": ["nose", "left_eye"]},
        "download": "",
    }


@pytest.mark.parametrize(
    ("text", "found"),
    [
        ("names: ['a', \"b\", c d]", ["a", "b", "c d"]),
        ("names: [ a,\n  b, # two\n  c ]", ["a", "b", "c"]),
        ("names: {0: a, 1: b}", {"0": "a", "1": "b"}),
        ('names: {"0":"a"}', {"0": "a"}),
        ("names: []", []),
        ("names: [a, ]", ["a"]),
        ("names:\n- a\n- b", ["a", "b"]),
        ("names:\n  - a # one\n\n  - 'b # c'", ["a", "b # c"]),
        ("names: https://x.org/a#b", "https://x.org/a#b"),
        (r'names: "\x41é\U0001f600\n\\"', "Aé😀\n\\"),
        ("---\nnames: x", "x"),
        ("\ufeffnames: x", "x"),
    ],
)
def test_values(text: str, found: object) -> None:
    assert parse_yaml(text, "data.yaml")["names"] == found


@pytest.mark.parametrize(
    ("text", "message"),
    [
        ("a: 1\nb", "data.yaml line 2: is no `key: value`"),
        ("a: 1\na: 2", "line 2: has the key 'a' again"),
        ("a: [1, 2", "line 1: has brackets that are not closed"),
        ("a: [1] 2", "line 1: has text after its brackets"),
        ("a: [,]", "line 1: has ',' where a value is due"),
        ("a: {1, 2}", "line 1: is no `{key: value}`"),
        ("a: *b", r"line 1: has '\*b', which is not read"),
        ("a: !!python/object x", "line 1: has '!!python/object x'"),
        ("- a: 1", "line 1: is a mapping in a list"),
        ("- a", "a list where keys with values are due"),
        ("  a: 1\nb: 1", "line 2: is indented less or more"),
        ("a: " + "[" * 99 + "]" * 99, "line 1: is too deep"),
    ],
)
def test_refused(text: str, message: str) -> None:
    with pytest.raises(FastLabelInvalidException, match=message):
        parse_yaml(text, "data.yaml")


def test_quoted_is_plain_where_it_can_be() -> None:
    assert quoted("traffic light") == '"traffic light"'
    assert quoted("猫\u2028\x85") == '"猫\\U00002028\\U00000085"'

"""The part of YAML that a data.yaml needs."""

from __future__ import annotations

import sys

import pytest

from fastlabel import FastLabelInvalidException, MissingExtraError
from fastlabel.converters.yolo.dataset import parse_yaml, quoted

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
        "download": "from pathlib import Path\nurls: [broken\n",
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


@pytest.mark.parametrize("text", ["", "# nothing\n", "---\n"])
def test_an_empty_file_holds_nothing(text: str) -> None:
    assert parse_yaml(text, "data.yaml") == {}


def test_scalars_stay_text_whatever_they_look_like() -> None:
    text = "names: [no, on, 1e3, null, 2026-01-01, !!python/object/apply:os.getcwd x]"
    assert parse_yaml(text, "x")["names"] == ["no", "on", "1e3", "null", "2026-01-01", "x"]


@pytest.mark.parametrize(
    ("text", "message"),
    [
        ("a: 1\nb", "data.yaml line 2: could not find expected ':'"),
        ("a: 1\na: 2", "line 2: the key 'a' is repeated"),
        ("? [a]\n: 1", "line 1: a key is a list or mapping"),
        ("a: [1, 2", "line 1: "),
        ("a: [1] 2", "line 1: "),
        ("a: *b", "line 1: found undefined alias"),
        ("a: &a [*a]", "line 1: found unconstructable recursive node"),
        ("a: 1\n---\nb: 1", "line 2: but found another document"),
        ("- a", "data.yaml: expected keys with values, got list"),
        ("a", "data.yaml: expected keys with values, got str"),
        ("a: \x00", "data.yaml: unacceptable character"),
        ("a: " + "[" * 9999, "data.yaml: nested too deeply"),
    ],
)
def test_refused(text: str, message: str) -> None:
    with pytest.raises(FastLabelInvalidException, match=message):
        parse_yaml(text, "data.yaml")


def test_without_pyyaml_the_error_names_the_extra(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(sys.modules, "yaml", None)
    with pytest.raises(MissingExtraError, match="pip install pyyaml"):
        parse_yaml("a: 1", "data.yaml")


def test_quoted_is_plain_where_it_can_be() -> None:
    assert quoted("traffic light") == '"traffic light"'
    assert quoted("猫\u2028\x85") == '"猫\\U00002028\\U00000085"'

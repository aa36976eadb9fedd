"""The page on moving from 0.7.0 has all of its calls, each beside its typed replacement."""

from __future__ import annotations

import re

import fastlabel
from fastlabel._client._sync.client import Client as ResourceClient
from tests.docs.test_code_blocks import ROOT

PAGE = (ROOT / "docs" / "moving_from_070.md").read_text(encoding="utf-8")
PAIR = re.compile(r"\*\*0\.7\.0\*\*\n(.*?)\*\*typed\*\*\n(.*?)^</div>$", re.MULTILINE | re.DOTALL)
CODE = re.compile(r"^```python\n(.*?)^```$", re.MULTILINE | re.DOTALL)
KINDS = ["image", "image_classification", "multi_image", "video"]


def calls(blocks: str) -> set[str]:
    code = "\n".join(CODE.findall(blocks))
    return {
        name.removeprefix("client.") for name in re.findall(r"(?:client|fastlabel)\.[\w.]+\(", code)
    }


def old_and_new() -> tuple[set[str], set[str]]:
    pairs = PAIR.findall(PAGE)
    assert PAGE.count("**0.7.0**") == len(pairs)
    return calls("".join(old for old, _ in pairs)), calls("".join(new for _, new in pairs))


def test_every_method_of_070_is_shown() -> None:
    added = set(dir(fastlabel.Client)) - set(dir(ResourceClient))
    methods = {f"{name}(" for name in added if not name.startswith("_")}
    assert len(methods) == 15
    assert old_and_new()[0] == methods


def test_every_typed_call_is_shown_beside_it() -> None:
    typed = old_and_new()[1]
    expected = {f"{kind}.{verb}(" for kind in KINDS for verb in ("create", "find", "get")}
    expected |= {"image.iter(", "tasks.update(", "tasks.delete(", "fastlabel.to_coco("}
    assert expected <= typed

"""Check what another team sends against the JSON Schema, and create tasks of what is right.

A schema tells everything that is wrong, with its place, to a team in any language. The same file
is in `schemas/v1/image.create.json`, so they can check before they send it to you.

Needs `pip install jsonschema fastlabel`. Like all examples it takes the token from
FASTLABEL_ACCESS_TOKEN; `fastlabel sandbox` gives one for trials.
"""

from __future__ import annotations

import base64
import json
from collections import defaultdict
from collections.abc import Iterator
from pathlib import Path
from typing import Any

from jsonschema import Draft202012Validator  # type: ignore[import-untyped]  # it ships no types

import fastlabel
from fastlabel.schema import documents

VALIDATOR: Any = Draft202012Validator(documents()["image.create.json"])


def problems(body: object) -> Iterator[str]:
    """What is wrong with a body, each with its place."""
    for error in sorted(VALIDATOR.iter_errors(body), key=lambda error: error.json_path):
        for told in of_its_type(error):
            yield f"{told.json_path}: {told.message}"


def of_its_type(error: Any) -> list[Any]:
    """Of an annotation that fits none of the types, what keeps it from fitting its own."""
    by_type: defaultdict[int, list[Any]] = defaultdict(list)
    for inner in error.context or ():
        by_type[inner.schema_path[0]].append(inner)
    for inside in by_type.values():
        if not any(one.validator == "const" for one in inside):
            return inside
    return [error]


def create(client: fastlabel.Client, line: str) -> str:
    """Create a task of a body that fits, and give its id."""
    body = json.loads(line)
    return client.image.create(
        project=body["project"],
        name=body["name"],
        file=base64.b64decode(body["file"]),
        tags=body.get("tags", ()),
        annotations=body.get("annotations", ()),
    )


def their_file(path: Path) -> None:
    """What the other team wrote: one body on each line, and not all of them right."""
    photo = base64.b64encode(Path("chelsea.png").read_bytes()).decode()
    good = {"type": "bbox", "value": "cat", "points": [28, 0, 364, 292]}
    lists = [[good], [{**good, "points": [28, 0, 364]}], [{**good, "kind": "tabby"}]]
    bodies: list[dict[str, object]] = [
        {"project": "theirs", "name": f"{number}.png", "file": photo, "annotations": annotations}
        for number, annotations in enumerate(lists, start=1)
    ]
    del bodies[2]["project"]
    path.write_text("".join(json.dumps(body) + "\n" for body in bodies), encoding="utf-8")


def main() -> None:
    """Create what fits, and tell what does not."""
    their_file(Path("theirs.jsonl"))
    with fastlabel.Client() as client, Path("theirs.jsonl").open(encoding="utf-8") as lines:
        for number, line in enumerate(lines, start=1):
            found = [*problems(json.loads(line))]
            for problem in found:
                print(f"line {number}: {problem}")
            if not found:
                create(client, line)
                print(f"line {number}: created")


if __name__ == "__main__":
    main()
